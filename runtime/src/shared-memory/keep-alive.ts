/**
 * Keeps this thread's event loop alive while an asynchronous wait is pending: `Atomics.waitAsync` alone does not. One
 * timer per thread, referenced while at least one wait holds it.
 */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

let timer: NodeJS.Timeout | undefined;
let holders = 0;

/** Holds the thread alive until `releaseAlive` is called as often. */
export function holdAlive(): void {
  if (holders++ > 0) return;
  if (timer === undefined) {
    timer = setInterval(() => {
      // Nothing to do: the timer exists to be referenced.
    }, LONGEST_TIMER_MS);
  } else timer.ref();
}

/** How many hold it alive now. */
export function holdCount(): number {
  return holders;
}

/** Ends one hold. */
export function releaseAlive(): void {
  if (--holders === 0) timer?.unref();
}
