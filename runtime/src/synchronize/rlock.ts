/** `RLock`: Python's `multiprocessing.RLock`, a lock that its owner may take again. */
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
import { type Acquired, lockAsync, lockSync, ownerIn, unlock, type Holder, holderOf } from '../shared-memory/mutex.ts';
import { currentThread } from '../shared-memory/run-block.ts';
import { HoldRecord } from './wait-record.ts';
import { IDENTITY_WORDS, introduce, nameAt } from './identity.ts';
import { notePlace, PLACE_WORDS } from './made-at.ts';
import { warnAbandoned } from './warn-abandoned.ts';
import { LOCK_WORDS } from './lock.ts';
import { LockGuard, type LockPlace, parseLockFields, toLockFields, type WithoutTimeout } from './lock-guard.ts';

/**
 * A lock that belongs to the worker that took it: that worker may take it again, has to give it back as often, and is the
 * only one that can. Asynchronous tasks of one worker count as that worker, so it does not keep them apart.
 */
export class RLock {
  readonly #words: SharedWords;
  /** Where its words begin. */
  readonly #at: number;
  readonly #owner: number;
  readonly #me: number = currentThread();
  readonly #record: HoldRecord;
  readonly #awaited: Awaited;
  /** The newest acquisition by which this thread holds the lock, which has a number of its own; 0 = it does not hold it. */
  #turn = 0;
  /** Those before it, outermost first. A lock is seldom taken twice, and then nothing is written here. */
  readonly #outerTurns: number[] = [];
  #lastTurn = 0;

  /** A new lock, free. */
  constructor();
  /** A lock that exists already. @internal */
  constructor(place?: LockPlace);
  constructor(place?: LockPlace) {
    if (!(place?.memory instanceof SharedArrayBuffer)) assertNoArgument('new RLock()', place);
    const at = place?.at ?? 0;
    const memory = place?.memory ?? new SharedArrayBuffer((LOCK_WORDS + PLACE_WORDS) * 4);
    this.#words = new Int32Array(memory, 0, at + LOCK_WORDS);
    this.#at = at;
    this.#owner = at + IDENTITY_WORDS;
    this.#record = new HoldRecord(this.#words, at);
    this.#awaited = {
      what: () => nameAt(this.#words, at),
      by: { type: 'owner', word: this.#owner, exclusive: true },
    };
    rlocks.add(memory, this);
    if (place !== undefined) return;
    introduce(this.#words, at, ObjectType.rlock);
    notePlace(memory, LOCK_WORDS);
  }

  /** As messages call it, such as `RLock-1`. @internal */
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
   * Waits until the lock is free and takes it, at once where this worker holds it already; false when `timeoutMs` ran out
   * (0 tries once). Rejects with the signal's reason on abort. Python's `acquire(block, timeout)`.
   */
  acquire(options?: WithoutTimeout<WaitOptions>): Promise<LockGuard>;
  acquire(options: WaitOptions): Promise<LockGuard | false>;
  async acquire(options?: WaitOptions): Promise<LockGuard | false> {
    assertWaitOptions('acquire()', options);
    options?.signal?.throwIfAborted();
    const seen = Atomics.compareExchange(this.#words, this.#owner, 0, this.#me);
    if (seen === 0) return this.#acquired();
    if (ownerIn(seen) === this.#me) return this.#nested();
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
    const seen = Atomics.compareExchange(this.#words, this.#owner, 0, this.#me);
    if (seen === 0) return this.#acquired();
    if (ownerIn(seen) === this.#me) return this.#nested();
    const deadlineMs = deadlineOf(options?.timeoutMs);
    return this.#got(this.#record.aroundSync(() => lockSync(this.#words, this.#owner, deadlineMs, this.#awaited)));
  }

  /**
   * Gives back one acquisition, at once; with the last the lock is free. Throws ReleaseError in a worker that does not
   * hold it (Python: `attempt to release recursive lock not owned by thread`).
   */
  release(): void {
    // To read the word in shared memory costs 3 ns, because the exchange that took the lock is hardly over.
    if (this.#turn === 0 && !this.isMine()) {
      const holder = this.#words[this.#owner] === 0 ? 'nobody holds it' : 'another worker holds it';
      throw new ReleaseError(`attempt to release recursive lock not owned by thread: ${holder}`);
    }
    this.#leave();
  }

  /** Releases that acquisition, if it is not released yet. @internal */
  releaseTurn(turn: number): void {
    if (this.#turn === turn) this.#leave();
    else {
      // Guards that end out of order each give back their own.
      const index = this.#outerTurns.indexOf(turn);
      if (index !== -1) this.#outerTurns.splice(index, 1);
    }
  }

  /** Whether this thread holds it. @internal */
  isMine(): boolean {
    // A plain read: only this thread ever writes its own id there.
    return ownerIn(this.#words[this.#owner]!) === this.#me;
  }

  /** For a condition: gives it back wholly; gives the acquisitions that this interrupts. @internal */
  suspend(): readonly number[] {
    const turns = this.#outerTurns.splice(0);
    if (this.#turn !== 0) turns.push(this.#turn);
    this.#turn = 0;
    this.#free();
    return turns;
  }

  /** Takes it again with these acquisitions; waits without limit. @internal */
  async resume(turns: readonly number[]): Promise<void> {
    await this.acquire();
    this.#restore(turns);
  }

  /** The same, blocking the thread. @internal */
  resumeSync(turns: readonly number[]): void {
    this.acquireSync();
    this.#restore(turns);
  }

  /** Puts these acquisitions in the place of the one that was just made, below what others of this thread have made. */
  #restore(turns: readonly number[]): void {
    this.#outerTurns.unshift(...turns);
    this.#turn = this.#outerTurns.pop() ?? 0;
  }

  /** Gives back the newest acquisition. */
  #leave(): void {
    this.#turn = this.#outerTurns.length === 0 ? 0 : this.#outerTurns.pop()!;
    if (this.#turn === 0) this.#free();
  }

  #free(): void {
    if (this.#record.sinceNs !== 0) this.#record.endHold();
    unlock(this.#words, this.#owner);
  }

  #acquired(): LockGuard {
    if (recording()) this.#record.countAcquire();
    return this.#guard(false);
  }

  #nested(): LockGuard {
    if (recording()) this.#record.countNested();
    return this.#guard(false);
  }

  #got(how: Acquired | Again): LockGuard | false {
    if (how === AGAIN) return false;
    if (how !== 'free') warnAbandoned(this.#words, this.#at, how.deadOwner);
    return this.#guard(how !== 'free');
  }

  #guard(abandoned: boolean): LockGuard {
    if (this.#turn !== 0) this.#outerTurns.push(this.#turn);
    const turn = ++this.#lastTurn;
    this.#turn = turn;
    return new LockGuard(this, turn, abandoned);
  }
}

printAs(RLock, (lock) => ({ name: lock.name, heldBy: lock.holder }));

const rlocks = new HandleCache<RLock>();

/** The lock that lies at that word of the memory. */
export function rlockAt(memory: SharedArrayBuffer, at: number): RLock {
  return rlocks.get(memory, () => new RLock({ memory, at }));
}

registerHandle<RLock>({
  tag: 'RLock',
  type: RLock,
  encode: (lock) => toLockFields(lock.place()),
  decode: (fields) => {
    const { memory, at } = parseLockFields(fields, 'RLock');
    return rlockAt(memory, at);
  },
});
