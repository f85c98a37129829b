/** Semaphores and events of a manager. */
import { assertWaitOptions, wholeNumber } from '../../check-arguments.ts';
import { ReleaseError } from '../../errors.ts';
import { AGAIN, type WaitOptions } from '../../shared-memory/bell.ts';
import { Waits } from './call.ts';
import type { Acquisition } from './managed-locks.ts';

/** Python's `Semaphore` on the server. It has no owner: what a client that is gone had acquired stays lost. */
export class ManagedSemaphore {
  readonly #waits = new Waits();
  readonly #initial: number;
  #value: number;

  constructor(value = 1) {
    this.#value = this.#initial = wholeNumber('Semaphore(value)', value, 0) ?? 1;
  }

  /** Whether more releases than acquires are refused. */
  protected readonly bounded: boolean = false;

  /** Waits until it is above 0 and takes one; false when the time runs out. */
  async acquire(options?: WaitOptions): Promise<Acquisition | false> {
    assertWaitOptions('acquire()', options);
    const take = (): Acquisition | typeof AGAIN => {
      if (this.#value === 0) return AGAIN;
      this.#value--;
      return { turn: 0, abandoned: false };
    };
    const taken = await this.#waits.until(take, options?.timeoutMs);
    return taken === AGAIN ? false : taken;
  }

  /** Gives one back. @throws {ReleaseError} for a bounded one that is at its initial value. */
  release(): void {
    if (this.bounded && this.#value >= this.#initial)
      throw new ReleaseError('semaphore or lock released too many times');
    this.#value++;
    this.#waits.changed();
  }

  /** Releases what an acquire took. */
  releaseTurn(): void {
    this.release();
  }

  /** Its value. */
  getValue(): number {
    return this.#value;
  }
}

/** Python's `BoundedSemaphore` on the server. */
export class ManagedBoundedSemaphore extends ManagedSemaphore {
  protected override readonly bounded: boolean = true;
}

/** Python's `Event` on the server. */
export class ManagedEvent {
  readonly #waits = new Waits();
  #set = false;

  /** Whether it is set. */
  isSet(): boolean {
    return this.#set;
  }

  /** Sets it: all who wait go on, also where it is cleared right after. */
  set(): void {
    this.#set = true;
    this.#waits.changed();
  }

  /** Clears it. */
  clear(): void {
    this.#set = false;
  }

  /** Waits until it is set; false when the time runs out. */
  async wait(options?: WaitOptions): Promise<boolean> {
    assertWaitOptions('wait()', options);
    return (await this.#waits.until(() => this.#set || AGAIN, options?.timeoutMs)) !== AGAIN;
  }
}
