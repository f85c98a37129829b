/** How a result waits for its pool, without knowing it. */
import type { Awaited } from '../deadlock/awaited.ts';

/** The longest time a timer can wait. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

export interface OpenOptions {
  /** It has a limit of time, or a signal. */
  readonly limited: boolean;
  /** Makes who waits look again. */
  readonly wake: () => void;
}

/** An asynchronous wait that is under way: `willTry`, a look, then `end` or `triedInVain` and sleep. */
export interface OpenWait {
  /** Throws DeadlockError where the wait can never end. */
  willTry(): void;
  triedInVain(): void;
  end(): void;
}

export interface PoolWaits {
  /** What who waits for something of the pool, so called, waits for. */
  awaited(what: string): Awaited;
  /** An asynchronous wait begins; it holds the thread alive until its `end`. */
  begin(awaited: Awaited, options: OpenOptions): OpenWait;
  /** Blocks until `done` or the deadline (on the clock of `monotonicMs()`). Throws DeadlockError. `what` as in `awaited`. */
  blocking(what: string, done: () => boolean, deadlineMs: number): void;
  /** Looks for results without waiting. */
  poll(): void;
}
