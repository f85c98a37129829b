/** What imap gives: results one by one, as an async iterator or, blocking, as an iterator. */
import { holdAlive, releaseAlive } from '../shared-memory/keep-alive.ts';
import type { PoolWaits } from './pool-waits.ts';
import type { StreamJob } from './stream-job.ts';

/**
 * Iterate with `for await`, or in a blocked thread with `for (const value of stream.sync())`. A task that throws makes
 * `next()` reject; the results after it can still be taken, as in Python.
 */
export class ResultStream<Result> implements AsyncIterableIterator<Result, undefined> {
  readonly #job: StreamJob;
  readonly #waits: PoolWaits;

  /** Made by a pool. */
  constructor(job: StreamJob, waits: PoolWaits) {
    this.#job = job;
    this.#waits = waits;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Result, undefined>> {
    const first = this.#job.take();
    if (first !== undefined) return toStep<Result>(first);
    const end = this.#waits.begin();
    holdAlive();
    try {
      for (;;) {
        const changed = this.#job.changed();
        const step = this.#job.take();
        if (step !== undefined) return toStep<Result>(step);
        await changed;
      }
    } finally {
      releaseAlive();
      end();
    }
  }

  /** Ends the stream early: nothing more is drawn from the source. */
  return(): Promise<IteratorResult<Result, undefined>> {
    this.#job.abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The same results, each waited for by blocking this thread. */
  *sync(): Generator<Result, undefined> {
    try {
      for (;;) {
        const taken: { step?: ReturnType<StreamJob['take']> } = {};
        this.#waits.blocking(() => {
          taken.step = this.#job.take();
          if (taken.step === undefined && this.#job.needsEventLoop) {
            throw new TypeError('the source is asynchronous: only the event loop can read it, so `for await` over it');
          }
          return taken.step !== undefined;
        }, Infinity);
        const { done, value } = toStep<Result>(taken.step!);
        if (done === true) return undefined;
        yield value;
      }
    } finally {
      this.#job.abandon();
    }
  }
}

function toStep<Result>(step: NonNullable<ReturnType<StreamJob['take']>>): IteratorResult<Result, undefined> {
  return step === 'end' ? { done: true, value: undefined } : { done: false, value: step.value as Result };
}
