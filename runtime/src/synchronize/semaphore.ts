/** `Semaphore` and `BoundedSemaphore`: Python's `multiprocessing` counters of free places, on shared memory. */
import { ObjectType, RowKind } from '../../../trace/src/vocabulary.ts';
import { assertWaitOptions, wholeNumber } from '../check-arguments.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { ReleaseError } from '../errors.ts';
import { recording } from '../instrument/record.ts';
import { printAs } from '../printed.ts';
import {
  AGAIN,
  type Again,
  BELL_WORDS,
  deadlineOf,
  hasWaiters,
  ring,
  type SharedWords,
  type SyncWaitOptions,
  waitAsync,
  type WaitOptions,
  waitBlocking,
} from '../shared-memory/bell.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { IDENTITY_WORDS, introduce, nameAt } from './identity.ts';
import type { WithoutTimeout } from './lock-guard.ts';
import { AcquireRecord } from './wait-record.ts';

const COUNT = IDENTITY_WORDS;
const MOST = COUNT + 1;
const BELL = MOST + 1;
const WORDS = BELL + BELL_WORDS;
/** As Python's SEM_VALUE_MAX. */
const MAX_COUNT = 2 ** 31 - 1;

/** What `acquire` gives: releases the semaphore when its block ends, once. Always truthy. */
export class SemaphoreGuard {
  #semaphore: Semaphore | undefined;

  /** @internal */
  constructor(semaphore: Semaphore) {
    this.#semaphore = semaphore;
  }

  /** Releases the semaphore, the first time. */
  [Symbol.dispose](): void {
    const semaphore = this.#semaphore;
    this.#semaphore = undefined;
    semaphore?.release();
  }
}

/**
 * A counter that `acquire` lowers and `release` raises; at 0 `acquire` waits. It has no owner: any worker may release it, so
 * what a worker has acquired when it dies stays lost, as in Python.
 */
export class Semaphore {
  readonly #words: SharedWords;
  readonly #record: AcquireRecord;
  readonly #awaited: Awaited = { what: () => nameAt(this.#words, 0) };

  /**
   * `value`: how many can acquire it before one waits; default 1. Throws TypeError for what is no number, RangeError for
   * one that is not whole or below 0.
   */
  constructor(value?: number);
  /** A semaphore that exists already. @internal */
  constructor(value?: number, memory?: SharedArrayBuffer);
  constructor(value = 1, memory?: SharedArrayBuffer) {
    const { name } = new.target;
    wholeNumber(`new ${name}(value)`, value, 0, { most: MAX_COUNT, write: `write new ${name}(2)` });
    this.#words = new Int32Array(memory ?? new SharedArrayBuffer(WORDS * 4));
    this.#record = new AcquireRecord(RowKind.waitSemaphore, this.#words, 0);
    semaphores.add(this.#words.buffer, this);
    if (memory !== undefined) return;
    this.#words[COUNT] = value;
    this.#words[MOST] = this.limitFor(value);
    introduce(this.#words, 0, ObjectType.semaphore);
  }

  /** As messages call it, such as `Semaphore-1`. @internal */
  get name(): string {
    return nameAt(this.#words, 0);
  }

  /** The memory it lies in. @internal */
  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  /** How high `release` may raise a semaphore that begins at `value`. @internal */
  protected limitFor(value: number): number {
    return Math.max(value, MAX_COUNT);
  }

  /**
   * Lowers the counter, waiting while it is 0; false when `timeoutMs` ran out (0 tries once). Rejects with the signal's
   * reason on abort.
   */
  acquire(options?: WithoutTimeout<WaitOptions>): Promise<SemaphoreGuard>;
  acquire(options: WaitOptions): Promise<SemaphoreGuard | false>;
  async acquire(options?: WaitOptions): Promise<SemaphoreGuard | false> {
    assertWaitOptions('acquire()', options);
    options?.signal?.throwIfAborted();
    if (this.#takeNow()) return new SemaphoreGuard(this);
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const wait = (): Promise<true | Again> =>
      waitAsync(this.#words, BELL, () => this.#take(), deadlineMs, { signal: options?.signal, awaited: this.#awaited });
    return (await this.#record.around(wait)) === AGAIN ? false : new SemaphoreGuard(this);
  }

  /** The same, blocking the thread. */
  acquireSync(options?: WithoutTimeout<SyncWaitOptions>): SemaphoreGuard;
  acquireSync(options: SyncWaitOptions): SemaphoreGuard | false;
  acquireSync(options?: SyncWaitOptions): SemaphoreGuard | false {
    assertWaitOptions('acquireSync()', options);
    if (this.#takeNow()) return new SemaphoreGuard(this);
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const wait = (): true | Again => waitBlocking(this.#words, BELL, () => this.#take(), deadlineMs, this.#awaited);
    return this.#record.aroundSync(wait) === AGAIN ? false : new SemaphoreGuard(this);
  }

  /** Raises the counter, at once; any worker may. Throws ReleaseError above its limit. */
  release(): void {
    const words = this.#words;
    for (;;) {
      const count = Atomics.load(words, COUNT);
      if (count >= words[MOST]!) {
        throw new ReleaseError(
          `semaphore or lock released too many times: nobody holds this semaphore, which is at its limit of ${count}`,
        );
      }
      if (Atomics.compareExchange(words, COUNT, count, count + 1) === count) break;
    }
    if (hasWaiters(words, BELL)) this.#record.noteWaking();
    ring(words, BELL);
  }

  /** The counter now; others may change it at any moment. */
  getValue(): number {
    return Atomics.load(this.#words, COUNT);
  }

  #takeNow(): boolean {
    if (this.#take() === AGAIN) return false;
    if (recording()) this.#record.countAcquire();
    return true;
  }

  #take(): true | Again {
    for (;;) {
      const count = Atomics.load(this.#words, COUNT);
      if (count === 0) return AGAIN;
      if (Atomics.compareExchange(this.#words, COUNT, count, count - 1) === count) return true;
    }
  }
}

/** A semaphore that is never released above the value that it began with: one `release` too many throws ReleaseError. */
export class BoundedSemaphore extends Semaphore {
  /** @internal */
  protected override limitFor(value: number): number {
    return value;
  }
}

printAs(Semaphore, (semaphore) => ({ name: semaphore.name, value: semaphore.getValue() }));

const semaphores = new HandleCache<Semaphore>();

function memoryIn(fields: unknown): SharedArrayBuffer {
  if (!(fields instanceof SharedArrayBuffer)) throw new TypeError('damaged handle of a Semaphore');
  return fields;
}

for (const type of [Semaphore, BoundedSemaphore]) {
  registerHandle<Semaphore>({
    tag: type.name,
    type,
    encode: (semaphore) => semaphore.memory,
    decode: (fields) => semaphores.get(memoryIn(fields), () => new type(0, memoryIn(fields))),
  });
}
