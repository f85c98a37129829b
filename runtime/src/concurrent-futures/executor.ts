/** `ProcessPoolExecutor`: Python's `concurrent.futures` executor on worker threads. */
import { assertOptions, assertType } from '../check-arguments.ts';
import { ClosedError } from '../errors.ts';
import { printAs } from '../printed.ts';
import type { Call, Mapper, TaskFunction, TaskOptions } from '../pool/call-options.ts';
import { checkCallOptions } from '../pool/call-options.ts';
import type { Items } from '../pool/items.ts';
import { createPoolCore, type PoolCore } from '../pool/pool-core.ts';
import { toPoolShape, type PoolOptions } from '../pool/pool-options.ts';
import type { ResultStream } from '../pool/result-stream.ts';
import { SlotFlag } from '../pool/slot-ring.ts';
import { Future, type FutureCall } from './future.ts';
import { zip } from './zip.ts';

/** Options of a new executor. */
export type ExecutorOptions<InitArgs extends readonly unknown[] = readonly unknown[]> = Pick<
  PoolOptions<InitArgs>,
  'initializer' | 'initargs' | 'maxTasksPerChild' | 'resourceLimits'
>;

/** Options of `ProcessPoolExecutor.map`. */
export interface ExecutorMapOptions extends Pick<TaskOptions, 'timeoutMs' | 'signal'> {
  /** Items that a worker takes at a time. Default 1. */
  readonly chunksize?: number | undefined;
}

/** How an executor is shut down. */
export interface ShutdownOptions {
  /** Whether to wait for the workers to end. Default true. */
  readonly wait?: boolean | undefined;
  /** Cancels the futures that have not begun. Default false: all are done first. */
  readonly cancelFutures?: boolean | undefined;
}

/**
 * Workers that take calls one by one and give futures; when one of them dies, all that is not done fails. As Python's
 * `concurrent.futures.ProcessPoolExecutor`.
 */
export class ProcessPoolExecutor<InitArgs extends readonly unknown[] = readonly unknown[]> {
  readonly #core: PoolCore;
  /** Those that are not done. */
  readonly #futures = new Set<Future>();
  #down = false;

  /**
   * Starts workers as there is work for them.
   * @param maxWorkers At most so many; default `cpuCount()`.
   * @throws {RangeError}, {TypeError} for a number or an option that makes no sense.
   */
  constructor(maxWorkers?: number, options: ExecutorOptions<InitArgs> = {}) {
    const known = ['initializer', 'initargs', 'maxTasksPerChild', 'resourceLimits'];
    const shape = toPoolShape('new ProcessPoolExecutor', maxWorkers, options, { known, count: 'maxWorkers' });
    this.#core = createPoolCore('ProcessPoolExecutor', { ...shape, minProcesses: 0 }, { breaksOnDeath: true });
  }

  /** For `console.log`. @internal */
  get shown(): PoolCore['shown'] {
    return this.#core.shown;
  }

  /**
   * Calls the function in a worker.
   * @throws {ClosedError} after `shutdown`, {BrokenProcessPool} after the death of a worker.
   */
  submit<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    ...args: Readonly<NoInfer<Args>>
  ): Future<Awaited<Result>> {
    this.#assertUp();
    const told: { future?: Future<Awaited<Result>> } = {};
    const onDone = (): void => {
      if (told.future === undefined) return;
      this.#futures.delete(told.future);
      told.future.tellDone();
    };
    const call = { call: 'submit', fn, items: [args], itemName: 'args', flags: SlotFlag.spread };
    const pending = this.#core.begin(call, { callback: onDone, errorCallback: onDone }, firstOf);
    const future = new Future(pending as FutureCall<Awaited<Result>>, this.#core.waits);
    told.future = future;
    if (pending.result.outcome === undefined) this.#futures.add(future);
    return future;
  }

  /**
   * Calls the function with an item of each collection, as far as the shortest goes; gives the results one by one in the
   * order of the items. Collections are read as results are taken, some way ahead; the tasks begin at once. Time counts
   * from this call. Options are a plain object, last.
   */
  map<A, Result>(fn: Mapper<A, Result>, a: Items<A>, options?: ExecutorMapOptions): ResultStream<Awaited<Result>>;
  map<A, B, Result>(
    fn: (a: A, b: B) => Result,
    a: Items<A>,
    b: Items<B>,
    options?: ExecutorMapOptions,
  ): ResultStream<Awaited<Result>>;
  map<A, B, C, Result>(
    fn: (a: A, b: B, c: C) => Result,
    a: Items<A>,
    b: Items<B>,
    c: Items<C>,
    options?: ExecutorMapOptions,
  ): ResultStream<Awaited<Result>>;
  map<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    ...iterables: { readonly [K in keyof Args]: Items<Args[K]> }
  ): ResultStream<Awaited<Result>>;
  map(fn: TaskFunction, ...rest: readonly unknown[]): ResultStream<unknown> {
    this.#assertUp();
    const { iterables, options } = apart(rest);
    checkCallOptions('map', 'executorMap', options);
    const items = zip(iterables);
    return this.#core.stream({ call: 'map', fn, items, flags: SlotFlag.spread, ordered: true }, options);
  }

  /** Takes no more calls; resolves when the workers have ended, or at once where `wait` is false. */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    this.#goDown(options);
    if (options.wait !== false) await this.#core.join();
  }

  /** The same, blocking this thread. */
  shutdownSync(options: ShutdownOptions = {}): void {
    this.#goDown(options);
    if (options.wait !== false) this.#core.joinSync();
  }

  /** `await using executor = new ProcessPoolExecutor()`: at the end of the block all is done first, as by Python's `with`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #goDown(options: ShutdownOptions): void {
    assertOptions('shutdown()', options, ['wait', 'cancelFutures']);
    assertType('wait', options.wait, 'boolean');
    assertType('cancelFutures', options.cancelFutures, 'boolean');
    this.#down = true;
    if (options.cancelFutures === true) for (const future of this.#futures) future.cancel();
    this.#core.close();
  }

  #assertUp(): void {
    if (this.#down) throw new ClosedError('cannot schedule new futures after shutdown');
    const { failure } = this.#core.engine;
    if (failure !== undefined) throw failure();
  }
}

const firstOf = ([result]: readonly unknown[]): unknown => result;

printAs(ProcessPoolExecutor, ({ shown: { processes, state } }) => ({ maxWorkers: processes, state }));

/** The collections, and the options where there are some. */
function apart(rest: readonly unknown[]): {
  readonly iterables: readonly unknown[];
  readonly options: ExecutorMapOptions;
} {
  const last = rest.at(-1);
  const prototype: unknown = typeof last === 'object' && last !== null ? Object.getPrototypeOf(last) : undefined;
  const isPlain = prototype === Object.prototype || prototype === null;
  const hasOptions = isPlain && !(Symbol.iterator in (last as object)) && !(Symbol.asyncIterator in (last as object));
  const iterables = hasOptions || last === undefined ? rest.slice(0, -1) : rest;
  if (iterables.length === 0) throw new TypeError('map(fn, ...iterables): expected at least one collection');
  return { iterables, options: hasOptions ? (last as ExecutorMapOptions) : {} };
}
