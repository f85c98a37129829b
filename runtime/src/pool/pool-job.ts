/** One call to a pool whose items are known: apply, map, starmap. */
import { inspect, type InspectOptions } from 'node:util';
import type { CallerStack } from '../process/caller-stack.ts';
import type { TaskFunction } from './call-options.ts';
import type { PackedClosure } from './function-table.ts';
import { pieceOf, type ItemList } from './items.ts';
import { arrayForNumbers, copyNumbers } from './number-block.ts';
import { SlotFlag } from './slot-ring.ts';

/** A piece of a job that one worker takes as a whole. */
export interface Chunk {
  /** Counts from 0 within its job. */
  readonly number: number;
  /** One value if `single`, else an array of values, which may be a typed one. */
  readonly payload: unknown;
  readonly single: boolean;
  readonly count: number;
  /** Id of its first task in the trace. */
  readonly task: number;
}

/** What a task is, for errors. */
export interface TaskPlace {
  /** Position of its item; undefined where there is but one. */
  readonly index: number | undefined;
  /** The call, its arguments shortened: `square(3)`. */
  readonly text: string;
}

/** The user's call that a job is. */
export interface CallOrigin {
  /** `map`, `apply` … */
  readonly call: string;
  readonly caller: CallerStack;
}

export interface Job {
  /** Unique in the pool; set by the engine. */
  id: number;
  /** Function number and flags, as in `SlotWord.what`. */
  readonly what: number;
  /** Name of the function. */
  readonly name: string;
  readonly origin: CallOrigin;
  /** The function as the caller has it. */
  readonly fn: TaskFunction;
  /** Where it is, in the trace. */
  readonly site: number;
  /** The function as it travels, where it takes values along. */
  readonly closure: PackedClosure | undefined;
  /** Higher goes first. */
  readonly priority: number;
  /** How long one of its tasks may run; undefined for ever. */
  readonly limitMs: number | undefined;
  /** Whether its results come all at once: the death of a worker with one of its tasks then ends it. */
  readonly isWhole: boolean;
  /** Whether nothing more will happen to it. */
  readonly settled: boolean;
  /** The next chunk to send; undefined when there is none now. */
  next(): Chunk | undefined;
  /** A chunk has its result: a value, or an array of them. A Float64Array holds numbers, and is good for this call only. */
  resolveChunk(number: number, value: unknown): void;
  rejectChunk(number: number, error: unknown): void;
  /** The whole job fails; what is still under way is ignored. */
  fail(error: unknown): void;
  /** What an error calls the item at that position of a chunk. */
  nameOf(number: number, item: number): string;
  /** The pool was closed: whatever is held back is sent. */
  hurry(): void;
  /** The task of the item at that position of a chunk; -1 where it is not known which of them. */
  place(number: number, item: number): TaskPlace;
}

export interface ItemsJobOptions {
  readonly what: number;
  readonly name: string;
  readonly origin: CallOrigin;
  readonly fn: TaskFunction;
  /** Where the function is, in the trace. */
  readonly site: number;
  readonly closure: PackedClosure | undefined;
  readonly priority?: number;
  readonly limitMs?: number | undefined;
  readonly items: ItemList;
  /** What an error calls the one item; default `items[N]`. */
  readonly itemName?: string;
  readonly chunksize: number;
  /** Id of the first task in the trace. */
  readonly firstTask: number;
  readonly onDone: (values: readonly unknown[]) => void;
  readonly onFail: (error: unknown) => void;
  /** Called with the number of items each time a chunk is answered. */
  readonly onAnswered?: ((items: number) => void) | undefined;
}

export class ItemsJob implements Job {
  readonly isWhole = true;
  id = 0;
  readonly what: number;
  readonly name: string;
  readonly origin: CallOrigin;
  readonly fn: TaskFunction;
  readonly site: number;
  readonly closure: PackedClosure | undefined;
  readonly priority: number;
  readonly limitMs: number | undefined;
  readonly #items: ItemList;
  readonly #chunksize: number;
  readonly #itemName: string | undefined;
  readonly #firstTask: number;
  /** Made for what the first chunk gives. */
  #values: unknown[] | undefined;
  readonly #onDone: (values: readonly unknown[]) => void;
  readonly #onFail: (error: unknown) => void;
  readonly #onAnswered: ((items: number) => void) | undefined;
  #nextChunk = 0;
  #unanswered: number;
  #reported = false;
  #dropped = false;

  constructor(options: ItemsJobOptions) {
    const { items, chunksize } = options;
    this.what = options.what;
    this.name = options.name;
    this.origin = options.origin;
    this.fn = options.fn;
    this.site = options.site;
    this.closure = options.closure;
    this.priority = options.priority ?? 0;
    this.limitMs = options.limitMs;
    this.#items = items;
    this.#chunksize = chunksize;
    this.#itemName = options.itemName;
    this.#firstTask = options.firstTask;
    this.#unanswered = Math.ceil(items.length / chunksize);
    this.#onDone = options.onDone;
    this.#onFail = options.onFail;
    this.#onAnswered = options.onAnswered;
  }

  /** Whether it failed as a whole: it could not be sent, its worker died, it was cancelled. A task that throws is none of these. */
  get dropped(): boolean {
    return this.#dropped;
  }

  get settled(): boolean {
    return this.#dropped || this.#unanswered === 0;
  }

  next(): Chunk | undefined {
    const number = this.#nextChunk;
    const start = number * this.#chunksize;
    if (this.#dropped || start >= this.#items.length) return undefined;
    this.#nextChunk++;
    const task = this.#firstTask + start;
    if (this.#chunksize === 1) return { number, payload: this.#items[start], single: true, count: 1, task };
    const payload = pieceOf(this.#items, start, start + this.#chunksize);
    return { number, payload, single: false, count: payload.length, task };
  }

  resolveChunk(number: number, value: unknown): void {
    const start = number * this.#chunksize;
    const { length } = this.#items;
    if (this.#chunksize === 1) (this.#values ??= new Array<unknown>(length))[start] = value;
    else if (value instanceof Float64Array) copyNumbers(value, (this.#values ??= arrayForNumbers(length)), start);
    else copyValues(value as readonly unknown[], (this.#values ??= new Array<unknown>(length)), start);
    this.#answered(start);
    if (this.#unanswered > 0 || this.#reported) return;
    this.#reported = true;
    this.#onDone(this.#values);
  }

  /** The job fails at once; its other tasks run all the same, as in Python. */
  rejectChunk(number: number, error: unknown): void {
    this.#answered(number * this.#chunksize);
    this.#report(error);
  }

  fail(error: unknown): void {
    this.#dropped = true;
    this.#report(error);
  }

  hurry(): void {
    // Nothing is held back.
  }

  #answered(start: number): void {
    this.#unanswered--;
    if (!this.#dropped) this.#onAnswered?.(Math.min(this.#chunksize, this.#items.length - start));
  }

  #report(error: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#onFail(error);
  }

  nameOf(number: number, item: number): string {
    return this.#itemName ?? `items[${number * this.#chunksize + item}]`;
  }

  place(number: number, item: number): TaskPlace {
    const first = number * this.#chunksize;
    if (item < 0) {
      const last = Math.min(first + this.#chunksize, this.#items.length) - 1;
      return { index: undefined, text: `${this.name} for one of items ${first} to ${last}` };
    }
    const index = first + item;
    const text = taskText(this, this.#items[index]);
    return { index: this.#itemName === undefined ? index : undefined, text };
  }
}

function copyValues(values: readonly unknown[], target: unknown[], at: number): void {
  for (let i = 0; i < values.length; i++) target[at + i] = values[i];
}

/** A call in one short line. */
export function taskText({ name, what }: Pick<Job, 'name' | 'what'>, item: unknown): string {
  const args = (what & SlotFlag.spread) !== 0 && Array.isArray(item) ? (item as unknown[]) : [item];
  const text = args.map((arg) => inspect(arg, PREVIEW)).join(', ');
  return `${name}(${text.length > 80 ? `${text.slice(0, 79)}…` : text})`;
}

const PREVIEW: InspectOptions = { depth: 1, breakLength: Infinity, maxArrayLength: 5, maxStringLength: 40 };
