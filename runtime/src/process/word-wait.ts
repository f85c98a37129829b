/** Waiting for a word of shared memory to change, with and without blocking the thread. */
import { holdAlive, releaseAlive } from '../shared-memory/keep-alive.ts';

/** Waits, while the event loop turns, until the word is notified, differs from `seen`, or time runs out. A pending `Atomics.waitAsync` alone would let the thread end. */
export async function waitForChange(words: Int32Array, index: number, seen: number, timeoutMs: number): Promise<void> {
  const wait = Atomics.waitAsync(words, index, seen, timeoutMs);
  if (!wait.async) return;
  holdAlive();
  try {
    await wait.value;
  } finally {
    releaseAlive();
  }
}
