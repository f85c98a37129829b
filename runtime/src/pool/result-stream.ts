/** What imap gives: results one by one, as an async iterator or, blocking, as an iterator. */
import { assertOptions, assertWaitOptions, milliseconds } from '../check-arguments.ts';
import { TimeoutError } from '../errors.ts';
import { deadlineOf, type SyncWaitOptions, type WaitOptions } from '../shared-memory/bell.ts';
import { MAX_TIMER_MS, type OpenWait, type PoolWaits } from './pool-waits.ts';
import type { StreamJob } from './stream-job.ts';

/**
 * Iterate with `for await`, or in a blocked thread with `for (const value of stream.sync())`. A task that throws makes
 * `next()` reject; the results after it can still be taken, as in Python. So does one whose worker dies, for its chunk.
 */
export class ResultStream<Result> implements AsyncIterableIterator<Result, undefined> {
  readonly #job: StreamJob;
  readonly #waits: PoolWaits;

  /** Made by a pool. @internal */
  constructor(job: StreamJob, waits: PoolWaits) {
    this.#job = job;
    this.#waits = waits;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * The next result. Rejects with TimeoutError when it is not there in time and with the signal's reason on abort: it can
   * still be taken by a later call; with DeadlockError where it can never come.
   */
  async next(options: WaitOptions = {}): Promise<IteratorResult<Result, undefined>> {
    assertWaitOptions('next()', options);
    options.signal?.throwIfAborted();
    const first = this.#job.take();
    if (first !== undefined) return toStep<Result>(first);
    const limited = options.timeoutMs !== undefined || options.signal !== undefined;
    const wake = (): void => this.#job.wakeTakers();
    const open = this.#waits.begin(this.#waits.awaited(this.#what), { limited, wake });
    try {
      return await this.#untilTaken(open, options);
    } finally {
      open.end();
    }
  }

  /** The same, blocking this thread. */
  nextSync(options: SyncWaitOptions = {}): IteratorResult<Result, undefined> {
    assertOptions('nextSync()', options, ['timeoutMs']);
    const { timeoutMs } = options;
    const taken: { step?: ReturnType<StreamJob['take']> } = {};
    this.#waits.blocking(
      this.#what,
      () => {
        taken.step = this.#job.take();
        if (taken.step === undefined && this.#job.needsEventLoop) {
          throw new TypeError('the source is asynchronous: only the event loop can read it, so `for await` over it');
        }
        return taken.step !== undefined;
      },
      deadlineOf(milliseconds('timeoutMs', timeoutMs)),
    );
    if (taken.step === undefined) throw late(timeoutMs);
    return toStep<Result>(taken.step);
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
        const { done, value } = this.nextSync();
        if (done === true) return undefined;
        yield value;
      }
    } finally {
      this.#job.abandon();
    }
  }

  get #what(): string {
    return `the next result of ${this.#job.name}`;
  }

  async #untilTaken(open: OpenWait, { timeoutMs, signal }: WaitOptions): Promise<IteratorResult<Result, undefined>> {
    const wake = (): void => this.#job.wakeTakers();
    // The timer decides, not the clock: a timer can fire a moment before the clock says that its time has come.
    const limit = { reached: false };
    const limited = timeoutMs !== undefined && timeoutMs <= MAX_TIMER_MS;
    const timer = limited
      ? setTimeout(
          () => {
            limit.reached = true;
            wake();
          },
          Math.max(0, timeoutMs),
        )
      : undefined;
    signal?.addEventListener('abort', wake);
    try {
      for (;;) {
        const changed = this.#job.changed();
        open.willTry();
        const step = this.#job.take();
        if (step !== undefined) return toStep<Result>(step);
        if (limit.reached || (timeoutMs ?? 1) <= 0) throw late(timeoutMs);
        open.triedInVain();
        await changed;
        signal?.throwIfAborted();
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
    }
  }
}

function late(timeoutMs: number | undefined): TimeoutError {
  return new TimeoutError(`the next result was not ready within ${timeoutMs} ms`);
}

function toStep<Result>(step: NonNullable<ReturnType<StreamJob['take']>>): IteratorResult<Result, undefined> {
  return step === 'end' ? { done: true, value: undefined } : { done: false, value: step.value as Result };
}
