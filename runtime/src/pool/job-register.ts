/** The jobs of a pool that are under way, and those of them that may have settled. */
import type { Failure } from './engine.ts';
import { beginOutstanding, endOutstanding } from './outstanding-calls.ts';
import type { Job } from './pool-job.ts';

export class JobRegister {
  readonly #jobs = new Map<number, Job>();
  /** Jobs to which something has happened since it was last looked whether they have settled. */
  readonly #touched = new Set<Job>();
  #lastId = 0;
  #everRanked = false;
  #everLimited = false;

  /** Gives the job its id. */
  add(job: Job): void {
    this.#lastId = (this.#lastId + 1) & 0x7fffffff;
    job.id = this.#lastId;
    this.#everRanked ||= job.priority !== 0;
    this.#everLimited ||= job.limitMs !== undefined;
    this.#jobs.set(job.id, job);
    beginOutstanding(job);
  }

  has(job: Job): boolean {
    return this.#jobs.has(job.id);
  }

  get isEmpty(): boolean {
    return this.#jobs.size === 0;
  }

  /** Whether any job ever had a priority: else nobody looks for them. */
  get everRanked(): boolean {
    return this.#everRanked;
  }

  /** Whether any job ever had a limit for its tasks: else nobody looks for them. */
  get everLimited(): boolean {
    return this.#everLimited;
  }

  /** Whether one that is under way has a limit for its tasks. */
  get limited(): boolean {
    for (const { limitMs } of this.#jobs.values()) if (limitMs !== undefined) return true;
    return false;
  }

  /** The job with that id, where its priority is lower. */
  belowRank(id: number, priority: number): Job | undefined {
    const job = this.#jobs.get(id);
    return job !== undefined && job.priority < priority ? job : undefined;
  }

  /** The job with that id, to which something happens now; undefined where it is over. */
  happensTo(id: number): Job | undefined {
    const job = this.#jobs.get(id);
    if (job !== undefined) this.#touched.add(job);
    return job;
  }

  /** Something has happened to it. */
  touch(job: Job): void {
    this.#touched.add(job);
  }

  /** The pool was closed: whatever they hold back is sent. */
  hurry(): void {
    for (const job of this.#jobs.values()) job.hurry();
  }

  /** Every job fails, each with an error of its own. */
  failAll(failure: Failure): void {
    for (const job of this.#jobs.values()) {
      job.fail(failure(job));
      giveUp(job);
    }
    this.#jobs.clear();
    this.#touched.clear();
  }

  /** Strikes off those that have settled. */
  forgetSettled(): void {
    for (const job of this.#touched) if (job.settled && this.#jobs.delete(job.id)) giveUp(job);
    this.#touched.clear();
  }
}

function giveUp(job: Job): void {
  endOutstanding(job);
  job.closure?.release?.();
}
