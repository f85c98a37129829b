/** `Pool`: workers that are used again and again, with the words and the rules of Python's `multiprocessing.Pool`. */
import type { AsyncResult } from './async-result.ts';
import {
  checkCallOptions,
  type AnyCallOptions,
  type ApplyArgs,
  type ApplyOptions,
  type Call,
  type ImapOptions,
  type MapOptions,
  type Mapper,
  type TaskFunction,
  type WithoutSignal,
} from './call-options.ts';
import { assertArray } from '../check-arguments.ts';
import { printAs } from '../printed.ts';
import type { Items, Keyed } from './items.ts';
import type { CoreCall } from './core-call.ts';
import { createPoolCore, type PoolCore } from './pool-core.ts';
import { toPoolShape, type PoolOptions } from './pool-options.ts';
import type { ResultStream } from './result-stream.ts';
import { SlotFlag } from './slot-ring.ts';

type Results<Result> = Awaited<Result>[];

/**
 * Workers that take the calls made here: `await using pool = new Pool(4)`, `await pool.map(f, items)`. At the end of the
 * block it is terminated. As Python's `multiprocessing.Pool`.
 */
export class Pool<InitArgs extends readonly unknown[] = readonly unknown[]> {
  readonly #core: PoolCore;

  /**
   * Starts its workers at once, or as they are needed: see `minProcesses`.
   * @param processes How many; default `cpuCount()`.
   * @throws {RangeError} for a number of processes that no program can have, {TypeError} for an option that is not known.
   * @throws {MissingGuardError} where a worker that loads the script arrives here.
   */
  constructor(processes?: number, options: PoolOptions<InitArgs> = {}) {
    this.#core = createPoolCore('Pool', toPoolShape('new Pool', processes, options));
  }

  /** For `console.log`. @internal */
  get shown(): PoolCore['shown'] {
    return this.#core.shown;
  }

  /**
   * Calls the function for each item; resolves with the results in the order of the items. Rejects with what the first
   * task threw; the others run all the same, as in Python.
   */
  map<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Items<Item>,
    options?: MapOptions<Awaited<Result>>,
  ): Promise<Results<Result>>;
  map<Result>(
    fn: Mapper<string, Result>,
    items: Keyed,
    options?: MapOptions<Awaited<Result>>,
  ): Promise<Results<Result>>;
  async map(fn: TaskFunction, items: unknown, options: AnyCallOptions = {}): Promise<unknown[]> {
    return await this.#begin({ call: 'map', fn, items, flags: 0 }, options).get();
  }

  /** The same, blocking this thread. */
  mapSync<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Iterable<Item>,
    options?: WithoutSignal<MapOptions<Awaited<Result>>>,
  ): Results<Result>;
  mapSync<Result>(
    fn: Mapper<string, Result>,
    items: Keyed,
    options?: WithoutSignal<MapOptions<Awaited<Result>>>,
  ): Results<Result>;
  mapSync(fn: TaskFunction, items: unknown, options: AnyCallOptions = {}): unknown[] {
    return this.#block({ call: 'mapSync', fn, items, flags: 0 }, options);
  }

  /** The same, giving an AsyncResult at once. */
  mapAsync<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Items<Item>,
    options?: MapOptions<Awaited<Result>>,
  ): AsyncResult<Results<Result>>;
  mapAsync<Result>(
    fn: Mapper<string, Result>,
    items: Keyed,
    options?: MapOptions<Awaited<Result>>,
  ): AsyncResult<Results<Result>>;
  mapAsync(fn: TaskFunction, items: unknown, options: AnyCallOptions = {}): AsyncResult<unknown[]> {
    return this.#begin({ call: 'mapAsync', fn, items, flags: 0 }, options);
  }

  /** As `map`, where each item is an array of arguments. */
  async starmap<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    items: Items<Readonly<Args>>,
    options: MapOptions<Awaited<Result>> = {},
  ): Promise<Results<Result>> {
    return await this.#begin<Awaited<Result>>({ call: 'starmap', fn, items, flags: SlotFlag.spread }, options).get();
  }

  /** As `mapSync`, where each item is an array of arguments. */
  starmapSync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    items: Iterable<Readonly<Args>>,
    options: WithoutSignal<MapOptions<Awaited<Result>>> = {},
  ): Results<Result> {
    return this.#block<Awaited<Result>>({ call: 'starmapSync', fn, items, flags: SlotFlag.spread }, options);
  }

  /** As `mapAsync`, where each item is an array of arguments. */
  starmapAsync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    items: Items<Readonly<Args>>,
    options: MapOptions<Awaited<Result>> = {},
  ): AsyncResult<Results<Result>> {
    return this.#begin<Awaited<Result>>({ call: 'starmapAsync', fn, items, flags: SlotFlag.spread }, options);
  }

  /**
   * Results in the order of the items, one by one. Items are drawn only as far ahead as keeps the workers busy; who leaves
   * the loop early leaves the source too, and what has not begun is dropped.
   */
  imap<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Items<Item>,
    options?: ImapOptions,
  ): ResultStream<Awaited<Result>>;
  imap<Result>(fn: Mapper<string, Result>, items: Keyed, options?: ImapOptions): ResultStream<Awaited<Result>>;
  imap(fn: TaskFunction, items: unknown, options: ImapOptions = {}): ResultStream<unknown> {
    return this.#stream({ call: 'imap', fn, items, flags: 0, ordered: true }, options);
  }

  /** As `imap`, in the order in which results come. */
  imapUnordered<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Items<Item>,
    options?: ImapOptions,
  ): ResultStream<Awaited<Result>>;
  imapUnordered<Result>(fn: Mapper<string, Result>, items: Keyed, options?: ImapOptions): ResultStream<Awaited<Result>>;
  imapUnordered(fn: TaskFunction, items: unknown, options: ImapOptions = {}): ResultStream<unknown> {
    return this.#stream({ call: 'imapUnordered', fn, items, flags: 0, ordered: false }, options);
  }

  /** Calls the function once, in one worker. */
  async apply<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    ...[args, options]: ApplyArgs<Args, ApplyOptions<Awaited<Result>>>
  ): Promise<Awaited<Result>> {
    return await this.#beginApply<Awaited<Result>>('apply', fn, args, options).get();
  }

  /** The same, blocking this thread. */
  applySync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    ...[args, options]: ApplyArgs<Args, WithoutSignal<ApplyOptions<Awaited<Result>>>>
  ): Awaited<Result> {
    const { call, checked } = toApply('applySync', fn, args, options);
    return this.#core.blocking(call, checked, firstOf) as Awaited<Result>;
  }

  /** The same, giving an AsyncResult at once. */
  applyAsync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    args?: Readonly<NoInfer<Args>>,
    options: ApplyOptions<Awaited<Result>> = {},
  ): AsyncResult<Awaited<Result>> {
    return this.#beginApply<Awaited<Result>>('applyAsync', fn, args, options);
  }

  /** No more calls: the workers leave once all is done. */
  close(): void {
    this.#core.close();
  }

  /** Stops the workers at once; what is outstanding rejects with PoolTerminatedError. */
  terminate(): void {
    this.#core.terminate();
  }

  /** Resolves when the workers have ended. Rejects with PoolStateError before `close` or `terminate`, as in Python. */
  async join(): Promise<void> {
    await this.#core.join();
  }

  /** The same, blocking this thread. */
  joinSync(): void {
    this.#core.joinSync();
  }

  /** `await using pool = new Pool()`: at the end of the block the pool is terminated, as by Python's `with`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.#core.join();
  }

  #begin<Value>(call: CoreCall, options: AnyCallOptions): AsyncResult<Value[]> {
    checkCallOptions(call.call, 'map', options);
    return this.#core.begin(call, options, allOf<Value>).result;
  }

  #block<Value>(call: CoreCall, options: AnyCallOptions): Value[] {
    checkCallOptions(call.call, 'map', options);
    return this.#core.blocking(call, options, allOf<Value>);
  }

  #stream<Value>(call: CoreCall & { readonly ordered: boolean }, options: ImapOptions): ResultStream<Value> {
    checkCallOptions(call.call, 'imap', options);
    return this.#core.stream<Value>(call, options);
  }

  #beginApply<Value>(name: string, fn: TaskFunction, args: unknown, options: unknown): AsyncResult<Value> {
    const { call, checked } = toApply(name, fn, args, options);
    return this.#core.begin(call, checked, firstOf).result as AsyncResult<Value>;
  }
}

printAs(Pool, (pool) => pool.shown);

/** One call as a map of one item; looks at its arguments. */
function toApply(
  name: string,
  fn: TaskFunction,
  args: unknown = [],
  options: unknown = {},
): { readonly call: CoreCall; readonly checked: AnyCallOptions } {
  assertArray(`${name}(fn, args)`, args);
  const checked = options as AnyCallOptions;
  checkCallOptions(name, 'apply', checked);
  return { checked, call: { call: name, fn, items: [args], itemName: 'args', flags: SlotFlag.spread } };
}

const allOf = <Value>(results: readonly unknown[]): Value[] => results as Value[];
const firstOf = ([result]: readonly unknown[]): unknown => result;
