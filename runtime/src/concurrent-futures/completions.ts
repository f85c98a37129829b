/** Futures in the order in which they are done, for whoever waits for several. */
import { kindOf } from '../check-arguments.ts';
import { MAX_TIMER_MS } from '../pool/pool-waits.ts';
import { holdAlive, releaseAlive } from '../shared-memory/keep-alive.ts';
import { Future } from './future.ts';

/** When a wait gives up. */
export interface Patience {
  /** On the clock of `performance.now()`. */
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

  /** Settles when another is done or the time is up. Rejects with the signal's reason. */
  async another({ deadlineMs, signal }: Patience): Promise<void> {
    signal?.throwIfAborted();
    const [first] = this.#futures;
    const end = first?.waits.begin();
    holdAlive();
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        const leftMs = Math.max(0, deadlineMs - performance.now());
        if (leftMs !== Infinity) timer = setTimeout(resolve, Math.min(MAX_TIMER_MS, Math.ceil(leftMs)));
        signal?.addEventListener('abort', this.#fire);
      });
      signal?.throwIfAborted();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', this.#fire);
      releaseAlive();
      end?.();
    }
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

function assertFuture(call: string, future: unknown): void {
  if (future instanceof Future) return;
  throw new TypeError(`${call}: expected futures, found ${kindOf(future)}`);
}
