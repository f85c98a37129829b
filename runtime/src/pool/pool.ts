/** `Pool`: workers that are used again and again, with the words and the rules of Python's `multiprocessing.Pool`. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { cpuCount } from '../cpu-count.ts';
import { ClosedError, PoolTerminatedError } from '../errors.ts';
import { describeFunction } from '../functions/describe-function.ts';
import { callSite, newIds, recordInstant, recordObject } from '../instrument/record.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { assertMayStart } from '../process/start-guard.ts';
import { encode } from '../shared-memory/codec/codec.ts';
import { AsyncResult, type ResultCallbacks } from './async-result.ts';
import { createDefinitionMemory } from './definition-log.ts';
import { FunctionTable } from './function-table.ts';
import { collect, iterate, type Items, type Keyed } from './items.ts';
import {
  chunksizeOf,
  type ApplyArgs,
  type Call,
  type MapAsyncOptions,
  type MapOptions,
  type Mapper,
  type PoolOptions,
} from './pool-options.ts';
import { PoolCrew } from './pool-crew.ts';
import { PoolEngine } from './pool-engine.ts';
import { ItemsJob, type ItemsJobOptions } from './pool-job.ts';
import { OWNER_BYTES, type PoolStart } from './pool-start.ts';
import { ResultWaits } from './result-waits.ts';
import { ResultStream } from './result-stream.ts';
import { SlotFlag } from './slot-ring.ts';
import { StreamJob } from './stream-job.ts';

/** Chunks per worker by default, as in Python. */
const CHUNKS_PER_WORKER = 4;

export class Pool<InitArgs extends readonly unknown[] = readonly unknown[]> {
  readonly #size: number;
  readonly #engine: PoolEngine;
  readonly #crew: PoolCrew;
  readonly #table: FunctionTable;
  readonly #waits: ResultWaits;
  #state: 'running' | 'closed' | 'terminated' = 'running';

  /**
   * Starts its workers at once.
   * @param processes How many; default `cpuCount()`.
   * @throws {MissingGuardError} where a worker that loads the script arrives here.
   */
  constructor(processes: number = cpuCount(), options: PoolOptions<InitArgs> = {}) {
    if (!Number.isInteger(processes) || processes < 1) {
      throw new RangeError(`new Pool(processes): expected a whole number of at least 1, found ${processes}`);
    }
    assertMayStart('new Pool()');
    this.#size = processes;
    const definitions = createDefinitionMemory();
    this.#table = new FunctionTable(definitions);
    const bell = new SharedArrayBuffer(OWNER_BYTES);
    const object = recordObject(ObjectType.pool, `Pool(${processes})`, callSite());
    const start = { definitions, bell, object, maxTasks: options.maxTasksPerChild ?? 0, initializer: pack(options) };
    const created: { crew?: PoolCrew } = {};
    this.#engine = new PoolEngine(new Int32Array(bell), (tasks) => {
      created.crew = new PoolCrew(processes, { ...start, tasks }, options.resourceLimits);
      return created.crew;
    });
    this.#crew = created.crew!;
    this.#waits = new ResultWaits(this.#engine, object);
  }

  /** Calls the function for each item; resolves with the results in the order of the items. */
  map<Item, Result>(fn: Mapper<Item, Result>, items: Items<Item>, options?: MapOptions): Promise<Awaited<Result>[]>;
  map<Result>(fn: Mapper<string, Result>, items: Keyed, options?: MapOptions): Promise<Awaited<Result>[]>;
  async map<Item>(fn: Mapper<Item, unknown>, items: Items<Item> | Keyed, options: MapOptions = {}): Promise<unknown[]> {
    return await this.#start(fn, items, 0, options).get();
  }

  /** The same, blocking this thread. */
  mapSync<Item, Result>(fn: Mapper<Item, Result>, items: Iterable<Item>, options?: MapOptions): Awaited<Result>[];
  mapSync<Result>(fn: Mapper<string, Result>, items: Keyed, options?: MapOptions): Awaited<Result>[];
  mapSync<Item>(fn: Mapper<Item, unknown>, items: Iterable<Item> | Keyed, options: MapOptions = {}): unknown[] {
    return this.#start(fn, items, 0, options).getSync();
  }

  /** The same, giving an AsyncResult at once. */
  mapAsync<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Items<Item>,
    options?: MapAsyncOptions<Awaited<Result>>,
  ): AsyncResult<Awaited<Result>[]>;
  mapAsync<Result>(
    fn: Mapper<string, Result>,
    items: Keyed,
    options?: MapAsyncOptions<Awaited<Result>>,
  ): AsyncResult<Awaited<Result>[]>;
  mapAsync<Result>(
    fn: Mapper<never, Result>,
    items: unknown,
    options: MapAsyncOptions<Awaited<Result>> = {},
  ): AsyncResult<Awaited<Result>[]> {
    return this.#start<Awaited<Result>>(fn, items, 0, options);
  }

  /** As `map`, where each item is an array of arguments. */
  async starmap<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    items: Items<Readonly<Args>>,
    options: MapOptions = {},
  ): Promise<Awaited<Result>[]> {
    return await this.#start<Awaited<Result>>(fn, items, SlotFlag.spread, options).get();
  }

  starmapSync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    items: Iterable<Readonly<Args>>,
    options: MapOptions = {},
  ): Awaited<Result>[] {
    return this.#start<Awaited<Result>>(fn, items, SlotFlag.spread, options).getSync();
  }

  starmapAsync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    items: Items<Readonly<Args>>,
    options: MapAsyncOptions<Awaited<Result>> = {},
  ): AsyncResult<Awaited<Result>[]> {
    return this.#start<Awaited<Result>>(fn, items, SlotFlag.spread, options);
  }

  /** Results in the order of the items, one by one. Items are drawn only as far ahead as keeps the workers busy. */
  imap<Item, Result>(fn: Mapper<Item, Result>, items: Items<Item>, options?: MapOptions): ResultStream<Awaited<Result>>;
  imap<Result>(fn: Mapper<string, Result>, items: Keyed, options?: MapOptions): ResultStream<Awaited<Result>>;
  imap(fn: Mapper<never, unknown>, items: unknown, options: MapOptions = {}): ResultStream<unknown> {
    return this.#stream(fn, items, true, options);
  }

  /** As `imap`, in the order in which results come. */
  imapUnordered<Item, Result>(
    fn: Mapper<Item, Result>,
    items: Items<Item>,
    options?: MapOptions,
  ): ResultStream<Awaited<Result>>;
  imapUnordered<Result>(fn: Mapper<string, Result>, items: Keyed, options?: MapOptions): ResultStream<Awaited<Result>>;
  imapUnordered(fn: Mapper<never, unknown>, items: unknown, options: MapOptions = {}): ResultStream<unknown> {
    return this.#stream(fn, items, false, options);
  }

  /** Calls the function once, in one worker. */
  async apply<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    ...[args]: ApplyArgs<Args>
  ): Promise<Awaited<Result>> {
    return await this.#applyAsync<Args, Result>(fn, args, {}).get();
  }

  applySync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    ...[args]: ApplyArgs<Args>
  ): Awaited<Result> {
    return this.#applyAsync<Args, Result>(fn, args, {}).getSync();
  }

  applyAsync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    args?: Readonly<NoInfer<Args>>,
    options: ResultCallbacks<Awaited<Result>> = {},
  ): AsyncResult<Awaited<Result>> {
    return this.#applyAsync<Args, Result>(fn, args, options);
  }

  /** No more calls: the workers leave once all is done. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closed';
    this.#engine.close();
  }

  /** Stops the workers at once; what is outstanding rejects with PoolTerminatedError. */
  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#crew.stop();
    this.#engine.abort(new PoolTerminatedError('the pool was terminated before this was done'));
  }

  /** Resolves when the workers have ended. Call `close` or `terminate` first, as in Python. */
  async join(): Promise<void> {
    this.#assertEnding();
    await this.#engine.untilIdle();
    await this.#crew.untilEnded();
  }

  /** The same, blocking this thread. */
  joinSync(): void {
    this.#assertEnding();
    this.#waits.blocking(() => this.#engine.idle, Infinity);
    this.#crew.waitEndedSync();
  }

  /** `await using pool = new Pool()`: at the end of the block the pool is terminated, as by Python's `with`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.#crew.untilEnded();
  }

  #start<Value>(
    fn: Mapper<never, unknown> | Call<never, unknown>,
    items: unknown,
    flags: number,
    { chunksize, callback, errorCallback }: MapAsyncOptions<Value>,
  ): AsyncResult<Value[]> {
    const { number, name } = this.#prepare(fn);
    const site = callSite();
    const result = new AsyncResult<Value[]>(this.#waits, { callback, errorCallback });
    const submit = (collected: readonly unknown[]): void => {
      if (collected.length === 0) {
        result.settle({ value: [] });
        return;
      }
      const size = chunksizeOf(chunksize) ?? Math.ceil(collected.length / (this.#size * CHUNKS_PER_WORKER));
      this.#submit(
        { what: number | flags, name, items: collected, chunksize: size, site },
        (values) => result.settle({ value: values as Value[] }),
        (error) => result.settle({ error }),
      );
    };
    const collected = collect(items);
    if (!(collected instanceof Promise)) submit(collected);
    else this.#waits.unblockable(result, collected.then(submit));
    return result;
  }

  #applyAsync<Args extends readonly unknown[], Result>(
    fn: Call<Args, Result>,
    args: readonly unknown[] | undefined,
    options: ResultCallbacks<Awaited<Result>>,
  ): AsyncResult<Awaited<Result>> {
    const { number, name } = this.#prepare(fn);
    const result = new AsyncResult<Awaited<Result>>(this.#waits, options);
    this.#submit(
      { what: number | SlotFlag.spread, name, items: [args ?? []], itemName: 'args', chunksize: 1, site: callSite() },
      ([value]) => result.settle({ value: value as Awaited<Result> }),
      (error) => result.settle({ error }),
    );
    return result;
  }

  #submit(
    { site, ...call }: Omit<ItemsJobOptions, 'firstTask' | 'onDone' | 'onFail'> & { readonly site: number },
    onDone: (values: readonly unknown[]) => void,
    onFail: (error: unknown) => void,
  ): void {
    const firstTask = newIds(call.items.length);
    recordInstant(RowKind.submit, firstTask, call.items.length, site);
    this.#engine.submit(new ItemsJob({ ...call, firstTask, onDone, onFail }));
  }

  #stream<Value>(
    fn: Mapper<never, unknown>,
    items: unknown,
    ordered: boolean,
    { chunksize }: MapOptions,
  ): ResultStream<Value> {
    const { number, name } = this.#prepare(fn);
    const source = iterate(items);
    const isAsync = !(Symbol.iterator in source);
    const job: StreamJob = new StreamJob({
      what: number,
      name,
      source: isAsync ? source[Symbol.asyncIterator]() : source[Symbol.iterator](),
      isAsync,
      chunksize: chunksizeOf(chunksize) ?? 1,
      ordered,
      ahead: this.#size * CHUNKS_PER_WORKER,
      site: callSite(),
      wake: () => this.#engine.resume(job),
    });
    this.#engine.submit(job);
    return new ResultStream<Value>(job, this.#waits);
  }

  #prepare(fn: Mapper<never, unknown> | Call<never, unknown>): { number: number; name: string } {
    if (this.#state !== 'running') {
      throw new ClosedError(`the pool is ${this.#state}: it takes no more calls`);
    }
    return this.#table.entry(fn);
  }

  #assertEnding(): void {
    if (this.#state === 'running') {
      throw new Error('join() on a pool that still takes calls: close() or terminate() it first');
    }
  }
}

function pack<InitArgs extends readonly unknown[]>(options: PoolOptions<InitArgs>): PoolStart['initializer'] {
  const { initializer, initargs = [] } = options;
  if (initializer === undefined) return null;
  return { ref: describeFunction(initializer), args: encode(initargs, 'initargs') };
}
