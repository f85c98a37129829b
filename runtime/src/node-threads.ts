/**
 * `node:worker_threads`, for code that runs in every process of our own: there nothing else needs that module, and with the streams that
 * it loads it takes 2 ms of a start.
 */
import type * as WorkerThreads from 'node:worker_threads';

/** Node's `isMainThread`, told by what Node takes away from the other threads. True in a process of our own too. */
export const isMainThread: boolean = (process.abort as { readonly disabled?: boolean }).disabled !== true;

/** The module, loaded by the first call. */
export function workerThreads(): typeof WorkerThreads {
  return process.getBuiltinModule('node:worker_threads');
}

/** Node's id of this thread, which is 0 in the main one. */
export function threadId(): number {
  return isMainThread ? 0 : workerThreads().threadId;
}
