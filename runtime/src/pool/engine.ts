/** What a pool asks of whatever runs its jobs: workers (`PoolEngine`), or its own thread (`SerialEngine`). */
import type { Awaited } from '../deadlock/awaited.ts';
import type { Job } from './pool-job.ts';

export interface SubmitOptions {
  /** Nothing is read of its items later. */
  readonly encodeNow?: boolean;
}

/** Makes the error of a job that a pool's end has ended; of none, where a call is refused. */
export type Failure = (job?: Job) => Error;

export interface Engine {
  /** Takes a job on; it fails at once when the pool has. */
  submit(job: Job, options?: SubmitOptions): void;
  /** A job has become able to give chunks again. */
  resume(job: Job): void;
  /** Drops what has not begun of a job that is to end now: it fails with the error, or has settled by itself. */
  cancel(job: Job, error?: unknown): void;
  /** Fails a job of one chunk, unless it has begun: then false. */
  withdraw(job: Job, error: unknown): boolean;
  /** Whether the job, which has one chunk alone, has begun. */
  hasBegun(job: Job): boolean;
  /** What made the pool fail; undefined while it has not. */
  readonly failure: Failure | undefined;
  /** No job is under way. */
  readonly idle: boolean;
  /** Blocks until `done`, which this thread's jobs make true, or the deadline; false when time ran out. Throws DeadlockError. */
  waitSync(what: string, done: () => boolean, deadlineMs: number): boolean;
  /** What who waits for something of the pool, so called, waits for. Throws where it can never come. */
  awaited(what: string): Awaited;
  /** A call begins that ends by itself, by a limit of time or a signal; the function that is given back says that it has. */
  beginLimited(): () => void;
  /** Does what can be done now, whether or not anybody has rung. */
  look(): void;
  /** Does what can be done now; false if there was nothing. */
  step(): boolean;
  /** Does it now or, where this thread is inside of `step`, right after that: it may wait for the pool. */
  afterStep(action: () => void): void;
  /** Who waits for a result of the pool without blocking begins to; the function that is given back says that it has ended. */
  beginWait(): () => void;
  /** No more jobs come. */
  close(): void;
  /** Every job fails, each with an error of its own, and so does each that comes. */
  abort(failure: Failure): void;
  /** Settles when there is no job. */
  untilIdle(): Promise<void>;
}

/** The workers of a pool, as far as its owner ends them. */
export interface Staff {
  stop(): void;
  untilEnded(): Promise<void>;
  waitEndedSync(): void;
}
