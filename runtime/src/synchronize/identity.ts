/** Who a synchronization object is: two words in front of its memory, for the trace and for messages about it. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { callSite, recording, recordObject } from '../instrument/record.ts';
import type { SharedWords } from '../shared-memory/bell.ts';
import { nextNumber } from '../shared-memory/run-numbers.ts';

/** The id of the object in the trace (0 = not recorded), then its type and number. */
export const IDENTITY_WORDS = 2;

const NAME = 1;
const TYPE_SHIFT = 24;
const NUMBER_MASK = (1 << TYPE_SHIFT) - 1;

const TYPE_NAMES: Readonly<Record<ObjectType, string>> = {
  [ObjectType.pool]: 'Pool',
  [ObjectType.queue]: 'Queue',
  [ObjectType.lock]: 'Lock',
  [ObjectType.value]: 'Value',
  [ObjectType.pipe]: 'Pipe',
  [ObjectType.array]: 'Array',
  [ObjectType.rlock]: 'RLock',
  [ObjectType.semaphore]: 'Semaphore',
  [ObjectType.event]: 'Event',
  [ObjectType.condition]: 'Condition',
  [ObjectType.barrier]: 'Barrier',
};

/** A new object says who it is. Called once, by the thread that makes it. */
export function introduce(words: SharedWords, at: number, type: ObjectType): void {
  words[at + NAME] = (type << TYPE_SHIFT) | (nextNumber(type) & NUMBER_MASK);
  if (recording()) words[at] = recordObject(type, nameAt(words, at), callSite());
}

/** Its name, such as `Lock-1`: counted per type over all threads of the run. */
export function nameAt(words: SharedWords, at: number): string {
  const packed = words[at + NAME]!;
  return `${TYPE_NAMES[(packed >>> TYPE_SHIFT) as ObjectType]}-${packed & NUMBER_MASK}`;
}
