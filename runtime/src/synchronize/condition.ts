/** `Condition`: Python's `multiprocessing.Condition`, a lock with waiting for word from others, on shared memory. */
import { ObjectType, RowKind } from '../../../trace/src/vocabulary.ts';
import { assertFunction, assertWaitOptions, kindOf, wholeNumber } from '../check-arguments.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { NotOwnerError } from '../errors.ts';
import {
  AGAIN,
  type Again,
  BELL_WORDS,
  deadlineOf,
  ringAll,
  type SharedWords,
  type SyncWaitOptions,
  waitAsync,
  type WaitOptions,
  waitBlocking,
} from '../shared-memory/bell.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { printAs } from '../printed.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { IDENTITY_WORDS, introduce, nameAt } from './identity.ts';
import type { LockGuard, WithoutTimeout } from './lock-guard.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';
import { WaitRecord } from './wait-record.ts';

/** How many wait (high half), and how many of them have been notified and not gone on yet (low half). */
const WAITERS = IDENTITY_WORDS;
/** The number of the next waiter, and of the first that the last notification did not concern. Changed under the lock. */
const NEXT_TICKET = WAITERS + 1;
const LIMIT = NEXT_TICKET + 1;
const BELL = LIMIT + 1;
const WORDS = BELL + BELL_WORDS;

const WAITER = 1 << 16;
const NOTIFIED = 1;
const NOTIFIED_MASK = WAITER - 1;

/**
 * A lock together with the waiting for a change of what it protects. Who waits gives the lock back meanwhile, whole, and has
 * it again when `wait` ends, however it ends. A waiter that dies takes no notification away from the others; the
 * notifications meant for it may wake one more than asked, so look again after `wait`, or use `waitFor`.
 */
export class Condition {
  readonly #lock: Lock | RLock;
  readonly #words: SharedWords;
  readonly #record: WaitRecord;
  readonly #awaited: Awaited = { what: () => `a notification of ${nameAt(this.#words, 0)}` };

  /** `lock`: the lock to use; an RLock of its own by default. Throws TypeError for anything else. */
  constructor(lock?: Lock | RLock);
  /** A condition that exists already. @internal */
  constructor(lock?: Lock | RLock, memory?: SharedArrayBuffer);
  constructor(lock?: Lock | RLock, memory?: SharedArrayBuffer) {
    if (lock !== undefined && !(lock instanceof Lock || lock instanceof RLock)) {
      throw new TypeError(`new Condition(lock): expected a Lock or an RLock, found ${kindOf(lock)}`);
    }
    this.#lock = lock ?? new RLock();
    this.#words = new Int32Array(memory ?? new SharedArrayBuffer(WORDS * 4));
    this.#record = new WaitRecord(RowKind.waitCondition, this.#words, 0);
    conditions.add(this.#words.buffer, this);
    if (memory === undefined) introduce(this.#words, 0, ObjectType.condition);
  }

  /** As messages call it, such as `Condition-1`. @internal */
  get name(): string {
    return nameAt(this.#words, 0);
  }

  /** @internal */
  fields(): readonly [SharedArrayBuffer, Lock | RLock] {
    return [this.#words.buffer, this.#lock];
  }

  /** Takes the lock; as its own `acquire`. */
  acquire(options?: WithoutTimeout<WaitOptions>): Promise<LockGuard>;
  acquire(options: WaitOptions): Promise<LockGuard | false>;
  acquire(options: WaitOptions = {}): Promise<LockGuard | false> {
    return this.#lock.acquire(options);
  }

  /** The same, blocking the thread. */
  acquireSync(options?: WithoutTimeout<SyncWaitOptions>): LockGuard;
  acquireSync(options: SyncWaitOptions): LockGuard | false;
  acquireSync(options: SyncWaitOptions = {}): LockGuard | false {
    return this.#lock.acquireSync(options);
  }

  /** Gives the lock back; as its own `release`. */
  release(): void {
    this.#lock.release();
  }

  /**
   * Gives the lock back, waits for a notification, and takes the lock again; false when `timeoutMs` ran out. Rejects with
   * the signal's reason on abort, and with NotOwnerError where this worker does not hold the lock.
   */
  async wait(options?: WaitOptions): Promise<boolean> {
    assertWaitOptions('wait()', options);
    options?.signal?.throwIfAborted();
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const ticket = this.#enter();
    const turns = this.#lock.suspend();
    const take = (): true | Again => this.#take(ticket);
    let outcome: true | Again;
    try {
      outcome = await this.#record.around(() =>
        waitAsync(this.#words, BELL, take, deadlineMs, { signal: options?.signal, awaited: this.#awaited }),
      );
    } catch (error) {
      await this.#lock.resume(turns);
      this.#abandon(ticket);
      throw error;
    }
    await this.#lock.resume(turns);
    return outcome === true || this.#leave(ticket);
  }

  /** The same, blocking the thread. */
  waitSync(options?: SyncWaitOptions): boolean {
    assertWaitOptions('waitSync()', options);
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const ticket = this.#enter();
    const turns = this.#lock.suspend();
    const take = (): true | Again => this.#take(ticket);
    let outcome: true | Again;
    try {
      outcome = this.#record.aroundSync(() => waitBlocking(this.#words, BELL, take, deadlineMs, this.#awaited));
    } catch (error) {
      this.#lock.resumeSync(turns);
      this.#abandon(ticket);
      throw error;
    }
    this.#lock.resumeSync(turns);
    return outcome === true || this.#leave(ticket);
  }

  /** Waits until the predicate, called with the lock held, gives something truthy; gives what it gave last. */
  async waitFor<T>(predicate: () => T, options: WaitOptions = {}): Promise<T> {
    assertPredicate('waitFor()', predicate);
    assertWaitOptions('waitFor()', options);
    const { timeoutMs, signal } = options;
    const deadlineMs = deadlineOf(timeoutMs);
    for (;;) {
      const result = predicate();
      const leftMs = deadlineMs - monotonicMs();
      if (result || leftMs <= 0) return result;
      await this.wait({ timeoutMs: leftMs === Infinity ? undefined : leftMs, signal });
    }
  }

  /** The same, blocking the thread. */
  waitForSync<T>(predicate: () => T, options: SyncWaitOptions = {}): T {
    assertPredicate('waitForSync()', predicate);
    assertWaitOptions('waitForSync()', options);
    const { timeoutMs } = options;
    const deadlineMs = deadlineOf(timeoutMs);
    for (;;) {
      const result = predicate();
      const leftMs = deadlineMs - monotonicMs();
      if (result || leftMs <= 0) return result;
      this.waitSync({ timeoutMs: leftMs === Infinity ? undefined : leftMs });
    }
  }

  /** Wakes up to `count` of those who wait, at once; they go on when they get the lock. Throws NotOwnerError without the lock. */
  notify(count = 1): void {
    if (count !== Infinity) wholeNumber('notify(count)', count, 0);
    if (!this.#lock.isMine()) {
      throw new NotOwnerError('notify() without the lock of the condition: acquire() it first (lock is not owned)');
    }
    const words = this.#words;
    for (;;) {
      const seen = Atomics.load(words, WAITERS);
      const more = Math.min(count, (seen >>> 16) - (seen & NOTIFIED_MASK));
      if (more <= 0) return;
      // Who comes to wait from now on is not concerned.
      words[LIMIT] = words[NEXT_TICKET]!;
      if (Atomics.compareExchange(words, WAITERS, seen, seen + more * NOTIFIED) === seen) break;
    }
    this.#record.noteWaking();
    // Of those who wait not all are concerned, so it has to be all who look.
    ringAll(words, BELL);
  }

  /** Wakes all who wait. */
  notifyAll(): void {
    this.notify(Infinity);
  }

  #enter(): number {
    if (!this.#lock.isMine()) {
      throw new NotOwnerError('must acquire() condition before using wait(): this worker does not hold its lock');
    }
    Atomics.add(this.#words, WAITERS, WAITER);
    return this.#words[NEXT_TICKET]!++;
  }

  /** Takes a notification, if there is one that concerns this waiter. */
  #take(ticket: number): true | Again {
    for (;;) {
      const seen = Atomics.load(this.#words, WAITERS);
      if ((seen & NOTIFIED_MASK) === 0 || ((ticket - this.#words[LIMIT]!) | 0) >= 0) return AGAIN;
      if (Atomics.compareExchange(this.#words, WAITERS, seen, seen - WAITER - NOTIFIED) === seen) return true;
    }
  }

  /** With the lock held again, and time over: whether a notification came at the last moment. */
  #leave(ticket: number): boolean {
    if (this.#take(ticket) === true) return true;
    Atomics.sub(this.#words, WAITERS, WAITER);
    return false;
  }

  /** The wait has failed: a notification that it got is somebody else's. */
  #abandon(ticket: number): void {
    if (this.#leave(ticket)) this.notify();
  }
}

function assertPredicate(call: string, predicate: unknown): void {
  if (predicate === undefined)
    throw new TypeError(`${call}: expected a function as its first argument, found undefined`);
  assertFunction(`${call}: predicate`, predicate);
}

printAs(Condition, (condition) => ({ name: condition.name, lock: condition.fields()[1] }));

const conditions = new HandleCache<Condition>();

registerHandle<Condition>({
  tag: 'Condition',
  type: Condition,
  encode: (condition) => condition.fields(),
  decode: (fields) => {
    const [memory, lock] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || !(lock instanceof Lock || lock instanceof RLock))
      throw new TypeError('damaged handle of a Condition');
    return conditions.get(memory, () => new Condition(lock, memory));
  },
});
