/** Letting the event loop turn. */

/** Settles in the next turn of the event loop, after timers and I/O that are due. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
