/** A call of a pool that gives all its results at once: from its items to its outcome. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { newIds, recordInstant } from '../instrument/record.ts';
import { appendCaller, type CallerStack } from '../process/caller-stack.ts';
import { AsyncResult, type Outcome, type ResultCallbacks } from './async-result.ts';
import { detachAll, type AnyCallOptions } from './call-options.ts';
import { timeUp, watchCall } from './call-watch.ts';
import type { CoreCall } from './core-call.ts';
import type { Engine } from './engine.ts';
import type { TableEntry } from './function-table.ts';
import { collect, type ItemList, unspreadable } from './items.ts';
import { ItemsJob } from './pool-job.ts';
import { Progress } from './progress.ts';
import type { ResultWaits } from './result-waits.ts';
import { SlotFlag } from './slot-ring.ts';

/** What a call is begun with. */
export interface CollectedCallStart<Value> {
  readonly call: CoreCall;
  /** Its function as the workers know it. */
  readonly entry: TableEntry;
  readonly options: AnyCallOptions;
  /** What it gives. */
  readonly toValue: (results: readonly unknown[]) => Value;
  /** Its items are cut into so many chunks by default. */
  readonly chunkCount: number;
  readonly caller: CallerStack;
  /** Its line, in the trace. */
  readonly site: number;
  readonly engine: Engine;
  readonly waits: ResultWaits;
}

export class CollectedCall<Value> {
  readonly result: AsyncResult<Value>;
  readonly #start: CollectedCallStart<Value>;
  readonly #progress: Progress | undefined;
  #stopWatching: (() => void) | undefined;
  #job: ItemsJob | undefined;
  #ended = false;

  /** Begins it. Throws TypeError for items that cannot be read. */
  constructor(start: CollectedCallStart<Value>) {
    const { call, entry, options, engine, waits } = start;
    const { name } = entry;
    this.#start = start;
    this.result = new AsyncResult<Value>(waits, name, options as ResultCallbacks<Value>);
    this.#progress = Progress.of(name, options, (action) => engine.afterStep(action));
    const cancel = (error: unknown): void => this.cancel(error);
    this.#stopWatching = watchCall({ call: call.call, name, options, engine, cancel });
    // Its signal may have aborted before.
    if (!this.#ended) this.#readItems();
  }

  /** Rejects it now with that error, and drops what has not begun. */
  cancel(error: unknown): void {
    if (this.#job !== undefined) this.#start.engine.cancel(this.#job, error);
    this.#settle({ error });
  }

  /** Its time is up: cancels it with TimeoutError. */
  timeOut(timeoutMs: number): void {
    const { call, entry } = this.#start;
    this.cancel(timeUp(call.call, entry.name, timeoutMs));
  }

  /** Whether a worker has taken it, where it is one task. */
  hasBegun(): boolean {
    return this.#job !== undefined && this.#start.engine.hasBegun(this.#job);
  }

  /** Takes it back and rejects it, where it is one task that has not begun; else false. */
  withdraw(error: unknown): boolean {
    return this.#job !== undefined && this.#start.engine.withdraw(this.#job, error);
  }

  /** Where the items cannot be read the call never begins: nothing goes on watching it. */
  #readItems(): void {
    const { call, waits } = this.#start;
    let items: ReturnType<typeof collect>;
    try {
      items = collect(call.items, () => this.#ended);
    } catch (error) {
      this.#unwatch();
      throw error;
    }
    if (!(items instanceof Promise)) {
      this.#submit(items);
      return;
    }
    // What the source throws is the caller's own: nobody needs to be told where the call was.
    const fail = (error: unknown): void => this.#end({ error });
    waits.unblockable(items.then((all) => this.#submit(all)).catch(fail));
  }

  #submit(items: ItemList): void {
    if (this.#ended) return;
    const { call, toValue } = this.#start;
    const error = (call.flags & SlotFlag.spread) === 0 ? undefined : unspreadable(call.call, items);
    if (error !== undefined) {
      this.#settle({ error });
      return;
    }
    if (this.#progress !== undefined) this.#progress.total = items.length;
    if (items.length === 0) this.#settle({ value: toValue([]) });
    else this.#submitJob(items);
  }

  #submitJob(items: ItemList): void {
    const { call, entry, options, toValue, chunkCount, caller, site, engine } = this.#start;
    const { transfer = [] } = options;
    const progress = this.#progress;
    const firstTask = newIds(items.length);
    recordInstant(RowKind.submit, firstTask, items.length, site);
    const job = new ItemsJob({
      what: entry.number | call.flags,
      name: entry.name,
      origin: { call: call.call, caller },
      fn: call.fn,
      site: entry.site,
      closure: entry.closure,
      priority: options.priority ?? 0,
      limitMs: options.taskTimeoutMs,
      items,
      ...(call.itemName !== undefined && { itemName: call.itemName }),
      chunksize: options.chunksize ?? Math.ceil(items.length / chunkCount),
      firstTask,
      onDone: (values) => this.#settle({ value: toValue(values) }),
      onFail: (error) => this.#settle({ error }),
      onAnswered: progress && ((count) => progress.advance(count)),
    });
    engine.submit(job, { encodeNow: transfer.length > 0 });
    this.#job = job;
    // A result may be there already: what was refused is not taken from the caller.
    if (!job.dropped) detachAll(transfer);
  }

  #settle(outcome: Outcome<Value>): void {
    if (this.#ended) return;
    if ('error' in outcome) appendCaller(outcome.error, this.#start.caller);
    this.#end(outcome);
  }

  #end(outcome: Outcome<Value>): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unwatch();
    this.result.settle(outcome);
  }

  #unwatch(): void {
    this.#stopWatching?.();
    this.#progress?.end();
  }
}
