/** What `Pool` and `ProcessPoolExecutor` are made of: workers, an engine, and calls that begin, are watched and end. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { kindOf } from '../check-arguments.ts';
import { ClosedError, FunctionError, PoolStateError } from '../errors.ts';
import { callSite, recordObject } from '../instrument/record.ts';
import { captureCaller } from '../process/caller-stack.ts';
import { assertMayStart } from '../process/start-guard.ts';
import { contextMethod, startMethodInForce } from '../process/start-method.ts';
import { deadlineOf } from '../shared-memory/bell.ts';
import type { AnyCallOptions } from './call-options.ts';
import { watchCall } from './call-watch.ts';
import { CollectedCall } from './collected-call.ts';
import type { CoreCall } from './core-call.ts';
import { createEngine } from './create-engine.ts';
import { createDefinitionMemory } from './definition-log.ts';
import { FunctionTable, type TableEntry } from './function-table.ts';
import { countOf, iterate } from './items.ts';
import type { Engine, Staff } from './engine.ts';
import type { PoolShape } from './pool-options.ts';
import { Progress } from './progress.ts';
import { ResultStream } from './result-stream.ts';
import { ResultWaits } from './result-waits.ts';
import { StreamJob } from './stream-job.ts';
import { terminatedCall } from './terminated-call.ts';

/** Chunks per worker by default, as in Python. */
const CHUNKS_PER_WORKER = 4;

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
  /** Chunks that a call is cut into, or a stream is read ahead, by default. */
  readonly #chunkCount: number;
  readonly #staff: Staff;
  readonly #table: FunctionTable;
  readonly #size: number;
  #state: 'running' | 'closed' | 'terminated' = 'running';

  /** `label` names it in the trace. Throws MissingGuardError where a worker that loads the script arrives here. */
  constructor(label: string, shape: PoolShape, { breaksOnDeath = false }: { readonly breaksOnDeath?: boolean } = {}) {
    assertMayStart(`new ${label}()`);
    this.#size = shape.size;
    this.#chunkCount = shape.size * CHUNKS_PER_WORKER;
    const definitions = createDefinitionMemory();
    const method = contextMethod() ?? startMethodInForce();
    this.#table = new FunctionTable(definitions, { sharesMemory: method === 'thread' });
    const object = recordObject(ObjectType.pool, `${label}(${shape.size})`, callSite());
    const { engine, staff } = createEngine(shape, { object, definitions, breaksOnDeath });
    this.engine = engine;
    this.#staff = staff;
    this.waits = new ResultWaits(this.engine, object);
  }

  /** As `console.log` shows a pool: workers at most, and the state. */
  get shown(): { readonly processes: number; readonly state: string } {
    return { processes: this.#size, state: this.#state };
  }

  /** Begins a call that gives all results at once, as what `toValue` makes of them. */
  begin<Value>(
    call: CoreCall,
    options: AnyCallOptions,
    toValue: (results: readonly unknown[]) => Value,
  ): CollectedCall<Value> {
    return new CollectedCall({
      call,
      entry: this.#prepare(call, options.taskTimeoutMs),
      options,
      toValue,
      chunkCount: this.#chunkCount,
      caller: captureCaller(),
      site: callSite(),
      engine: this.engine,
      waits: this.waits,
    });
  }

  /** The same, blocking this thread until the call is done or its time is up. */
  blocking<Value>(
    call: CoreCall,
    { timeoutMs, ...options }: AnyCallOptions,
    toValue: (results: readonly unknown[]) => Value,
  ): Value {
    const begun = this.begin(call, options, toValue);
    const { result } = begun;
    if (timeoutMs !== undefined) {
      this.waits.blocking(result.what, () => result.outcome !== undefined, deadlineOf(timeoutMs));
      if (result.outcome === undefined) begun.timeOut(timeoutMs);
    }
    return result.getSync();
  }

  /** Begins a call that gives its results one by one. */
  stream<Value>(call: CoreCall & { readonly ordered: boolean }, options: AnyCallOptions): ResultStream<Value> {
    const { number, name, closure, site } = this.#prepare(call, options.taskTimeoutMs);
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
      ahead: this.#chunkCount,
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
    open.stop = watchCall({ call: call.call, name, options, engine: this.engine, cancel });
    if (!job.settled) this.engine.submit(job);
    if (job.settled) open.stop();
    return new ResultStream<Value>(job, this.waits);
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

  /** The call's function as the workers know it. Throws ClosedError where no more calls are taken, FunctionError for no function. */
  #prepare({ call, fn, itemName = 'items' }: CoreCall, limitMs?: number): TableEntry {
    if (this.#state !== 'running')
      throw new ClosedError(`Pool not running: it is ${this.#state} and takes no more calls`);
    if (typeof fn !== 'function')
      throw new FunctionError(`${call}(fn, ${itemName}): expected a function first, found ${kindOf(fn)}`);
    return this.#table.entry(fn, limitMs);
  }

  #assertEnding(): void {
    if (this.#state !== 'running') return;
    throw new PoolStateError('Pool is still running: close() or terminate() it before join()');
  }
}
