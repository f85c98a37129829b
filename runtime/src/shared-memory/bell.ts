/**
 * The one place where threads wait: an event count in shared memory. A wait is "try; if it did not work, sleep until
 * somebody rings, and try again", so a wake-up can be superfluous but never lost:
 *
 * - a waiter counts itself in and reads the bell *before* it tries; whoever changes the state rings *after* the change
 *   if anybody is counted in; all of it sequentially consistent;
 * - one ring wakes one synchronous waiter, or, if there is none, the asynchronous ones (all of them, because the thread
 *   of any single one may be busy; `wakeOne` where its waiters are known to be idle threads);
 * - whoever wakes a waiter counts it out;
 * - a waiter that is woken and then dies takes its wake-up along: the supervisor then rings for every blocked thread
 *   (`retireThread`), and each thread's asynchronous waits try again (`onDeath`);
 * - who waits for several bells at once counts itself in at each as an asynchronous waiter, but sleeps elsewhere
 *   (gathering.ts): a ring that leaves counted waiters asleep wakes that place too.
 *
 * A bell is three words of an object's memory.
 */
import type { Awaited } from '../deadlock/awaited.ts';
import { BlockedWait } from '../deadlock/blocked-wait.ts';
import { PendingWait } from '../deadlock/pending-wait.ts';
import { monotonicMs } from './clock.ts';
import { wakeGatherings } from './gathering-word.ts';
import { holdAlive, releaseAlive } from './keep-alive.ts';
import { expectLateRing } from './late-ring.ts';
import { announceWait, endWait } from './run-block.ts';
import { announcedId, announceShared } from './shared-registry.ts';
import { WakeUps } from './wake-ups.ts';

/** Words that one bell takes. */
export const BELL_WORDS = 3;

/** What a try gives when it has to be repeated after the next ring. */
export const AGAIN: unique symbol = Symbol('again');
export type Again = typeof AGAIN;

/** The memory that waits happen on. */
export type SharedWords = Int32Array<SharedArrayBuffer>;

/** How long to wait and what ends the wait early. */
export interface WaitOptions {
  /** Milliseconds until the wait gives up; for ever when absent. 0 tries once. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of the waits that block the thread. */
export type SyncWaitOptions = Pick<WaitOptions, 'timeoutMs'>;

/** The moment, on the clock of `monotonicMs()`, at which a wait gives up. Throws RangeError for NaN. */
export function deadlineOf(timeoutMs: number | undefined): number {
  if (timeoutMs === undefined) return Infinity;
  if (Number.isNaN(timeoutMs)) throw new RangeError('timeoutMs: expected a number of milliseconds, found NaN');
  return monotonicMs() + Math.max(0, timeoutMs);
}

/** Offsets of the words of a bell: what synchronous waiters sleep on, how many wait, what asynchronous ones sleep on. */
const WAITERS = 1;
const ASYNC_BELL = 2;
/** One waiter in the word that counts them: synchronous ones in the low half, asynchronous ones in the high half. */
const SYNC_WAITER = 1;
const ASYNC_WAITER = 1 << 16;
const SYNC_MASK = ASYNC_WAITER - 1;

/** What this thread's copy of the package has done so far: by it an agent knows what a call has come to. */
export const bellCounts: { sleeps: number; wakes: number } = { sleeps: 0, wakes: 0 };

/** Wakes one waiter (see above). Call it after the change it announces. */
export function ring(words: SharedWords, bell: number, wakeOne = false): void {
  const waiters = Atomics.load(words, bell + WAITERS);
  if (waiters !== 0) wakeWaiters(words, bell, waiters, wakeOne);
}

function wakeWaiters(words: SharedWords, bell: number, waiters: number, wakeOne: boolean): void {
  if ((waiters & SYNC_MASK) !== 0 && wakeSync(words, bell, 1) > 0) return;
  if (waiters >>> 16 !== 0) wakeAsync(words, bell, wakeOne ? 1 : Infinity);
}

/** Whether anybody waits now; others may come and go at any moment. */
export function hasWaiters(words: SharedWords, bell: number): boolean {
  return Atomics.load(words, bell + WAITERS) !== 0;
}

/** Wakes every waiter: for changes that concern all, such as closing. */
export function ringAll(words: SharedWords, bell: number): void {
  wakeSync(words, bell, Infinity);
  wakeAsync(words, bell, Infinity);
}

function wakeSync(words: SharedWords, bell: number, count: number): number {
  Atomics.add(words, bell, 1);
  const woken = Atomics.notify(words, bell, count);
  if (woken > 0) Atomics.sub(words, bell + WAITERS, woken * SYNC_WAITER);
  bellCounts.wakes += woken;
  return woken;
}

function wakeAsync(words: SharedWords, bell: number, count: number): void {
  Atomics.add(words, bell + ASYNC_BELL, 1);
  const woken = Atomics.notify(words, bell + ASYNC_BELL, count);
  if (woken > 0) Atomics.sub(words, bell + WAITERS, woken * ASYNC_WAITER);
  bellCounts.wakes += woken;
  if (woken < count && Atomics.load(words, bell + WAITERS) >>> 16 !== 0) wakeGatherings();
}

/** Counts a waiter in that sleeps elsewhere, until `leave`. */
export function join(words: SharedWords, bell: number): void {
  Atomics.add(words, bell + WAITERS, ASYNC_WAITER);
}

/** Counts it out again. */
export function leave(words: SharedWords, bell: number): void {
  Atomics.sub(words, bell + WAITERS, ASYNC_WAITER);
}

/**
 * So long a thread sleeps at first on memory that the supervisor does not know: it cannot be woken by a death, and looks
 * again by itself. So short waits cost the supervisor nothing, nor does memory that is made, used and dropped.
 */
const UNANNOUNCED_MS = 20;

let afterWake: (() => void) | undefined;

/** What a thread does after it has woken from a sleep. */
export function wokeUp(): void {
  afterWake?.();
}

/** Sets what a blocked thread does each time it wakes up, before it looks at what it waits for. */
export function onWake(listener: () => void): void {
  afterWake = listener;
}

/**
 * Tries until it works, blocking the thread between tries; AGAIN when the time ran out. What `attempt` throws ends the
 * wait. The attempt is repeated after every ring and after the death of any thread of the run.
 */
export function waitBlocking<T>(
  words: SharedWords,
  bell: number,
  attempt: () => T | Again,
  deadlineMs: number,
  awaited?: Awaited,
): T | Again {
  let objectId = announcedId(words.buffer);
  const blocked = new BlockedWait({ awaited, memory: words.buffer, deadlineMs, counted: true });
  let woken = false;
  try {
    for (;;) {
      if (objectId !== undefined) announceWait(objectId, bell);
      const seen = Atomics.load(words, bell);
      Atomics.add(words, bell + WAITERS, SYNC_WAITER);
      let counted = true;
      try {
        blocked.willTry();
        const result = attempt();
        if (result !== AGAIN) {
          woken = false;
          return result;
        }
        const remainingMs = deadlineMs - monotonicMs();
        if (remainingMs <= 0) return AGAIN;
        blocked.triedInVain();
        const mostMs = objectId === undefined ? UNANNOUNCED_MS : Infinity;
        const how = Atomics.wait(words, bell, seen, Math.min(mostMs, blocked.sleepMs(remainingMs)));
        if (how === 'timed-out') objectId ??= announceShared(words.buffer);
        counted = how !== 'ok';
        woken = !counted;
        afterWake?.();
        blocked.slept(bell, seen);
      } finally {
        if (counted) Atomics.sub(words, bell + WAITERS, SYNC_WAITER);
      }
    }
  } finally {
    if (blocked.end()) woken = true;
    endWait();
    // A wait that ends without what it was woken for passes the ring on.
    if (woken) ring(words, bell);
  }
}

/** Of a wait that lets the event loop turn. */
export interface AsyncWaitOptions {
  /** Ends the wait: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the event loop stays alive for it; default true. */
  readonly keepAlive?: boolean | undefined;
  /** What the wait is for. */
  readonly awaited?: Awaited | undefined;
}

/** The same without blocking the thread: its event loop turns, and stays alive, while it waits. Rejects on abort. */
export async function waitAsync<T>(
  words: SharedWords,
  bell: number,
  attempt: () => T | Again,
  deadlineMs: number,
  options: AsyncWaitOptions = {},
): Promise<T | Again> {
  const { signal, keepAlive = true, awaited } = options;
  const wakeUps = new WakeUps(signal);
  const limited = deadlineMs !== Infinity;
  const pending =
    keepAlive && awaited
      ? new PendingWait({ awaited, memory: words.buffer, limited, signal, retry: wakeUps.nudge })
      : undefined;
  const holds = keepAlive && pending === undefined;
  if (holds) holdAlive();
  const tryAgain = (): T | Again => {
    pending?.willTry();
    return attempt();
  };
  try {
    for (;;) {
      signal?.throwIfAborted();
      const seen = Atomics.load(words, bell + ASYNC_BELL);
      // A look that nobody has rung for leaves the sleep as it is, and its count with it.
      const sleeps = wakeUps.sleeps > 0 && wakeUps.seen === seen;
      if (!sleeps) Atomics.add(words, bell + WAITERS, ASYNC_WAITER);
      const result = sleeps ? tryAgain() : attemptCounted(words, bell, tryAgain);
      if (result !== AGAIN) {
        wakeUps.rang = false;
        if (sleeps && wakeUps.nudgedAt(Atomics.load(words, bell))) {
          pending?.end();
          await expectLateRing(() => !wakeUps.nudgedAt(Atomics.load(words, bell)));
        }
        return result;
      }
      const remainingMs = deadlineMs - monotonicMs();
      if (remainingMs <= 0) {
        if (!sleeps) Atomics.sub(words, bell + WAITERS, ASYNC_WAITER);
        return AGAIN;
      }
      wakeUps.seen = seen;
      wakeUps.seenSync = Atomics.load(words, bell);
      const sleeping = sleeps || sleep(words, bell, seen, remainingMs, wakeUps);
      pending?.triedInVain();
      await wakeUps.next(sleeping);
    }
  } finally {
    pending?.end();
    wakeUps.end();
    if (holds) releaseAlive();
    // A sleep that something else than the bell has ended would stay behind, and a ring meant for others be lost on it.
    if (wakeUps.sleeps > 0) wakeAsync(words, bell, Infinity);
    if (wakeUps.rang) ring(words, bell, true);
  }
}

/** The attempt of a waiter that is counted in; it is counted out again unless it has to sleep. */
function attemptCounted<T>(words: SharedWords, bell: number, attempt: () => T | Again): T | Again {
  let sleeps = false;
  try {
    const result = attempt();
    sleeps = result === AGAIN;
    return result;
  } finally {
    if (!sleeps) Atomics.sub(words, bell + WAITERS, ASYNC_WAITER);
  }
}

/** Sleeps until the bell rings or the time is up; counts itself out unless it was woken. */
function sleep(words: SharedWords, bell: number, seen: number, remainingMs: number, wakeUps: WakeUps): boolean {
  const outcome = Atomics.waitAsync(words, bell + ASYNC_BELL, seen, remainingMs);
  if (!outcome.async) {
    Atomics.sub(words, bell + WAITERS, ASYNC_WAITER);
    return false;
  }
  wakeUps.sleeps++;
  bellCounts.sleeps++;
  void outcome.value.then((how) => {
    if (how !== 'ok') Atomics.sub(words, bell + WAITERS, ASYNC_WAITER);
    else wakeUps.rang = true;
    wakeUps.sleeps--;
    wakeUps.fire();
  });
  return true;
}
