import type { WaitReason } from '../../query.ts';
import { waitReasonOf } from '../kind-state.ts';

/** Reasons of waits whose `object` is a shared object; that of `join` is a thread, that of `result` a pool. */
const ABOUT_OBJECTS: ReadonlySet<WaitReason | undefined> = new Set<WaitReason | undefined>([
  'lock',
  'get',
  'put',
  'semaphore',
  'event',
  'condition',
  'barrier',
]);

/** By kind: it is asked of each slice. */
const IS_ABOUT_OBJECT: readonly boolean[] = Array.from({ length: 256 }, (_, kind) =>
  ABOUT_OBJECTS.has(waitReasonOf(kind)),
);

/** Whether a slice of that kind of row is a wait whose `object` is a shared object. */
export function isWaitForObject(kind: number): boolean {
  return IS_ABOUT_OBJECT[kind] === true;
}
