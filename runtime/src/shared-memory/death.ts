/**
 * What happens to waits when a thread dies. The supervisor calls `retireThread` for every thread that has ended, in
 * whatever way; asynchronous waits of a thread subscribe to `onDeath`.
 */
import { wakeGatherings } from './gathering-word.ts';
import { blockedThreads, DEATH_EPOCH_WORD, freeSlot, markDead, runWords, type ThreadId } from './run-block.ts';
import { findShared } from './shared-registry.ts';

/**
 * Rings every word that a blocked thread waits on, so that each looks again at what it waits for. Gives the ids of the
 * shared objects that this thread does not know (their publication is still on its way): the supervisor adopts them
 * when it arrives and calls again.
 */
export function wakeBlockedThreads(): number[] {
  const unknown: number[] = [];
  for (const { objectId, word } of blockedThreads()) if (!ringSleepers(objectId, word)) unknown.push(objectId);
  return unknown;
}

/**
 * Wakes all who are blocked on that word of an object; false if this thread does not know the object. `counted`: the word is
 * the first of a bell, whose second counts the waiters that nobody has woken yet.
 */
export function ringSleepers(objectId: number, word: number, counted = true): boolean {
  const memory = findShared(objectId);
  if (memory === undefined) return false;
  const words = new Int32Array(memory, 0, word + 2);
  Atomics.add(words, word, 1);
  const woken = Atomics.notify(words, word);
  if (counted) Atomics.sub(words, word + 1, woken);
  return true;
}

/**
 * Marks a thread as dead and wakes everything that waits, so that locks it held are taken over and waits that depend on
 * it fail. Idempotent. Call it in the supervisor, once the thread can no longer run.
 * Gives the ids of objects that have to be known first: see `wakeBlockedThreads`.
 */
export function retireThread(id: ThreadId): number[] {
  if (!markDead(id)) return [];
  Atomics.notify(runWords(), DEATH_EPOCH_WORD);
  wakeGatherings();
  const unknown = wakeBlockedThreads();
  freeSlot(id);
  return unknown;
}

const listeners = new Set<() => void>();
let watching = false;

function watch(): void {
  if (watching || listeners.size === 0) return;
  const run = runWords();
  const waiting = Atomics.waitAsync(run, DEATH_EPOCH_WORD, Atomics.load(run, DEATH_EPOCH_WORD));
  watching = true;
  void Promise.resolve(waiting.value).then(() => {
    watching = false;
    for (const listener of [...listeners]) listener();
    watch();
  });
}

/** Calls the listener, in a later turn, whenever a thread of the run has died; gives the function that ends it. */
export function onDeath(listener: () => void): () => void {
  listeners.add(listener);
  watch();
  return () => listeners.delete(listener);
}
