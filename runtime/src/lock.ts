/**
 * `Lock`: Python's `multiprocessing.Lock` on shared memory. A free lock is taken by one compareExchange; a thread that
 * waits does not spin. Any thread may release it. A lock whose owner has died is given to the next one, marked.
 */
import { writeSync } from 'node:fs';
import { ObjectType, RowKind } from '../../trace/src/vocabulary.ts';
import { ReleaseError } from './errors.ts';
import {
  callSite,
  clockNs,
  recordCount,
  recordFlood,
  recording,
  recordObject,
  recordOpen,
  recordSlice,
} from './instrument/record.ts';
import {
  AGAIN,
  type Again,
  deadlineOf,
  type SharedWords,
  type SyncWaitOptions,
  type WaitOptions,
} from './shared-memory/bell.ts';
import { registerHandle } from './shared-memory/codec/handles.ts';
import { HandleCache } from './shared-memory/handle-cache.ts';
import { type Acquired, lockAsync, lockSync, MUTEX_WORDS, unlock, isHeldBy } from './shared-memory/mutex.ts';
import { currentThread, nextNumber } from './shared-memory/run-block.ts';

/** Words of a lock: the id of its object in the trace (0 = not recorded), then its mutex. */
export const LOCK_WORDS: number = 1 + MUTEX_WORDS;

/** Waits and holds from this long on are recorded singly, ns. */
const LONG_NS = 10_000;
/** Of holds that turn out short, one in this many is timed: a clock read costs more than a free lock. */
const TIMED_HOLDS = 64;

/** Where in shared memory a lock lies: `at` is its first word. */
export interface LockPlace {
  readonly memory: SharedArrayBuffer;
  readonly at: number;
}

/** Options of a wait that never gives up. */
export type WithoutTimeout<Options> = Omit<Options, 'timeoutMs'> & { readonly timeoutMs?: undefined };

/** What `acquire` gives: releases the lock when its block ends (`using held = await lock.acquire()`). Always truthy. */
export class LockGuard {
  /** The previous owner died while it held the lock: what the lock protects may be half-changed. */
  readonly abandoned: boolean;
  readonly #lock: Lock;
  readonly #turn: number;

  /** @internal */
  constructor(lock: Lock, turn: number, abandoned: boolean) {
    this.#lock = lock;
    this.#turn = turn;
    this.abandoned = abandoned;
  }

  /** Releases the lock, unless this acquisition was released already. */
  [Symbol.dispose](): void {
    this.#lock.releaseTurn(this.#turn);
  }
}

/** A lock that threads and processes share. Not reentrant: a second `acquire` waits, even in the owner's thread. */
export class Lock {
  readonly #words: SharedWords;
  /** Where its words begin; the word of the owner is the next one. */
  readonly #at: number;
  readonly #owner: number;
  readonly #me: number = currentThread();
  /** Counts the acquisitions of this thread. */
  #turn = 0;
  /** When the current hold began, ns on the trace's clock; 0 when it is not timed. */
  #heldSinceNs = 0;
  #untilTimed = 1;
  #contended = false;
  /** The line that took the lock last, as far as known. */
  #site = 0;

  /** A new lock, free. (`place` is for the runtime: a lock that exists already.) */
  constructor(place?: LockPlace) {
    const at = place?.at ?? 0;
    const memory = place?.memory ?? new SharedArrayBuffer(LOCK_WORDS * 4);
    this.#words = new Int32Array(memory, 0, at + LOCK_WORDS);
    this.#at = at;
    this.#owner = at + 1;
    locks.add(memory, this);
    if (place === undefined && recording()) {
      this.#words[at] = recordObject(ObjectType.lock, `Lock-${nextNumber(ObjectType.lock)}`, callSite());
    }
  }

  /** Where the lock lies. @internal */
  place(): LockPlace {
    return { memory: this.#words.buffer, at: this.#at };
  }

  /**
   * Waits until the lock is free and takes it; false when `timeoutMs` ran out (0 tries once). Rejects with the signal's
   * reason on abort. Python's `acquire(block, timeout)`.
   */
  acquire(options?: WithoutTimeout<WaitOptions>): Promise<LockGuard>;
  acquire(options: WaitOptions): Promise<LockGuard | false>;
  async acquire(options?: WaitOptions): Promise<LockGuard | false> {
    options?.signal?.throwIfAborted();
    if (Atomics.compareExchange(this.#words, this.#owner, 0, this.#me) === 0) return this.#acquired();
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait();
    try {
      return this.#endWait(startNs, await lockAsync(this.#words, this.#owner, deadlineMs, options?.signal));
    } catch (error) {
      this.#recordWait(startNs, 0);
      throw error;
    }
  }

  /** The same, blocking the thread. */
  acquireSync(options?: WithoutTimeout<SyncWaitOptions>): LockGuard;
  acquireSync(options: SyncWaitOptions): LockGuard | false;
  acquireSync(options?: SyncWaitOptions): LockGuard | false {
    if (Atomics.compareExchange(this.#words, this.#owner, 0, this.#me) === 0) return this.#acquired();
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait();
    return this.#endWait(startNs, lockSync(this.#words, this.#owner, deadlineMs));
  }

  /**
   * Gives the lock back, at once; any thread may. Throws ReleaseError when nobody holds it (Python: `semaphore or lock
   * released too many times`).
   */
  release(): void {
    if (this.#heldSinceNs !== 0) this.#recordHold();
    if (!unlock(this.#words, this.#owner)) {
      throw new ReleaseError('semaphore or lock released too many times: this lock is not held by anyone');
    }
  }

  /** Releases the lock if that acquisition still holds it. @internal */
  releaseTurn(turn: number): void {
    if (this.#turn === turn && isHeldBy(this.#words, this.#owner, this.#me)) this.release();
  }

  #acquired(): LockGuard {
    if (recording()) this.#countAcquire();
    return new LockGuard(this, ++this.#turn, false);
  }

  #countAcquire(): void {
    if (this.#site === 0) this.#site = callSite();
    recordCount(RowKind.acquire, this.#words[this.#at]!, this.#site);
    // A hold that another thread ended is not ours to time.
    this.#heldSinceNs = 0;
    this.#contended = false;
    if (--this.#untilTimed > 0) return;
    this.#untilTimed = TIMED_HOLDS;
    this.#heldSinceNs = clockNs();
  }

  #beginWait(): number {
    if (!recording()) return 0;
    this.#site = callSite();
    return recordOpen(RowKind.waitLock, this.#words[this.#at]!, this.#site);
  }

  #endWait(startNs: number, how: Acquired | Again): LockGuard | false {
    if (startNs !== 0) this.#recordWait(startNs, how === AGAIN ? 0 : 1);
    if (how === AGAIN) return false;
    if (recording()) {
      this.#contended = true;
      this.#heldSinceNs = clockNs();
    }
    if (how === 'abandoned') warnAbandoned();
    return new LockGuard(this, ++this.#turn, how === 'abandoned');
  }

  /** `acquired` is 1 when the wait ended with the lock. A short wait and its acquire are counted apart. */
  #recordWait(startNs: number, acquired: number): void {
    const id = this.#words[this.#at]!;
    if (acquired === 0 || clockNs() - startNs >= LONG_NS) {
      recordSlice(RowKind.waitLock, startNs, id, acquired, this.#site);
      return;
    }
    recordFlood(RowKind.waitLock, startNs, id, 0, this.#site);
    recordCount(RowKind.acquire, id, this.#site);
  }

  /** Holds that are long or that others waited for are recorded; after a long one the next are all timed. */
  #recordHold(): void {
    const long = clockNs() - this.#heldSinceNs >= LONG_NS;
    if (long) this.#untilTimed = 1;
    if (long || this.#contended) recordSlice(RowKind.hold, this.#heldSinceNs, this.#words[this.#at]!, 0, this.#site);
    this.#heldSinceNs = 0;
    this.#contended = false;
  }
}

const locks = new HandleCache<Lock>();

/** The lock that lies at that word of the memory. @internal */
export function lockAt(memory: SharedArrayBuffer, at: number): Lock {
  return locks.get(memory, () => new Lock({ memory, at }));
}

function warnAbandoned(): void {
  // Written at once: under a blocked event loop process.emitWarning would come too late.
  writeSync(
    2,
    'parascope: a lock was taken over from a worker that ended while it held it; what it protects may be half-changed.\n',
  );
}

registerHandle<Lock>({
  tag: 'Lock',
  type: Lock,
  encode: (lock) => {
    const { memory, at } = lock.place();
    return [memory, at];
  },
  decode: (fields) => {
    const [memory, at] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || typeof at !== 'number')
      throw new TypeError('damaged handle of a Lock');
    return lockAt(memory, at);
  },
});
