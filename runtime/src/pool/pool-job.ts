/** One call to a pool whose items are known: apply, map, starmap. */
import { inspect } from 'node:util';

/** A piece of a job that one worker takes as a whole. */
export interface Chunk {
  /** Counts from 0 within its job. */
  readonly number: number;
  /** One value if `single`, else an array of values. */
  readonly payload: unknown;
  readonly single: boolean;
  readonly count: number;
  /** Id of its first task in the trace. */
  readonly task: number;
}

/** Where an item stands, for errors. */
export interface ItemPlace {
  readonly index: number;
  /** The argument or arguments, shortened. */
  readonly preview: string;
}

export interface Job {
  /** Unique in the pool; set by the engine. */
  id: number;
  /** Function number and flags, as in `SlotWord.what`. */
  readonly what: number;
  /** Name of the function. */
  readonly name: string;
  /** Whether nothing more will happen to it. */
  readonly settled: boolean;
  /** The next chunk to send; undefined when there is none now. */
  next(): Chunk | undefined;
  /** A chunk has its result: a value, or an array of them. */
  resolveChunk(number: number, value: unknown): void;
  rejectChunk(number: number, error: unknown): void;
  /** The whole job fails; what is still under way is ignored. */
  fail(error: unknown): void;
  /** What an error calls the item at that position of a chunk. */
  nameOf(number: number, item: number): string;
  /** The pool was closed: whatever is held back is sent. */
  hurry(): void;
  /** Where the item at that position of a chunk stands. */
  place(number: number, item: number): ItemPlace;
}

export interface ItemsJobOptions {
  readonly what: number;
  readonly name: string;
  readonly items: readonly unknown[];
  /** What an error calls the one item; default `items[N]`. */
  readonly itemName?: string;
  readonly chunksize: number;
  /** Id of the first task in the trace. */
  readonly firstTask: number;
  readonly onDone: (values: readonly unknown[]) => void;
  readonly onFail: (error: unknown) => void;
}

export class ItemsJob implements Job {
  id = 0;
  readonly what: number;
  readonly name: string;
  readonly #items: readonly unknown[];
  readonly #chunksize: number;
  readonly #itemName: string | undefined;
  readonly #firstTask: number;
  readonly #values: unknown[];
  readonly #onDone: (values: readonly unknown[]) => void;
  readonly #onFail: (error: unknown) => void;
  #nextChunk = 0;
  #unanswered: number;
  #reported = false;
  #dropped = false;

  constructor({ what, name, items, itemName, chunksize, firstTask, onDone, onFail }: ItemsJobOptions) {
    this.what = what;
    this.name = name;
    this.#items = items;
    this.#chunksize = chunksize;
    this.#itemName = itemName;
    this.#firstTask = firstTask;
    this.#unanswered = Math.ceil(items.length / chunksize);
    this.#values = new Array<unknown>(items.length);
    this.#onDone = onDone;
    this.#onFail = onFail;
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
    const payload = this.#items.slice(start, start + this.#chunksize);
    return { number, payload, single: false, count: payload.length, task };
  }

  resolveChunk(number: number, value: unknown): void {
    const start = number * this.#chunksize;
    if (this.#chunksize === 1) this.#values[start] = value;
    else {
      const values = value as readonly unknown[];
      for (let i = 0; i < values.length; i++) this.#values[start + i] = values[i];
    }
    if (--this.#unanswered > 0 || this.#reported) return;
    this.#reported = true;
    this.#onDone(this.#values);
  }

  /** The job fails at once; its other tasks run all the same, as in Python. */
  rejectChunk(_number: number, error: unknown): void {
    this.#unanswered--;
    this.#report(error);
  }

  fail(error: unknown): void {
    this.#dropped = true;
    this.#report(error);
  }

  hurry(): void {
    // Nothing is held back.
  }

  #report(error: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#onFail(error);
  }

  nameOf(number: number, item: number): string {
    return this.#itemName ?? `items[${number * this.#chunksize + item}]`;
  }

  place(number: number, item: number): ItemPlace {
    const index = number * this.#chunksize + item;
    return { index, preview: preview(this.#items[index]) };
  }
}

/** A value in one short line. */
export function preview(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5, maxStringLength: 40 });
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
