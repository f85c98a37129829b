/**
 * Runs the jobs of a pool in the thread that owns it, one task after the other: `parascope run --serial`. A call that does
 * not wait gives its result as it does with workers, at once; its tasks run when the thread next waits or lets its event
 * loop turn.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Awaited } from '../deadlock/awaited.ts';
import { BrokenProcessPool, PoolBrokenError, SerialRunError } from '../errors.ts';
import { nextTurn } from '../process/event-loop.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { textOf } from '../shared-memory/codec/error-envelope.ts';
import type { Engine, Failure, Staff } from './engine.ts';
import { runChunk } from './inline-chunk.ts';
import { isThenable, runInline } from './inline-task.ts';
import { OneStep } from './one-step.ts';
import type { Chunk, Job } from './pool-job.ts';
import type { PoolShape } from './pool-options.ts';
import type { TaskFunction } from './task-functions.ts';

/** The rest of the program gets a turn this often. */
const TURN_EVERY_MS = 5;

export interface SerialOptions {
  /** The pool's object in the trace. */
  readonly pool: number;
  /** An initializer that throws breaks it as an executor, else as a pool. */
  readonly breaksOnDeath: boolean;
}

/** No workers. */
export const NO_STAFF: Staff = {
  stop: () => undefined,
  untilEnded: () => Promise.resolve(),
  waitEndedSync: () => undefined,
};

/** A task that runs in the thread of its pool's owner. */
interface SerialTask {
  /** Pools for which it waits now. */
  readonly waitsFor: SerialEngine[];
}

/** The task that the code is part of, of whichever pool, and all that it has begun. */
const taskOfCaller = new AsyncLocalStorage<SerialTask | undefined>();

export class SerialEngine implements Engine {
  readonly #shape: Pick<PoolShape, 'initializer' | 'initargs'>;
  readonly #options: SerialOptions;
  /** Under way, the one to go on with first. */
  #jobs: Job[] = [];
  readonly #begun = new WeakSet<Job>();
  #lastJob = 0;
  #initialized = false;
  #failure: Failure | undefined;
  /** An asynchronous task, or initializer, that runs now. */
  #pending: Promise<void> | undefined;
  readonly #steps = new OneStep(() => this.#stepOnce());
  #driving = false;
  /** The task that runs now, or the last one. */
  #running: SerialTask | undefined;
  /** Wakes those who wait for something to happen. */
  #wakers: (() => void)[] = [];

  constructor(shape: Pick<PoolShape, 'initializer' | 'initargs'>, options: SerialOptions) {
    this.#shape = shape;
    this.#options = options;
  }

  submit(job: Job): void {
    if (this.#failure !== undefined) {
      job.fail(this.#failure(job));
      return;
    }
    job.id = ++this.#lastJob;
    const at = this.#jobs.findIndex((other) => other.priority < job.priority);
    this.#jobs.splice(at < 0 ? this.#jobs.length : at, 0, job);
    this.resume();
  }

  resume(): void {
    this.#wake();
    // Whoever calls: the tasks of others are not part of a task that hands one in.
    if (!this.#driving) taskOfCaller.run(undefined, () => void this.#drive());
  }

  cancel(job: Job, error?: unknown): void {
    if (!job.settled) job.fail(error);
    this.#forgetSettled();
  }

  withdraw(job: Job, error: unknown): boolean {
    if (!this.#jobs.includes(job) || this.#begun.has(job)) return false;
    this.cancel(job, error);
    return true;
  }

  hasBegun(job: Job): boolean {
    return this.#begun.has(job);
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  get idle(): boolean {
    return this.#jobs.length === 0;
  }

  waitSync(what: string, done: () => boolean, deadlineMs: number): boolean {
    while (!done()) {
      // Who does not want to wait still gets something done: a worker would have done it meanwhile.
      const moved = this.step();
      if (done()) return true;
      if (monotonicMs() >= deadlineMs) return false;
      if (moved) continue;
      throw new SerialRunError(
        this.#pending === undefined
          ? neverComes(what)
          : `${what}: a task is asynchronous, and this thread, which runs it in a serial run, is blocked: await the result`,
      );
    }
    return true;
  }

  /**
   * Whatever the other threads do: this one runs the tasks. Throws SerialRunError for a task of this pool, and for one of
   * a pool that a task of this one waits for: each runs one task at a time.
   */
  awaited(what: string): Awaited {
    const task = taskOfCaller.getStore();
    if (task !== undefined && this.#isHeldUpBy(task, new Set())) throw new SerialRunError(neverComes(what));
    return { what: () => what, limited: true };
  }

  beginWait(): () => void {
    const task = taskOfCaller.getStore();
    if (task === undefined) return () => undefined;
    task.waitsFor.push(this);
    return () => task.waitsFor.splice(task.waitsFor.indexOf(this), 1);
  }

  /** Never from inside of a step: see `waitSync`. */
  afterStep(action: () => void): void {
    this.#steps.after(action);
  }

  /** Whether nothing of this pool goes on before that task has ended. */
  #isHeldUpBy(task: SerialTask, seen: Set<SerialEngine>): boolean {
    if (this.#running === undefined || seen.has(this)) return false;
    seen.add(this);
    return this.#running === task || this.#running.waitsFor.some((other) => other.#isHeldUpBy(task, seen));
  }

  beginLimited(): () => void {
    return () => undefined;
  }

  look(): void {
    // Nothing can have come from elsewhere.
  }

  /** Runs one chunk; false where there is none, or one is under way. */
  step(): boolean {
    if (this.#pending !== undefined || this.#failure !== undefined) return false;
    return this.#steps.take();
  }

  #stepOnce(): boolean {
    try {
      return this.#initialized ? this.#runNext() : this.#initialize();
    } finally {
      if (this.#pending === undefined) this.#running = undefined;
      this.#forgetSettled();
    }
  }

  #runNext(): boolean {
    for (const job of [...this.#jobs]) {
      const chunk = job.settled ? undefined : job.next();
      if (chunk === undefined) continue;
      this.#begun.add(job);
      this.#run(job, chunk);
      return true;
    }
    return false;
  }

  close(): void {
    for (const job of this.#jobs) job.hurry();
    this.#forgetSettled();
  }

  abort(failure: Failure): void {
    this.#failure ??= failure;
    for (const job of this.#jobs) job.fail(failure(job));
    this.#jobs = [];
    this.#wake();
  }

  async untilIdle(): Promise<void> {
    const end = this.#beginJoin();
    while (!this.idle) await this.#woken();
    end();
  }

  #beginJoin(): () => void {
    if (!this.idle) this.awaited('the calls of a pool');
    return this.beginWait();
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    // Who has called goes on first.
    await nextTurn();
    let turnedMs = monotonicMs();
    while (!this.idle) {
      if (this.step()) {
        if (monotonicMs() - turnedMs < TURN_EVERY_MS) continue;
        await nextTurn();
      } else await (this.#pending ?? this.#woken());
      turnedMs = monotonicMs();
    }
    this.#driving = false;
  }

  #initialize(): boolean {
    this.#initialized = true;
    const { initializer, initargs } = this.#shape;
    const fail = (cause: unknown): void => this.abort(() => this.#unfit(cause));
    try {
      const value = (initializer as TaskFunction | undefined)?.(...initargs);
      if (isThenable(value)) this.#wait(Promise.resolve(value).then(() => undefined, fail));
    } catch (error) {
      fail(error);
    }
    return true;
  }

  #unfit(cause: unknown): Error {
    const message = `the pool cannot work: its initializer failed: ${textOf(cause)}`;
    return new (this.#options.breaksOnDeath ? BrokenProcessPool : PoolBrokenError)(message, { cause });
  }

  #run(job: Job, chunk: Chunk): void {
    const pending = runChunk(job, chunk, (item, i) => {
      const itemName = job.nameOf(chunk.number, i);
      const task = { job, item, itemName, task: chunk.task + i, pool: this.#options.pool };
      this.#running = { waitsFor: [] };
      return taskOfCaller.run(this.#running, () => runInline(task));
    });
    if (pending !== undefined) this.#wait(pending);
  }

  #wait(pending: Promise<void>): void {
    const waiting = pending.finally(() => {
      if (this.#pending === waiting) {
        this.#pending = undefined;
        this.#running = undefined;
      }
      this.#forgetSettled();
    });
    this.#pending = waiting;
  }

  #forgetSettled(): void {
    this.#jobs = this.#jobs.filter((job) => !job.settled);
    this.#wake();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const each of wakers) each();
  }
}

function neverComes(what: string): string {
  return `${what} can never come in a serial run: a task waits for its own pool, for a pool whose task waits for this one, or for what runs after it`;
}
