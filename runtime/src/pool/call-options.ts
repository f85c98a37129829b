/** What one call of a pool can be told. Each option is honoured, or refused by its name. */
import {
  assertArray,
  assertFunction,
  assertOptions,
  assertSignal,
  assertType,
  kindOf,
  milliseconds,
  wholeNumber,
} from '../check-arguments.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import type { ResultCallbacks } from './async-result.ts';
import type { ProgressReport } from './progress.ts';

/** Options of every call. */
export interface TaskOptions extends WaitOptions {
  /**
   * Milliseconds after which the call rejects with TimeoutError. Tasks that have not begun are dropped; those that run
   * go on to their end, and nobody is told of it. Default: no limit.
   */
  readonly timeoutMs?: number | undefined;
  /** An abort rejects the call at once with the signal's reason; tasks are dropped as by `timeoutMs`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that one task may run, counted from its own start. One that takes longer rejects with TimeoutError; its
   * worker is ended and replaced. Default: no limit.
   */
  readonly taskTimeoutMs?: number | undefined;
  /** Tasks of a call with a higher number go before those that have not begun of calls with a lower one. Default 0. */
  readonly priority?: number | undefined;
}

/** Options of `apply` and `applyAsync`. */
export interface ApplyOptions<Result = unknown> extends TaskOptions, ResultCallbacks<Result> {
  /**
   * Buffers that the caller gives away: they are detached when the call returns. A buffer's bytes are copied once, into
   * shared memory, with or without this; memory that is shared already (SharedArrayBuffer) is never copied.
   */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
}

interface ItemOptions {
  /** Items that a worker takes at a time. Default: a quarter of each worker's share, rounded up; 1 for imap. */
  readonly chunksize?: number | undefined;
  /** Called in this thread each time a chunk is done. */
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
  /** Draws a line with a bar on standard error, where that is a terminal. Default false. */
  readonly progress?: boolean | undefined;
}

/** Options of `map`, `starmap` and their async forms. */
export interface MapOptions<Result = unknown> extends ApplyOptions<Result[]>, ItemOptions {}

/** Options of `imap` and `imapUnordered`. */
export interface ImapOptions extends TaskOptions, ItemOptions {}

/** Options of any call, whatever it gives. */
export interface AnyCallOptions extends TaskOptions, ItemOptions {
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  readonly callback?: ((result: never) => void) | undefined;
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/** The same for a call that blocks the thread: no signal can abort while it does. */
export type WithoutSignal<Options> = Omit<Options, 'signal'>;

/** A function of one item. */
export type Mapper<Item, Result> = (item: Item) => Result;
/** A function of several arguments. */
export type Call<Args extends readonly unknown[], Result> = (...args: Args) => Result;
/** Any function of a call, whatever its parameters. */
export type TaskFunction = (...args: never) => unknown;

/** The arguments after the function, and options; both may be left out where the function takes none. */
export type ApplyArgs<Args extends readonly unknown[], Options> = Args extends readonly []
  ? [args?: readonly [], options?: Options]
  : [args: Readonly<NoInfer<Args>>, options?: Options];

const TASK: readonly string[] = ['timeoutMs', 'signal', 'taskTimeoutMs', 'priority'];
const ITEMS: readonly string[] = ['chunksize', 'onProgress', 'progress'];
const RESULT: readonly string[] = ['callback', 'errorCallback', 'transfer'];
type OptionSet = 'apply' | 'map' | 'imap' | 'executorMap';
const SETS: Readonly<Record<OptionSet, readonly string[]>> = {
  apply: [...TASK, ...RESULT],
  map: [...TASK, ...ITEMS, ...RESULT],
  imap: [...TASK, ...ITEMS],
  executorMap: ['timeoutMs', 'signal', 'chunksize'],
};

/** Throws TypeError or RangeError for an option that `call` does not take or that is not as it should be, by its name. */
export function checkCallOptions(call: string, set: OptionSet, options: AnyCallOptions): void {
  const blocks = call.endsWith('Sync');
  const known = blocks ? SETS[set].filter((name) => name !== 'signal') : SETS[set];
  if (blocks && 'signal' in options && options.signal !== undefined) {
    throw new TypeError(`${call}() blocks this thread, so no signal can abort it: give it timeoutMs instead`);
  }
  assertOptions(`${call}()`, options, known);
  milliseconds('timeoutMs', options.timeoutMs);
  milliseconds('taskTimeoutMs', options.taskTimeoutMs);
  assertSignal('signal', options.signal);
  assertPriority(options.priority);
  wholeNumber('chunksize', options.chunksize, 1);
  for (const name of ['onProgress', 'callback', 'errorCallback'] as const) assertFunction(name, options[name]);
  assertType('progress', options.progress, 'boolean');
  assertTransfer(options.transfer);
}

function assertPriority(priority: unknown): void {
  if (priority === undefined || (typeof priority === 'number' && !Number.isNaN(priority))) return;
  throw new TypeError(`priority: expected a number, found ${typeof priority === 'number' ? 'NaN' : kindOf(priority)}`);
}

function assertTransfer(transfer: unknown): void {
  if (transfer === undefined) return;
  assertArray('transfer', transfer);
  for (const [i, buffer] of transfer.entries()) {
    if (!(buffer instanceof ArrayBuffer)) {
      throw new TypeError(`transfer[${i}]: expected an ArrayBuffer, found ${kindOf(buffer)}`);
    }
    if (isDetached(buffer)) throw new TypeError(`transfer[${i}] is detached: its contents have been given away before`);
  }
}

function isDetached(buffer: ArrayBuffer): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    // The one thing that a view of a detached buffer can do is throw.
    return true;
  }
}

/** Detaches what the caller gives away. */
export function detachAll(buffers: readonly ArrayBuffer[]): void {
  if (buffers.length > 0) structuredClone(null, { transfer: [...buffers] });
}
