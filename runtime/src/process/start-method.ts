/** How the children of this process are started: chosen once, or settled by the first use, as in Python. */
import { StartMethodError } from '../errors.ts';

/**
 * `'thread'`: a worker thread of this program, which loads the script anew, as under Python's `spawn`. `'process'`, a process
 * of the operating system, is not there yet: to choose it throws StartMethodError.
 */
export type StartMethod = 'thread' | 'process';

const DEFAULT_METHOD: StartMethod = 'thread';

let settled: StartMethod | null = null;

/** The method, if it has been chosen, or settled by its use. */
export function settledStartMethod(): StartMethod | null {
  return settled;
}

/** The method by which children are started. From now on it is settled. */
export function startMethodInForce(): StartMethod {
  return (settled ??= DEFAULT_METHOD);
}

/** Chooses it; null: nothing is chosen. Throws StartMethodError where it is settled, except by force. */
export function chooseStartMethod(method: StartMethod | null, force: boolean): void {
  if (settled !== null && !force) {
    throw new StartMethodError(
      `context has already been set: the start method is '${settled}'. ` +
        'Set it once, behind the main guard and before anything is started, or give { force: true }',
    );
  }
  settled = method;
}

/** In a worker, first of all: it starts its own children as its parent does. */
export function adoptStartMethod(method: StartMethod): void {
  settled = method;
}
