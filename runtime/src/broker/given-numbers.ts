/** In a process of its own: numbers that the program gives, some at a time, so that no two of its processes have the same. */
import { ProcessCall } from '../../../protocol/src/process.ts';
import type { ObjectType } from '../../../trace/src/vocabulary.ts';
import { setNumberSource, setObjectIdSource } from '../shared-memory/run-numbers.ts';
import { valueOf } from './own-calls.ts';
import { answerOfParent, askParent, sendToParent } from './own-parent.ts';

const IDS_AT_A_TIME = 256;
const MOST_NAMES_AT_A_TIME = 64;

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

/** Of one, then two, then four: where a process makes few of a type, no number is left out. */
function nameBlocks(type: ObjectType): () => Block {
  let next = 1;
  return () => {
    const count = next;
    next = Math.min(2 * count, MOST_NAMES_AT_A_TIME);
    sendToParent({ kind: ProcessCall.names, number: count, note: type }, []);
    return { first: valueOf(answerOfParent()) as number, count };
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
