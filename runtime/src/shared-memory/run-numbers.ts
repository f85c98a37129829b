/** Numbers that are given out once in a run: ids of shared objects, and what their names are counted by. */
import type { ObjectType } from '../../../trace/src/vocabulary.ts';
import { LAST_NUMBERS_WORD, LAST_OBJECT_ID_WORD, runWords } from './run-block.ts';

/** Objects that threads of a process of its own make have ids from here on: no program reaches as far. */
const FIRST_OF_OWN_THREADS = 2 ** 30;

/** In a process of its own: shared objects of this thread are the program's, those of threads that it starts are not. */
export function keepThreadsApart(): void {
  Atomics.store(runWords(), LAST_OBJECT_ID_WORD, FIRST_OF_OWN_THREADS - 1);
}

/** Whether an object that this thread has to ask for lies on the other side of that border. */
export function isOutOfReach(id: number): boolean {
  const isApart = Atomics.load(runWords(), LAST_OBJECT_ID_WORD) >= FIRST_OF_OWN_THREADS - 1;
  return isApart && id < FIRST_OF_OWN_THREADS !== (objectIds !== undefined);
}

let objectIds: (() => number) | undefined;

/** Where new ids come from in a thread whose objects belong to another run: a process of its own. */
export function setObjectIdSource(source: () => number): void {
  objectIds = source;
}

/** Reserves so many ids for such a process; gives the first. */
export function takeObjectIds(count: number): number {
  return Atomics.add(runWords(), LAST_OBJECT_ID_WORD, count) + 1;
}

/** A new id for a shared object, unique in the run. */
export function newObjectId(): number {
  if (objectIds !== undefined) return objectIds();
  return Atomics.add(runWords(), LAST_OBJECT_ID_WORD, 1) + 1;
}

let numbers = (type: ObjectType): number => takeNumbers(type, 1);

/** The same for the numbers in names. */
export function setNumberSource(source: (type: ObjectType) => number): void {
  numbers = source;
}

/** The next number for a name such as `Queue-1`: counted per type, over all threads and processes of the run. */
export function nextNumber(type: ObjectType): number {
  return numbers(type);
}

/** The next of that type is this one. */
export function continueNumbers(type: ObjectType, next: number): void {
  Atomics.store(runWords(), LAST_NUMBERS_WORD + type, next - 1);
}

/** Takes so many of them; gives the first. */
export function takeNumbers(type: ObjectType, count: number): number {
  return Atomics.add(runWords(), LAST_NUMBERS_WORD + type, count) + 1;
}
