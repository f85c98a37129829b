/**
 * A robust mutual exclusion lock in shared memory: one word that holds the id of the owning thread, followed by a bell.
 * Taking a free lock is one compareExchange. A lock whose owner has died is taken over by the next one who wants it.
 */
import type { Awaited } from '../deadlock/awaited.ts';
import {
  AGAIN,
  type Again,
  type AsyncWaitOptions,
  BELL_WORDS,
  ring,
  type SharedWords,
  waitAsync,
  waitBlocking,
} from './bell.ts';
import { currentThread, isThreadAlive, type ThreadId } from './run-block.ts';

/** Words that one mutex takes: the owner, then its bell. */
export const MUTEX_WORDS: number = 1 + BELL_WORDS;

/** How a lock was got: free, or from an owner that had died holding it. */
export type Acquired = 'free' | { readonly deadOwner: ThreadId };

/**
 * Set in the word of the owner when somebody waits: only then does giving the lock back look for whom to wake. Who
 * has waited takes the lock with it set, because others may wait still.
 */
const WAITED_FOR = 1 << 31;
const OWNER = ~WAITED_FOR;

/** One try of a thread that will wait otherwise: takes the lock if it is free or its owner is dead. */
function tryLock(words: SharedWords, at: number, me: ThreadId): Acquired | Again {
  for (;;) {
    const seen = Atomics.load(words, at);
    if (seen === 0) {
      if (Atomics.compareExchange(words, at, 0, me | WAITED_FOR) === 0) return 'free';
    } else if (!isThreadAlive(seen & OWNER)) {
      if (Atomics.compareExchange(words, at, seen, me | WAITED_FOR) === seen) {
        return { deadOwner: seen & OWNER };
      }
    } else if (seen < 0 || Atomics.compareExchange(words, at, seen, seen | WAITED_FOR) === seen) return AGAIN;
  }
}

/** The thread that a word of an owner names; 0 = nobody. */
export function ownerIn(word: number): ThreadId {
  return word & OWNER;
}

/** Whether that thread holds the lock. */
export function isHeldBy(words: SharedWords, at: number, thread: ThreadId): boolean {
  return (Atomics.load(words, at) & OWNER) === thread;
}

/** Who holds a lock, as seen by one thread. */
export type Holder = 'nobody' | 'this worker' | 'another';

/** Who holds that lock, as seen by that thread. */
export function holderOf(words: SharedWords, at: number, me: ThreadId): Holder {
  const owner = ownerIn(Atomics.load(words, at));
  return owner === 0 ? 'nobody' : owner === me ? 'this worker' : 'another';
}

/** Takes the lock if it is free. */
export function tryLockFree(words: SharedWords, at: number, me: ThreadId): boolean {
  return Atomics.compareExchange(words, at, 0, me) === 0;
}

/** Whether somebody waits for a lock that is held. */
export function isWaitedFor(words: SharedWords, at: number): boolean {
  return Atomics.load(words, at) < 0;
}

/** Takes the lock, blocking until it can be had. For short critical sections inside the runtime. */
export function lock(words: SharedWords, at: number, me: ThreadId): void {
  if (Atomics.compareExchange(words, at, 0, me) !== 0) lockSlowly(words, at, me);
}

function lockSlowly(words: SharedWords, at: number, me: ThreadId): void {
  for (let i = spinRounds; i > 0; i--) {
    if (Atomics.load(words, at) === 0 && Atomics.compareExchange(words, at, 0, me) === 0) return;
  }
  waitBlocking(words, at + 1, () => tryLock(words, at, me), Infinity);
}

/** How often a thread looks again before it sleeps: long enough for a critical section of the runtime. */
const spinRounds = 100;

/** Takes the lock, blocking; AGAIN when the time ran out. */
export function lockSync(words: SharedWords, at: number, deadlineMs: number, awaited?: Awaited): Acquired | Again {
  const me = currentThread();
  return waitBlocking(words, at + 1, () => tryLock(words, at, me), deadlineMs, awaited);
}

/** Takes the lock without blocking the thread; AGAIN when the time ran out. Rejects on abort. */
export function lockAsync(
  words: SharedWords,
  at: number,
  deadlineMs: number,
  options: Pick<AsyncWaitOptions, 'signal' | 'awaited'>,
): Promise<Acquired | Again> {
  const me = currentThread();
  return waitAsync(words, at + 1, () => tryLock(words, at, me), deadlineMs, options);
}

/** Gives the lock back and wakes who waits for it. False when nobody held it. */
export function unlock(words: SharedWords, at: number): boolean {
  const seen = Atomics.exchange(words, at, 0);
  if (seen < 0) ring(words, at + 1);
  return seen !== 0;
}
