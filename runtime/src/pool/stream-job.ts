/** One call of imap or imapUnordered: items are drawn as results are taken, and results come out one by one. */
import { appendCaller } from '../process/caller-stack.ts';
import type { TaskFunction } from './call-options.ts';
import type { PackedClosure } from './function-table.ts';
import { toArray } from './number-block.ts';
import { taskText, type CallOrigin, type Chunk, type Job, type TaskPlace } from './pool-job.ts';
import { SubmitRecord } from './submit-record.ts';

/** Most chunks that are under way or wait to be taken; reached only while tasks are tiny. */
const MOST_AHEAD = 1024;

export interface StreamJobOptions {
  readonly what: number;
  readonly name: string;
  readonly origin: CallOrigin;
  readonly fn: TaskFunction;
  /** Where the function is, in the trace. */
  readonly site: number;
  readonly closure: PackedClosure | undefined;
  readonly source: Iterator<unknown> | AsyncIterator<unknown>;
  readonly isAsync: boolean;
  readonly chunksize: number;
  readonly ordered: boolean;
  /** Chunks that are drawn ahead of what has been taken, to begin with. */
  readonly ahead: number;
  /** The line that submits, in the trace. */
  readonly submitSite: number;
  readonly priority: number;
  readonly limitMs: number | undefined;
  /** The job can go on: it has become able to give a chunk, or has ended. */
  readonly wake: () => void;
  /** Nobody takes the rest: what has not begun need not begin. */
  readonly onAbandon: () => void;
  /** Called once, when nothing more will happen. */
  readonly onSettled: () => void;
  /** Called with the number of items each time a chunk is answered. */
  readonly onAnswered?: ((items: number) => void) | undefined;
}

type Outcome = { readonly values: readonly unknown[] } | { readonly error: unknown };

export class StreamJob implements Job {
  readonly isWhole = false;
  id = 0;
  readonly what: number;
  readonly name: string;
  readonly origin: CallOrigin;
  readonly fn: TaskFunction;
  readonly site: number;
  readonly closure: PackedClosure | undefined;
  readonly priority: number;
  readonly limitMs: number | undefined;
  readonly #options: StreamJobOptions;
  readonly #submits: SubmitRecord;
  /** Items of the chunks under way, for errors. */
  readonly #sent = new Map<number, readonly unknown[]>();
  readonly #outcomes = new Map<number, Outcome>();
  readonly #arrived: number[] = [];
  /** Values of the chunk that is being taken. */
  #current: readonly unknown[] = [];
  #currentIndex = 0;
  #ahead: number;
  #sentChunks = 0;
  #takenChunks = 0;
  #drawn: unknown[] = [];
  #drawing = false;
  #exhausted = false;
  /** The source was told that nothing more is wanted of it; what it still gives is not. */
  #left = false;
  #failure: { readonly error: unknown } | undefined;
  #waiters: (() => void)[] = [];
  #toldSettled = false;

  constructor(options: StreamJobOptions) {
    this.#options = options;
    this.#submits = new SubmitRecord(options.submitSite);
    this.what = options.what;
    this.name = options.name;
    this.origin = options.origin;
    this.fn = options.fn;
    this.site = options.site;
    this.closure = options.closure;
    this.priority = options.priority;
    this.limitMs = options.limitMs;
    this.#ahead = options.ahead;
  }

  /** All that was drawn has been answered and nothing more comes. */
  get settled(): boolean {
    return this.#failure !== undefined || (this.#exhausted && this.#drawn.length === 0 && this.#sent.size === 0);
  }

  next(): Chunk | undefined {
    const chunk = this.#nextChunk();
    if (chunk === undefined) this.#submits.flush();
    return chunk;
  }

  #nextChunk(): Chunk | undefined {
    if (this.#failure !== undefined || this.#sentChunks - this.#takenChunks >= this.#ahead) return undefined;
    if (this.#options.isAsync) {
      if (this.#drawn.length < this.#options.chunksize && !this.#exhausted) {
        void this.#drawAsync();
        return undefined;
      }
    } else this.#draw();
    const items = this.#drawn.splice(0, this.#options.chunksize);
    if (items.length === 0) return undefined;
    const number = this.#sentChunks++;
    this.#sent.set(number, items);
    const single = this.#options.chunksize === 1;
    const task = this.#submits.add(items.length);
    return { number, payload: single ? items[0] : items, single, count: items.length, task };
  }

  resolveChunk(number: number, value: unknown): void {
    if (this.#options.chunksize === 1) this.#settle(number, { values: [value] });
    else if (value instanceof Float64Array) this.#settle(number, { values: toArray(value) });
    else this.#settle(number, { values: value as readonly unknown[] });
  }

  rejectChunk(number: number, error: unknown): void {
    appendCaller(error, this.origin.caller);
    this.#settle(number, { error });
  }

  fail(error: unknown): void {
    appendCaller(error, this.origin.caller);
    this.#failure ??= { error };
    this.#submits.flush();
    this.#sent.clear();
    this.#leaveSource();
    this.#notify();
  }

  nameOf(number: number, item: number): string {
    return `items[${number * this.#options.chunksize + item}]`;
  }

  place(number: number, item: number): TaskPlace {
    const first = number * this.#options.chunksize;
    if (item < 0) {
      const last = first + (this.#sent.get(number)?.length ?? 1) - 1;
      return { index: undefined, text: `${this.name} for one of items ${first} to ${last}` };
    }
    const text = taskText(this, this.#sent.get(number)?.[item]);
    return { index: number * this.#options.chunksize + item, text };
  }

  /** As Python does: what was submitted is done before the pool ends, whether or not its results are taken. */
  hurry(): void {
    this.#ahead = Infinity;
    this.#options.wake();
  }

  /** The next result; 'end' after the last, undefined while it is not there. Throws what its task threw. */
  take(): { readonly value: unknown } | 'end' | undefined {
    if (this.#currentIndex < this.#current.length) return { value: this.#current[this.#currentIndex++] };
    const number = this.#options.ordered ? this.#takenChunks : this.#arrived.shift();
    const outcome = number === undefined ? undefined : this.#outcomes.get(number);
    if (outcome === undefined || number === undefined) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return this.settled ? 'end' : undefined;
    }
    this.#outcomes.delete(number);
    this.#takenChunks++;
    this.#refill();
    if ('error' in outcome) throw outcome.error;
    this.#current = outcome.values;
    this.#currentIndex = 0;
    return this.take();
  }

  /** Settles when `take` may have something to say. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Whether it waits for a source that only the event loop can serve. */
  get needsEventLoop(): boolean {
    return this.#drawing && this.#sent.size === 0;
  }

  /** Nobody will take the rest: nothing more is drawn. */
  abandon(): void {
    if (this.settled) return;
    this.#drawn = [];
    this.#current = [];
    this.#sent.clear();
    this.#outcomes.clear();
    this.#leaveSource();
    this.#options.onAbandon();
    this.#notify();
  }

  /** Tells the source that nothing more is wanted of it. */
  #leaveSource(): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    this.#left = true;
    try {
      const ended: unknown = this.#options.source.return?.();
      if (ended instanceof Promise) ended.catch((error: unknown) => this.fail(error));
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #settle(number: number, outcome: Outcome): void {
    const items = this.#sent.get(number);
    if (items === undefined) return;
    this.#sent.delete(number);
    this.#options.onAnswered?.(items.length);
    this.#outcomes.set(number, outcome);
    if (!this.#options.ordered) this.#arrived.push(number);
    this.#notify();
  }

  /** Sends more once half of what is ahead has been taken: waking a worker for each chunk costs more than a tiny task. */
  #refill(): void {
    if (this.#exhausted && this.#drawn.length === 0) return;
    if (this.#sentChunks - this.#takenChunks > this.#ahead / 2) return;
    // Tasks that are done before half of their results are taken are tiny, or the taker is slow: more may be under way.
    if (this.#sent.size === 0 && this.#ahead > 0) {
      this.#ahead = Math.max(this.#ahead, Math.min(MOST_AHEAD, this.#ahead * 2));
    }
    this.#options.wake();
  }

  #draw(): void {
    try {
      while (this.#drawn.length < this.#options.chunksize && !this.#exhausted) {
        const step = this.#options.source.next() as IteratorResult<unknown, unknown>;
        if (step.done === true) this.#end();
        else this.#drawn.push(step.value);
      }
    } catch (error) {
      this.#exhausted = true;
      this.fail(error);
    }
  }

  async #drawAsync(): Promise<void> {
    if (this.#drawing) return;
    this.#drawing = true;
    try {
      while (this.#drawn.length < this.#options.chunksize && !this.#exhausted) {
        const step: IteratorResult<unknown, unknown> = await this.#options.source.next();
        if (this.#left) break;
        if (step.done === true) this.#end();
        else this.#drawn.push(step.value);
      }
    } catch (error) {
      this.#exhausted = true;
      this.fail(error);
    }
    this.#drawing = false;
    this.#options.wake();
  }

  #end(): void {
    this.#exhausted = true;
    this.#notify();
  }

  /** All that wait for `changed` look again. */
  wakeTakers(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const each of waiters) each();
  }

  #notify(): void {
    this.wakeTakers();
    if (this.#toldSettled || !this.settled) return;
    this.#toldSettled = true;
    this.#options.onSettled();
  }
}
