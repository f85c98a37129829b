/** Pools, queues and locks of simulated programs. */
import { RowKind } from '../../trace/src/vocabulary.ts';
import type { Body, Step } from './machine.ts';
import type { Code, Program, Started, Thread } from './program.ts';

export interface PoolOptions {
  readonly size: number;
  /** Line of `new Pool`. */
  readonly line: number;
  readonly initializerMs?: number;
  readonly parent?: number;
}

export interface MapOptions {
  /** Line of the call. */
  readonly line: number;
  readonly chunksize?: number;
  /** CPU time that the caller needs to hand a chunk in. */
  readonly feedMs?: number;
  /** Copying the arguments of a task, in the caller and again in the worker. */
  readonly copyMs?: number;
  /** Copying the result of a task, in the worker and again in the caller. */
  readonly resultMs?: number;
  /** What the pool itself does for a chunk, in the worker. */
  readonly chunkMs?: number;
  /** How many chunks' results have room until the caller takes them; default: all. */
  readonly room?: number;
}

interface Chunk {
  readonly first: number;
  readonly tasks: readonly Code[];
  readonly options: MapOptions;
  readonly batch: Batch;
}

/** What was handed in at once. */
export interface Batch {
  /** Tasks that are not done. */
  left: number;
  /** Chunks whose results nobody has taken. */
  untaken: number;
}

export class SimPool {
  readonly id: number;
  readonly workers: Started[] = [];
  readonly #program: Program;
  readonly #chunks: Chunk[] = [];

  constructor(program: Program, { size, line, initializerMs = 0, parent = 0 }: PoolOptions) {
    this.#program = program;
    this.id = program.writer.object('pool', 'Pool', program.site(line));
    for (let number = 0; number < size; number++) {
      this.workers.push(program.begin('PoolWorker', { line, parent }, (thread) => this.#serve(thread, initializerMs)));
    }
  }

  /** Hands tasks in. */
  *submit(thread: Thread, tasks: readonly Code[], options: MapOptions): Generator<Step, Batch, void> {
    const { chunksize = Math.ceil(tasks.length / (this.workers.length * 4)), feedMs = 0, copyMs = 0 } = options;
    const program = this.#program;
    const first = program.tasks(tasks.length);
    const about = { object: first, value: tasks.length, site: program.site(options.line) };
    program.writer.instant(thread.index, RowKind.submit, thread.nowMs, about);
    const batch: Batch = { left: tasks.length, untaken: 0 };
    for (let from = 0; from < tasks.length; from += chunksize) {
      const chunk = { first: first + from, tasks: tasks.slice(from, from + chunksize), options, batch };
      yield* thread.compute(feedMs);
      yield* thread.copy(copyMs * chunk.tasks.length);
      this.#chunks.push(chunk);
    }
    return batch;
  }

  /** `await pool.map(…)`. */
  *map(thread: Thread, tasks: readonly Code[], options: MapOptions): Body {
    const { resultMs = 0, line } = options;
    if (resultMs > 0) {
      yield* this.imap(thread, tasks, options, 0);
      return;
    }
    const batch = yield* this.submit(thread, tasks, options);
    yield* this.wait(thread, batch, line);
  }

  /** `await result.get()`. */
  *wait(thread: Thread, batch: Batch, line: number): Body {
    const about = { object: this.id, site: this.#program.site(line) };
    yield* thread.slice(
      RowKind.waitResult,
      thread.until(() => batch.left === 0),
      about,
    );
  }

  /** `for await (const result of pool.imap(…))`: the loop takes `ms` for the results of each chunk. */
  *imap(thread: Thread, tasks: readonly Code[], options: MapOptions, ms: number): Body {
    const batch = yield* this.submit(thread, tasks, options);
    const about = { object: this.id, site: this.#program.site(options.line) };
    while (batch.left > 0 || batch.untaken > 0) {
      yield* thread.slice(
        RowKind.waitResult,
        thread.until(() => batch.untaken > 0),
        about,
      );
      batch.untaken--;
      yield* thread.copy((options.resultMs ?? 0) * (options.chunksize ?? 1));
      yield* thread.compute(ms);
    }
  }

  terminate(): void {
    for (const worker of this.workers) this.#program.terminate(worker);
  }

  *#serve(thread: Thread, initializerMs: number): Body {
    if (initializerMs > 0) yield* thread.slice(RowKind.initializer, thread.compute(initializerMs));
    for (;;) {
      const hasChunk = (): boolean => this.#chunks.length > 0;
      if (!hasChunk()) yield* thread.slice(RowKind.waitTask, thread.until(hasChunk), { object: this.id });
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) yield* this.#run(thread, chunk);
    }
  }

  *#run(thread: Thread, { first, tasks, options, batch }: Chunk): Body {
    const { copyMs = 0, chunkMs = 0.002 } = options;
    yield* thread.compute(chunkMs);
    yield* thread.copy(copyMs * tasks.length);
    const site = this.#program.site(2, 'work');
    for (const [index, code] of tasks.entries()) {
      yield* thread.task(code(thread), { object: first + index, value: this.id, site });
    }
    thread.flush(this.id);
    const { room = Infinity, resultMs = 0 } = options;
    yield* thread.copy(resultMs * tasks.length);
    if (batch.untaken >= room) {
      const hasRoom = (): boolean => batch.untaken < room;
      yield* thread.slice(RowKind.waitPut, thread.until(hasRoom), { object: this.id });
    }
    batch.untaken++;
    batch.left -= tasks.length;
  }
}

export class SimQueue {
  readonly id: number;
  readonly #program: Program;
  readonly #maxsize: number;
  #waiting = 0;
  /** Those that are still being encoded have their room, too. */
  #reserved = 0;
  #number = 0;
  #taken = 0;

  constructor(program: Program, line: number, maxsize = Infinity, type: 'queue' | 'pipe' = 'queue') {
    this.#program = program;
    this.#maxsize = maxsize;
    this.id = program.writer.object(type, type, program.site(line));
  }

  /** `copyMs`: encoding the message. */
  *put(thread: Thread, line: number, copyMs = 0): Body {
    const hasRoom = (): boolean => this.#reserved < this.#maxsize;
    const site = this.#program.site(line);
    if (!hasRoom()) yield* thread.slice(RowKind.waitPut, thread.until(hasRoom), { object: this.id, site });
    this.#reserved++;
    const fromMs = thread.nowMs;
    yield* thread.compute(copyMs);
    this.#waiting++;
    this.#program.writer.slice(thread.index, RowKind.put, fromMs, thread.nowMs, {
      object: this.id,
      value: ++this.#number,
      site,
    });
  }

  *get(thread: Thread, line: number, copyMs = 0): Body {
    const site = this.#program.site(line);
    const hasSome = (): boolean => this.#waiting > 0;
    if (!hasSome()) yield* thread.slice(RowKind.waitGet, thread.until(hasSome), { object: this.id, site });
    this.#waiting--;
    this.#reserved--;
    const fromMs = thread.nowMs;
    yield* thread.compute(copyMs);
    this.#program.writer.slice(thread.index, RowKind.get, fromMs, thread.nowMs, {
      object: this.id,
      value: ++this.#taken,
      site,
    });
  }
}

export class SimLock {
  readonly id: number;
  readonly #program: Program;
  #held = false;

  constructor(program: Program, line: number) {
    this.#program = program;
    this.id = program.writer.object('lock', 'Lock', program.site(line));
  }

  *with(thread: Thread, line: number, body: Body): Body {
    const isFree = (): boolean => !this.#held;
    const about = { object: this.id, site: this.#program.site(line), value: 1 };
    if (!isFree()) yield* thread.slice(RowKind.waitLock, thread.until(isFree), about);
    this.#held = true;
    yield* body;
    this.#held = false;
  }
}
