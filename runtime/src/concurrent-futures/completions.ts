/** Futures in the order in which they are done, for whoever waits for several. */
import { kindOf } from '../check-arguments.ts';
import { firstOf } from '../deadlock/awaited.ts';
import { MAX_TIMER_MS, type PoolWaits } from '../pool/pool-waits.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { Future } from './future.ts';

/** When a wait gives up. */
export interface Patience {
  /** On the clock of `monotonicMs()`. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

export class Completions<T extends Future> implements Disposable {
  /** Those that are done, first done first. */
  readonly done: T[] = [];
  readonly #futures: ReadonlySet<T>;
  readonly #forget: (() => void)[] = [];
  #wake: (() => void) | undefined;

  /** Throws TypeError for what is no future; `call` is who was given it. */
  constructor(call: string, futures: ReadonlySet<T>) {
    this.#futures = futures;
    for (const future of futures) assertFuture(call, future);
    for (const future of futures) {
      if (future.done()) this.done.push(future);
      else this.#forget.push(future.onDone(() => this.#add(future)));
    }
  }

  /** Settles when another is done or the time is up. Rejects with the signal's reason, and with DeadlockError. */
  async another({ deadlineMs, signal }: Patience): Promise<void> {
    signal?.throwIfAborted();
    const [first, ...others] = this.#executors();
    if (first === undefined) return;
    const wake = (): void => {
      for (const each of others) each.poll();
      this.#fire();
    };
    const what = resultsOf(this.#futures);
    const awaited = firstOf([first, ...others].map((each) => each.awaited(what)));
    const open = first.begin(awaited, { limited: deadlineMs !== Infinity || signal !== undefined, wake });
    const before = this.done.length;
    const time = { isUp: false };
    const leftMs = Math.max(0, deadlineMs - monotonicMs());
    const onTime = (): void => {
      time.isUp = true;
      this.#fire();
    };
    const timer = leftMs === Infinity ? undefined : setTimeout(onTime, Math.min(MAX_TIMER_MS, Math.ceil(leftMs)));
    signal?.addEventListener('abort', this.#fire);
    try {
      for (;;) {
        open.willTry();
        signal?.throwIfAborted();
        if (this.done.length > before || time.isUp) return;
        open.triedInVain();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', this.#fire);
      open.end();
    }
  }

  /** Those whose futures are not all done. */
  #executors(): Set<PoolWaits> {
    const waits = new Set<PoolWaits>();
    for (const future of this.#futures) if (!future.settled) waits.add(future.waits);
    return waits;
  }

  /** Nobody waits any more. */
  [Symbol.dispose](): void {
    for (const forget of this.#forget) forget();
  }

  readonly #fire = (): void => this.#wake?.();

  #add(future: T): void {
    this.done.push(future);
    this.#fire();
  }
}

/** What who waits for them waits for, in words. */
export function resultsOf(futures: ReadonlySet<Future>): string {
  return futures.size === 1 ? 'the result of a future' : `the results of ${futures.size} futures`;
}

function assertFuture(call: string, future: unknown): void {
  if (future instanceof Future) return;
  throw new TypeError(`${call}: expected futures, found ${kindOf(future)}`);
}
