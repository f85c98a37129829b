/**
 * Whether shared memory may be in a value by itself, outside of handles. Not in a process of its own, nor on the way into one:
 * memory cannot be seen across processes.
 */

/** What follows `is` in the error. */
export const RAW_MEMORY_REFUSAL: string =
  "shared memory, which cannot be seen from another process: under the start method 'process' pass a copy, or a Value, " +
  "SharedArray or Queue, or use getContext('thread')";

let keptOut = false;

/** In a process of its own: none may leave, none may arrive. */
export function keepRawMemoryOut(): void {
  keptOut = true;
}

/** Whether there is none in this thread. */
export function isRawMemoryKeptOut(): boolean {
  return keptOut;
}
