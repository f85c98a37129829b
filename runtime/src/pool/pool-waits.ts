/** How a result waits for its pool, without knowing it. */

/** The longest time a timer can wait. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

export interface PoolWaits {
  /** An asynchronous wait begins; the function that is given back ends it. */
  begin(): () => void;
  /** Blocks until `done` or the deadline (on the clock of `performance.now()`). */
  blocking(done: () => boolean, deadlineMs: number): void;
  /** Looks for results without waiting. */
  poll(): void;
}
