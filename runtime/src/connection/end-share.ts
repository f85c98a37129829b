/** This thread's share in one end of a pipe: whether it has the end, has used it, handed it on or closed it. */
import { ClosedError } from '../errors.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import { currentThread, type ThreadId } from '../shared-memory/run-block.ts';
import type { Holders } from './holders.ts';

export class EndShare {
  readonly #holders: Holders;
  readonly #me: ThreadId = currentThread();
  #closed = false;
  /** Whether this thread has sent, received or looked there: see holders.ts. */
  #used = false;

  /** `holders`: all who have the end. */
  constructor(holders: Holders) {
    this.#holders = holders;
  }

  /** Whether this thread has closed it. */
  get closed(): boolean {
    return this.#closed;
  }

  /** This thread has made the end or got it, maybe back after it had handed it on. */
  hold(): void {
    this.#holders.hold(this.#me);
  }

  /** It has come out of a message, which is gone now. */
  arrive(): void {
    this.#holders.arrive();
  }

  /** This thread sends, receives or looks there. Throws ClosedError. */
  use(): void {
    this.assertOpen();
    if (this.#used) return;
    this.#used = true;
    this.hold();
  }

  /** Throws ClosedError where this thread has closed it. */
  assertOpen(): void {
    if (this.#closed) throw new ClosedError('the connection is closed: this thread has called close() on it');
  }

  /** This thread gives it up; false the second time. */
  close(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#holders.release(this.#me);
    return true;
  }

  /** The end leaves in a message. `onLost`: nobody has taken that message. */
  journey(onLost: () => void): Journey {
    return {
      depart: () => {
        this.#holders.depart();
        this.#handOn();
      },
      departTo: (thread) => {
        this.#holders.depart();
        this.#holders.hold(thread);
        this.#holders.arrive();
        this.#handOn();
      },
      lost: () => {
        this.#holders.arrive();
        onLost();
      },
    };
  }

  #handOn(): void {
    if (!this.#used && !this.#closed) this.#holders.handOn(this.#me);
  }
}
