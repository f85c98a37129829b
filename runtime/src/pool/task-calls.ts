/** The calls of the user's function for the items of a chunk, one after the other, also where they are asynchronous. */
import { recording, recordTask, recordTaskOpen } from '../instrument/record.ts';
import { noteTask } from '../process/worker-life.ts';
import { asPlainNumber, ChunkResults } from './number-block.ts';
import type { PoolStart } from './pool-start.ts';
import type { ResultSender } from './result-sender.ts';
import { RingWord, SlotFlag } from './slot-ring.ts';
import type { SlotHead } from './slot-writer.ts';
import { TaskClock, type TaskLimits } from './task-clock.ts';
import type { Known, TaskFunction } from './task-functions.ts';

export class TaskCalls {
  readonly #sender: ResultSender;
  /** Header of the result ring: what this worker has in hand. */
  readonly #state: Int32Array;
  readonly #limits: TaskLimits;
  /** The pool's id in the trace. */
  readonly #object: number;
  readonly #results = new ChunkResults();
  /** How long a task of the chunk in hand may run; null for ever. */
  #limitMs: number | null = null;

  /** `limits`: those that another process keeps. */
  constructor({ results, object }: PoolStart, sender: ResultSender, limits?: TaskLimits) {
    this.#sender = sender;
    this.#state = new Int32Array(results, 0, 16);
    this.#limits = limits ?? new TaskClock(results);
    this.#object = object;
  }

  /** Runs the chunk and sends what comes of it; gives a promise only where it must be waited for. */
  run(head: SlotHead, known: Known, payload: unknown): Promise<void> | undefined {
    this.#limitMs = known.limitMs;
    noteTask(known.name);
    if ((head.what & SlotFlag.single) !== 0) return this.#callOnce(head, known, payload);
    const items = payload as ArrayLike<unknown>;
    this.#results.begin(items.length);
    return this.#callAll(head, known, items, 0);
  }

  #callOnce(head: SlotHead, known: Known, item: unknown): Promise<void> | undefined {
    const startNs = this.#begin(head.task, known.site, item, head.what);
    try {
      const value = call(known.fn, item, head.what);
      if (isThenable(value)) return this.#settle(head, known, startNs, item, value);
      this.#end(startNs, head.task, known.site, item, head.what);
      this.#sender.succeed(head, known.name, value);
    } catch (error) {
      this.#end(startNs, head.task, known.site, item, head.what);
      this.#sender.fail(head, error);
    }
    return undefined;
  }

  async #settle(
    head: SlotHead,
    known: Known,
    startNs: number,
    item: unknown,
    pending: PromiseLike<unknown>,
  ): Promise<void> {
    try {
      const value = await pending;
      this.#end(startNs, head.task, known.site, item, head.what);
      this.#sender.succeed(head, known.name, value);
    } catch (error) {
      this.#end(startNs, head.task, known.site, item, head.what);
      this.#sender.fail(head, error);
    }
  }

  /** Runs the items from `from` on; continues asynchronously from the first that gives a promise. */
  #callAll(head: SlotHead, known: Known, items: ArrayLike<unknown>, from: number): Promise<void> | undefined {
    const { fn, site } = known;
    const { what, task } = head;
    const { length } = items;
    const state = this.#state;
    const results = this.#results;
    let startNs = 0;
    let i = from;
    try {
      const isQuiet = this.#limitMs === null && (what & SlotFlag.spread) === 0 && !recording();
      const odd = isQuiet ? callWhileNumbers(fn, items, from, state, results) : undefined;
      for (i = results.count; i < length; i++) {
        state[RingWord.item] = i;
        startNs = this.#begin(task + i, site, items[i], what);
        const value = odd?.index === i ? odd.value : call(fn, itemAt(items, i), what);
        if (isThenable(value)) return this.#continue(head, known, items, i, value, startNs);
        this.#end(startNs, task + i, site, items[i], what);
        results.push(value);
      }
    } catch (error) {
      this.#end(startNs, task + i, site, items[i], what);
      this.#results.take();
      this.#sender.fail(head, error);
      return undefined;
    }
    this.#succeed(head, known);
    return undefined;
  }

  // The state of the loop above, which is not worth an object per chunk.
  async #continue(
    head: SlotHead,
    known: Known,
    items: ArrayLike<unknown>,
    i: number,
    pending: PromiseLike<unknown>,
    startNs: number,
  ): Promise<void> {
    try {
      this.#results.push(await pending);
    } catch (error) {
      this.#end(startNs, head.task + i, known.site, items[i], head.what);
      this.#results.take();
      this.#sender.fail(head, error);
      return;
    }
    this.#end(startNs, head.task + i, known.site, items[i], head.what);
    await this.#callAll(head, known, items, i + 1);
  }

  #succeed(head: SlotHead, { name }: Known): void {
    const results = this.#results.take();
    if (results instanceof Float64Array) this.#sender.succeedWithNumbers(head, results);
    else this.#sender.succeed(head, name, results);
  }

  #begin(task: number, site: number, item: unknown, what: number): number {
    if (this.#limitMs !== null) {
      this.#limits.begin(this.#limitMs);
      // The owner waits no longer than until then.
      this.#sender.ringOwner();
    }
    return recordTaskOpen(task, site, item, (what & SlotFlag.spread) !== 0);
  }

  #end(startNs: number, task: number, site: number, item: unknown, what: number): void {
    if (this.#limitMs !== null) this.#limits.end();
    recordTask(startNs, task, this.#object, site, item, (what & SlotFlag.spread) !== 0);
  }
}

function itemAt(items: ArrayLike<unknown>, i: number): unknown {
  const item = items[i];
  return typeof item === 'number' ? asPlainNumber(item) : item;
}

function call(fn: TaskFunction, item: unknown, what: number): unknown {
  return (what & SlotFlag.spread) === 0 ? fn(item) : fn(...(item as readonly unknown[]));
}

/**
 * Calls the function for the items from `from` on as long as it gives numbers, in a loop that tiny tasks do not notice:
 * nothing is recorded, and no time is limited. Gives the first result that is no number.
 */
function callWhileNumbers(
  fn: TaskFunction,
  items: ArrayLike<unknown>,
  from: number,
  state: Int32Array,
  results: ChunkResults,
): { readonly index: number; readonly value: unknown } | undefined {
  const { numbers } = results;
  if (numbers === undefined) return undefined;
  const { length } = items;
  for (let i = from; i < length; i++) {
    state[RingWord.item] = i;
    const value = fn(itemAt(items, i));
    if (typeof value !== 'number') {
      results.count = i;
      return { index: i, value };
    }
    numbers[i] = value;
  }
  results.count = length;
  return undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
