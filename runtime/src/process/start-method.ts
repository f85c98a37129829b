/** How the children of this process are started: chosen once, or settled by the first use, as in Python. */
import { readRunSetup } from '../../../protocol/src/run.ts';
import { StartMethodError } from '../errors.ts';

/**
 * `'thread'`: a worker thread of this program; `'process'`: a process of the operating system. Both load the script anew, as
 * under Python's `spawn`.
 */
export type StartMethod = 'thread' | 'process';

/** Where nothing is chosen: what the command was told (`parascope run --start-method`), else threads. */
function defaultMethod(): StartMethod {
  return readRunSetup(process.env)?.startMethod === 'process' ? 'process' : 'thread';
}

let settled: StartMethod | null = null;

/** The method, if it has been chosen, or settled by its use. */
export function settledStartMethod(): StartMethod | null {
  return settled;
}

/** The method of the context whose class is being made into an object. */
let ofContext: StartMethod | undefined;

/** Runs the constructor of a class of a context: what it makes is started by the method of that context. */
export function inContext<T>(method: StartMethod, construct: () => T): T {
  const outer = ofContext;
  ofContext = method;
  try {
    return construct();
  } finally {
    ofContext = outer;
  }
}

/** The method of the context that the code runs in; undefined for the package itself. */
export function contextMethod(): StartMethod | undefined {
  return ofContext;
}

/** The method by which children are started. From now on it is settled. */
export function startMethodInForce(): StartMethod {
  return (settled ??= defaultMethod());
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
