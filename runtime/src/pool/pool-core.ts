/** What `Pool` and `ProcessPoolExecutor` are made of: workers, an engine, and calls that begin, are watched and end. */
import { ObjectType, RowKind } from '../../../trace/src/vocabulary.ts';
import { kindOf } from '../check-arguments.ts';
import { ClosedError, FunctionError, PoolStateError, TimeoutError } from '../errors.ts';
import { callSite, newIds, recordInstant, recordObject } from '../instrument/record.ts';
import { appendCaller, captureCaller } from '../process/caller-stack.ts';
import { assertMayStart } from '../process/start-guard.ts';
import { contextMethod, startMethodInForce } from '../process/start-method.ts';
import { deadlineOf } from '../shared-memory/bell.ts';
import { AsyncResult, type Outcome, type ResultCallbacks } from './async-result.ts';
import { detachAll, type AnyCallOptions, type TaskFunction } from './call-options.ts';
import { watchCall } from './call-watch.ts';
import { createEngine } from './create-engine.ts';
import { createDefinitionMemory } from './definition-log.ts';
import { FunctionTable, type TableEntry } from './function-table.ts';
import { collect, countOf, type ItemList, iterate, unspreadable } from './items.ts';
import type { Engine, Staff } from './engine.ts';
import { ItemsJob, type CallOrigin } from './pool-job.ts';
import type { PoolShape } from './pool-options.ts';
import { Progress } from './progress.ts';
import { ResultStream } from './result-stream.ts';
import { ResultWaits } from './result-waits.ts';
import { SlotFlag } from './slot-ring.ts';
import { StreamJob } from './stream-job.ts';
import { terminatedCall } from './terminated-call.ts';

/** Chunks per worker by default, as in Python. */
const CHUNKS_PER_WORKER = 4;

/** One call: its name in messages, its function, and what that is called with. */
export interface CoreCall {
  /** `map`, `apply` … */
  readonly call: string;
  readonly fn: TaskFunction;
  /** What is mapped. */
  readonly items: unknown;
  /** `SlotFlag`s. */
  readonly flags: number;
  /** What an error calls the one item; default `items[N]`. */
  readonly itemName?: string;
}

/** A call whose results are collected. */
export interface PendingCall<Value> {
  readonly result: AsyncResult<Value>;
  /** Rejects it now with that error, and drops what has not begun. */
  readonly cancel: (error: unknown) => void;
  /** Whether a worker has taken it, where it is one task. */
  readonly hasBegun: () => boolean;
  /** Takes it back and rejects it, where it is one task that has not begun; else false. */
  readonly withdraw: (error: unknown) => boolean;
}

/**
 * Makes one; `label` names it in the trace.
 * @throws {MissingGuardError} where a worker that loads the script arrives here.
 */
export function createPoolCore(
  label: string,
  shape: PoolShape,
  options: { readonly breaksOnDeath?: boolean } = {},
): PoolCore {
  return new PoolCore(label, shape, options);
}

export class PoolCore {
  readonly waits: ResultWaits;
  readonly engine: Engine;
  readonly #size: number;
  readonly #staff: Staff;
  readonly #table: FunctionTable;
  #state: 'running' | 'closed' | 'terminated' = 'running';

  /** `label` names it in the trace. Throws MissingGuardError where a worker that loads the script arrives here. */
  constructor(label: string, shape: PoolShape, { breaksOnDeath = false }: { readonly breaksOnDeath?: boolean } = {}) {
    assertMayStart(`new ${label}()`);
    this.#size = shape.size;
    const definitions = createDefinitionMemory();
    const method = contextMethod() ?? startMethodInForce();
    this.#table = new FunctionTable(definitions, { sharesMemory: method === 'thread' });
    const object = recordObject(ObjectType.pool, `${label}(${shape.size})`, callSite());
    const { engine, staff } = createEngine(shape, { object, definitions, breaksOnDeath });
    this.engine = engine;
    this.#staff = staff;
    this.waits = new ResultWaits(this.engine, object);
  }

  /** Begins a call that gives all results at once, as what `toValue` makes of them. */
  begin<Value>(
    call: CoreCall,
    options: AnyCallOptions,
    toValue: (results: readonly unknown[]) => Value,
  ): PendingCall<Value> {
    const entry = this.prepare(call, options.taskTimeoutMs);
    const site = callSite();
    const origin = { call: call.call, caller: captureCaller() };
    const result = new AsyncResult<Value>(this.waits, entry.name, options as ResultCallbacks<Value>);
    const progress = Progress.of(entry.name, options, (action) => this.engine.afterStep(action));
    const open: { job?: ItemsJob; ended: boolean; stop?: () => void } = { ended: false };
    const settle = (outcome: Outcome<Value>): void => {
      if (open.ended) return;
      open.ended = true;
      open.stop?.();
      progress?.end();
      if ('error' in outcome) appendCaller(outcome.error, origin.caller);
      result.settle(outcome);
    };
    const cancel = (error: unknown): void => {
      if (open.job !== undefined) this.engine.cancel(open.job, error);
      settle({ error });
    };
    const submit = (items: ItemList): void => {
      if (open.ended) return;
      const error = (call.flags & SlotFlag.spread) === 0 ? undefined : unspreadable(call.call, items);
      if (error !== undefined) {
        settle({ error });
        return;
      }
      if (progress !== undefined) progress.total = items.length;
      if (items.length === 0) settle({ value: toValue([]) });
      else open.job = this.#submitItems(call, { entry, origin, site, items, options, progress, toValue, settle });
    };
    open.stop = this.#watch(call.call, entry.name, options, cancel);
    const ended = (): boolean => open.ended;
    const pending: PendingCall<Value> = {
      result,
      cancel,
      hasBegun: () => open.job !== undefined && this.engine.hasBegun(open.job),
      withdraw: (error) => open.job !== undefined && this.engine.withdraw(open.job, error),
    };
    if (ended()) return pending;
    const collected = this.#collect(call.items, ended, () => {
      open.stop?.();
      progress?.end();
    });
    if (!(collected instanceof Promise)) submit(collected);
    else this.waits.unblockable(result, collected.then(submit));
    if (ended()) open.stop();
    return pending;
  }

  /** The same, blocking this thread until the call is done or its time is up. */
  blocking<Value>(
    call: CoreCall,
    { timeoutMs, ...options }: AnyCallOptions,
    toValue: (results: readonly unknown[]) => Value,
  ): Value {
    const { result, cancel } = this.begin(call, options, toValue);
    if (timeoutMs !== undefined) {
      this.waits.blocking(result.what, () => result.outcome !== undefined, deadlineOf(timeoutMs));
      if (result.outcome === undefined) cancel(timeUp(call.call, this.prepare(call).name, timeoutMs));
    }
    return result.getSync();
  }

  /** Begins a call that gives its results one by one. */
  stream<Value>(call: CoreCall & { readonly ordered: boolean }, options: AnyCallOptions): ResultStream<Value> {
    const { number, name, closure, site } = this.prepare(call, options.taskTimeoutMs);
    const source = iterate(call.items);
    const isAsync = !(Symbol.iterator in source);
    const progress = Progress.of(name, options, (action) => this.engine.afterStep(action));
    if (progress !== undefined) progress.total = countOf(call.items);
    const open: { stop?: () => void } = {};
    const job: StreamJob = new StreamJob({
      what: number | call.flags,
      name,
      origin: { call: call.call, caller: captureCaller() },
      fn: call.fn,
      site,
      closure,
      source: isAsync ? source[Symbol.asyncIterator]() : source[Symbol.iterator](),
      isAsync,
      chunksize: options.chunksize ?? 1,
      ordered: call.ordered,
      ahead: this.#size * CHUNKS_PER_WORKER,
      submitSite: callSite(),
      priority: options.priority ?? 0,
      limitMs: options.taskTimeoutMs,
      wake: () => this.engine.resume(job),
      onAbandon: () => this.engine.cancel(job),
      onSettled: () => {
        open.stop?.();
        progress?.end();
      },
      onAnswered: progress && ((items) => progress.advance(items)),
    });
    const cancel = (error: unknown): void => {
      if (!job.settled) this.engine.cancel(job, error);
    };
    open.stop = this.#watch(call.call, name, options, cancel);
    if (!job.settled) this.engine.submit(job);
    if (job.settled) open.stop();
    return new ResultStream<Value>(job, this.waits);
  }

  /** The call's function as the workers know it. Throws ClosedError where no more calls are taken, FunctionError for no function. */
  prepare({ call, fn, itemName = 'items' }: CoreCall, limitMs?: number): TableEntry {
    if (this.#state !== 'running')
      throw new ClosedError(`Pool not running: it is ${this.#state} and takes no more calls`);
    if (typeof fn !== 'function')
      throw new FunctionError(`${call}(fn, ${itemName}): expected a function first, found ${kindOf(fn)}`);
    return this.#table.entry(fn, limitMs);
  }

  /** No more calls: the workers leave once all is done. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closed';
    this.engine.close();
  }

  /** Stops the workers at once; what is outstanding fails with PoolTerminatedError. */
  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#staff.stop();
    this.engine.abort(terminatedCall);
  }

  /** Settles when the workers have ended. Throws PoolStateError while calls are taken. */
  async join(): Promise<void> {
    this.#assertEnding();
    await this.engine.untilIdle();
    await this.#staff.untilEnded();
    this.engine.step();
  }

  /** The same, blocking this thread. */
  joinSync(): void {
    this.#assertEnding();
    this.waits.blocking('the calls of a pool', () => this.engine.idle, Infinity);
    this.#staff.waitEndedSync();
    this.engine.step();
  }

  /** The items. Where they cannot be read the call never begins: nothing goes on watching it. */
  #collect(source: unknown, enough: () => boolean, giveUp: () => void): ReturnType<typeof collect> {
    try {
      return collect(source, enough);
    } catch (error) {
      giveUp();
      throw error;
    }
  }

  #submitItems<Value>(
    { fn, flags, itemName }: CoreCall,
    { entry, origin, site, items, options, progress, toValue, settle }: ItemsSubmit<Value>,
  ): ItemsJob {
    const firstTask = newIds(items.length);
    recordInstant(RowKind.submit, firstTask, items.length, site);
    const job = new ItemsJob({
      what: entry.number | flags,
      name: entry.name,
      origin,
      fn,
      site: entry.site,
      closure: entry.closure,
      priority: options.priority ?? 0,
      limitMs: options.taskTimeoutMs,
      items,
      ...(itemName !== undefined && { itemName }),
      chunksize: options.chunksize ?? Math.ceil(items.length / (this.#size * CHUNKS_PER_WORKER)),
      firstTask,
      onDone: (values) => settle({ value: toValue(values) }),
      onFail: (error) => settle({ error }),
      onAnswered: progress && ((count) => progress.advance(count)),
    });
    const { transfer = [] } = options;
    this.engine.submit(job, { encodeNow: transfer.length > 0 });
    // A result may be there already: what was refused is not taken from the caller.
    if (!job.dropped) detachAll(transfer);
    return job;
  }

  /** Ends the call when its time is up or its signal aborts; the function that is given back stops that, once. */
  #watch(call: string, name: string, options: AnyCallOptions, cancel: (error: unknown) => void): () => void {
    // One that has aborted already has ended the call.
    const isLimited = options.timeoutMs !== undefined || options.signal?.aborted === false;
    const endLimited = isLimited ? this.engine.beginLimited() : undefined;
    const stopWatching = watchCall(options, () => timeUp(call, name, options.timeoutMs), cancel);
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      endLimited?.();
      stopWatching();
    };
  }

  #assertEnding(): void {
    if (this.#state !== 'running') return;
    throw new PoolStateError('Pool is still running: close() or terminate() it before join()');
  }
}

interface ItemsSubmit<Value> {
  readonly entry: TableEntry;
  readonly origin: CallOrigin;
  readonly site: number;
  readonly items: ItemList;
  readonly options: AnyCallOptions;
  readonly progress: Progress | undefined;
  readonly toValue: (results: readonly unknown[]) => Value;
  readonly settle: (outcome: Outcome<Value>) => void;
}

function timeUp(call: string, name: string, timeoutMs: number | undefined): TimeoutError {
  return new TimeoutError(`${call}(${name}, …) was not done within ${timeoutMs} ms`);
}
