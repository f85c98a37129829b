/** Conditions and barriers of a manager. */
import { assertWaitOptions, wholeNumber } from '../../check-arguments.ts';
import { BrokenBarrierError, NotOwnerError } from '../../errors.ts';
import { AGAIN, type WaitOptions } from '../../shared-memory/bell.ts';
import { Call, type Client, currentCall, Waits } from './call.ts';
import { type Acquisition, ManagedLock, ManagedRLock } from './managed-locks.ts';

interface Ticket {
  notified: boolean;
}

/** Python's `Condition` on the server. */
export class ManagedCondition {
  readonly #lock: ManagedLock;
  readonly #waits = new Waits();
  #tickets: Ticket[] = [];

  /** `lock`: a lock of the same manager; an RLock of its own by default. */
  constructor(lock: unknown = new ManagedRLock()) {
    if (!(lock instanceof ManagedLock))
      throw new TypeError('Condition(lock): expected a Lock or an RLock of the same manager');
    this.#lock = lock;
  }

  /** Takes the lock. */
  async acquire(options?: WaitOptions): Promise<Acquisition | false> {
    return await this.#lock.acquire(options);
  }

  /** Gives the lock back. */
  release(): void {
    this.#lock.release();
  }

  /** Releases that acquisition of the lock. */
  releaseTurn(turn: number): void {
    this.#lock.releaseTurn(turn);
  }

  /**
   * Gives the lock back, waits for a notification, and takes the lock again; false when the time runs out. Rejects with
   * NotOwnerError without the lock.
   */
  async wait(options?: WaitOptions): Promise<boolean> {
    assertWaitOptions('wait()', options);
    const call = this.#owning('wait');
    const ticket: Ticket = { notified: false };
    this.#tickets.push(ticket);
    const depth = this.#lock.suspend();
    const outcome = await this.#waits.until(() => ticket.notified || AGAIN, options?.timeoutMs, call);
    this.#tickets = this.#tickets.filter((each) => each !== ticket);
    // Who gave up has the lock all the same: its release comes next. Who is gone wants none.
    if (!call.client.ended) await this.#takeAgain(call.client, depth);
    return outcome === true || ticket.notified;
  }

  /** Ends without the lock where the client goes meanwhile: nobody would release it. */
  async #takeAgain(client: Client, depth: number): Promise<void> {
    const taking = new Call(client);
    const forget = client.onEnd(() => taking.cancel());
    await this.#lock.take(taking, { depth });
    forget();
  }

  /** Wakes up to `count` of those who wait. @throws {NotOwnerError} without the lock. */
  notify(count = 1): void {
    this.#owning('notify');
    for (const ticket of this.#tickets.filter(({ notified }) => !notified).slice(0, count)) ticket.notified = true;
    this.#waits.changed();
  }

  /** Wakes all who wait. @throws {NotOwnerError} without the lock. */
  notifyAll(): void {
    this.notify(Infinity);
  }

  #owning(what: string): Call {
    const call = currentCall();
    if (this.#lock.isHeldBy(call.client)) return call;
    throw new NotOwnerError(`${what}() on a condition whose lock the caller does not have: acquire() it first`);
  }
}

/** Those who wait at a barrier together. */
interface Round {
  state: 'filling' | 'full' | 'broken';
  arrived: number;
}

/** Python's `Barrier` on the server. */
export class ManagedBarrier {
  readonly #parties: number;
  readonly #timeoutMs: number | undefined;
  readonly #waits = new Waits();
  #round: Round = { state: 'filling', arrived: 0 };

  constructor(parties: number, options?: WaitOptions) {
    assertWaitOptions('Barrier()', options);
    this.#parties = wholeNumber('Barrier(parties)', parties, 1)!;
    this.#timeoutMs = options?.timeoutMs;
  }

  /** Waits until all have come; gives who came how-manieth, from 0. Rejects with BrokenBarrierError where somebody does not. */
  async wait(options?: WaitOptions): Promise<number> {
    assertWaitOptions('wait()', options);
    const round = this.#round;
    if (round.state === 'broken') throw broken();
    const position = round.arrived++;
    if (round.arrived === this.#parties) {
      round.state = 'full';
      this.#round = { state: 'filling', arrived: 0 };
      this.#waits.changed();
      return position;
    }
    await this.#waits.until(() => (round.state === 'filling' ? AGAIN : true), options?.timeoutMs ?? this.#timeoutMs);
    if (round.state === 'filling') this.#break(round);
    if (isBroken(round)) throw broken();
    return position;
  }

  /** Breaks it for those who wait, and makes it whole again. */
  reset(): void {
    const round = this.#round;
    this.#round = { state: 'filling', arrived: 0 };
    if (round.arrived > 0) this.#break(round);
  }

  /** Breaks it until `reset`. */
  abort(): void {
    this.#break(this.#round);
  }

  /** How many it takes. */
  parties(): number {
    return this.#parties;
  }

  /** How many wait. */
  nWaiting(): number {
    return this.#round.state === 'filling' ? this.#round.arrived : 0;
  }

  /** Whether it is broken. */
  broken(): boolean {
    return this.#round.state === 'broken';
  }

  #break(round: Round): void {
    round.state = 'broken';
    this.#waits.changed();
  }
}

/** Asked anew: it may have been broken meanwhile. */
function isBroken({ state }: Round): boolean {
  return state === 'broken';
}

function broken(): BrokenBarrierError {
  return new BrokenBarrierError('the barrier is broken');
}
