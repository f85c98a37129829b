/**
 * `Lock`: Python's `multiprocessing.Lock` on shared memory. A free lock is taken by one compareExchange; a thread that
 * waits does not spin. Any thread may release it. A lock whose owner has died is given to the next one, marked.
 */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { assertNoArgument, assertWaitOptions } from '../check-arguments.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { ReleaseError } from '../errors.ts';
import { recording } from '../instrument/record.ts';
import { printAs } from '../printed.ts';
import {
  AGAIN,
  type Again,
  deadlineOf,
  type SharedWords,
  type SyncWaitOptions,
  type WaitOptions,
} from '../shared-memory/bell.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import {
  type Acquired,
  isHeldBy,
  lockAsync,
  lockSync,
  MUTEX_WORDS,
  unlock,
  type Holder,
  holderOf,
} from '../shared-memory/mutex.ts';
import { currentThread } from '../shared-memory/run-block.ts';
import { HoldRecord } from './wait-record.ts';
import { IDENTITY_WORDS, introduce, nameAt } from './identity.ts';
import { notePlace, PLACE_WORDS } from './made-at.ts';
import { warnAbandoned } from './warn-abandoned.ts';
import { LockGuard, type LockPlace, parseLockFields, toLockFields, type WithoutTimeout } from './lock-guard.ts';

/** Words of a lock: who it is, then its mutex. */
export const LOCK_WORDS: number = IDENTITY_WORDS + MUTEX_WORDS;

/** A lock that threads and processes share. Not reentrant: a second `acquire` waits, even in the owner's thread. */
export class Lock {
  readonly #words: SharedWords;
  /** Where its words begin. */
  readonly #at: number;
  readonly #owner: number;
  readonly #me: number = currentThread();
  readonly #record: HoldRecord;
  readonly #awaited: Awaited;
  /** The acquisition of this thread that holds the lock, or held it last; each has a number of its own. */
  #turn = 0;
  #lastTurn = 0;

  /** A new lock, free. */
  constructor();
  /** A lock that exists already. @internal */
  constructor(place?: LockPlace);
  constructor(place?: LockPlace) {
    if (!(place?.memory instanceof SharedArrayBuffer)) assertNoArgument('new Lock()', place);
    const at = place?.at ?? 0;
    const memory = place?.memory ?? new SharedArrayBuffer((LOCK_WORDS + PLACE_WORDS) * 4);
    this.#words = new Int32Array(memory, 0, at + LOCK_WORDS);
    this.#at = at;
    this.#owner = at + IDENTITY_WORDS;
    this.#record = new HoldRecord(this.#words, at);
    this.#awaited = {
      what: () => nameAt(this.#words, at),
      by: { type: 'owner', word: this.#owner, exclusive: false },
    };
    locks.add(memory, this);
    if (place !== undefined) return;
    introduce(this.#words, at, ObjectType.lock);
    notePlace(memory, LOCK_WORDS);
  }

  /** As messages call it, such as `Lock-1`. @internal */
  get name(): string {
    return nameAt(this.#words, this.#at);
  }

  /** Who holds it. @internal */
  get holder(): Holder {
    return holderOf(this.#words, this.#owner, this.#me);
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
    assertWaitOptions('acquire()', options);
    options?.signal?.throwIfAborted();
    if (Atomics.compareExchange(this.#words, this.#owner, 0, this.#me) === 0) return this.#acquired();
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const waitOptions = { signal: options?.signal, awaited: this.#awaited };
    const wait = (): Promise<Acquired | Again> => lockAsync(this.#words, this.#owner, deadlineMs, waitOptions);
    return this.#got(await this.#record.around(wait));
  }

  /** The same, blocking the thread. */
  acquireSync(options?: WithoutTimeout<SyncWaitOptions>): LockGuard;
  acquireSync(options: SyncWaitOptions): LockGuard | false;
  acquireSync(options?: SyncWaitOptions): LockGuard | false {
    assertWaitOptions('acquireSync()', options);
    if (Atomics.compareExchange(this.#words, this.#owner, 0, this.#me) === 0) return this.#acquired();
    const deadlineMs = deadlineOf(options?.timeoutMs);
    return this.#got(this.#record.aroundSync(() => lockSync(this.#words, this.#owner, deadlineMs, this.#awaited)));
  }

  /**
   * Gives the lock back, at once; any thread may. Throws ReleaseError when nobody holds it (Python: `semaphore or lock
   * released too many times`).
   */
  release(): void {
    if (this.#record.sinceNs !== 0) this.#record.endHold();
    if (!unlock(this.#words, this.#owner)) {
      throw new ReleaseError('semaphore or lock released too many times: this lock is not held by anyone');
    }
  }

  /** Releases the lock if that acquisition still holds it. @internal */
  releaseTurn(turn: number): void {
    if (this.#turn === turn && this.isMine()) this.release();
  }

  /** Whether this thread holds it. @internal */
  isMine(): boolean {
    return isHeldBy(this.#words, this.#owner, this.#me);
  }

  /** For a condition: gives it back wholly; gives the acquisitions that this interrupts. @internal */
  suspend(): readonly number[] {
    const turn = this.#turn;
    this.release();
    return [turn];
  }

  /** Takes it again with these acquisitions; waits without limit. @internal */
  async resume(turns: readonly number[]): Promise<void> {
    await this.acquire();
    this.#turn = turns[0]!;
  }

  /** The same, blocking the thread. @internal */
  resumeSync(turns: readonly number[]): void {
    this.acquireSync();
    this.#turn = turns[0]!;
  }

  #acquired(): LockGuard {
    if (recording()) this.#record.countAcquire();
    return new LockGuard(this, (this.#turn = ++this.#lastTurn), false);
  }

  #got(how: Acquired | Again): LockGuard | false {
    if (how === AGAIN) return false;
    if (how !== 'free') warnAbandoned(this.#words, this.#at, how.deadOwner);
    return new LockGuard(this, (this.#turn = ++this.#lastTurn), how !== 'free');
  }
}

printAs(Lock, (lock) => ({ name: lock.name, heldBy: lock.holder }));

const locks = new HandleCache<Lock>();

/** The lock that lies at that word of the memory. */
export function lockAt(memory: SharedArrayBuffer, at: number): Lock {
  return locks.get(memory, () => new Lock({ memory, at }));
}

registerHandle<Lock>({
  tag: 'Lock',
  type: Lock,
  encode: (lock) => toLockFields(lock.place()),
  decode: (fields) => {
    const { memory, at } = parseLockFields(fields, 'Lock');
    return lockAt(memory, at);
  },
});
