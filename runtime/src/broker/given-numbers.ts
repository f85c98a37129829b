/** In a process of its own: numbers that the program gives, some at a time, so that no two of its processes have the same. */
import { ProcessCall } from '../../../protocol/src/process.ts';
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { continueNumbers, setNumberSource, setObjectIdSource } from '../shared-memory/run-numbers.ts';
import { valueOf } from './own-calls.ts';
import { answerOfParent, askParent, sendToParent } from './own-parent.ts';

const IDS_AT_A_TIME = 256;
const MOST_NAMES_AT_A_TIME = 64;
/** So many objects of a type the threads of a process may make before one has the name of another. */
const NAMES_OF_THREADS = 256;

interface Block {
  readonly first: number;
  readonly count: number;
}

/** From now on ids of objects come from there, and the numbers in their names. */
export function takeNumbersFromParent(): void {
  setObjectIdSource(inBlocks(() => ({ first: valueOf(askParent(ProcessCall.ids)) as number, count: IDS_AT_A_TIME })));
  const ofType = new Map<ObjectType, () => number>();
  setNumberSource((type) => {
    let next = ofType.get(type);
    if (next === undefined) ofType.set(type, (next = inBlocks(nameBlocks(type))));
    return next();
  });
}

let areGivenToThreads = false;

/** Before its first thread: what threads make they count by themselves, from numbers on that the program gives to nobody else. */
export function giveNumbersToThreads(): void {
  if (areGivenToThreads) return;
  areGivenToThreads = true;
  for (const type of Object.values(ObjectType)) continueNumbers(type, takeNames(type, NAMES_OF_THREADS));
}

function takeNames(type: ObjectType, count: number): number {
  sendToParent({ kind: ProcessCall.names, number: count, note: type }, []);
  return valueOf(answerOfParent()) as number;
}

/** Of one, then two, then four: where a process makes few of a type, no number is left out. */
function nameBlocks(type: ObjectType): () => Block {
  let next = 1;
  return () => {
    const count = next;
    next = Math.min(2 * count, MOST_NAMES_AT_A_TIME);
    return { first: takeNames(type, count), count };
  };
}

function inBlocks(take: () => Block): () => number {
  let next = 0;
  let left = 0;
  return () => {
    if (left === 0) ({ first: next, count: left } = take());
    left--;
    return next++;
  };
}
