/**
 * The locks of a manager. Their owner is a client of the server: a thread of the program, or a connection of another one. A lock
 * whose owner is gone goes to the next, marked as abandoned.
 */
import { assertWaitOptions } from '../../check-arguments.ts';
import { NotOwnerError, ReleaseError } from '../../errors.ts';
import { AGAIN, type WaitOptions } from '../../shared-memory/bell.ts';
import { type Call, type Client, currentCall, Waits } from './call.ts';

/** What an acquire gives: the number of the acquisition, and whether the owner before is gone without a release. */
export interface Acquisition {
  readonly turn: number;
  readonly abandoned: boolean;
}

/** Python's `Lock` on the server: any client may release it. */
export class ManagedLock {
  readonly #waits = new Waits();
  protected owner: Client | undefined;
  /** How often the owner has it. */
  protected depth = 0;
  #abandoned = false;
  #turn = 0;
  #forgetOwner: (() => void) | undefined;

  /** Whether its owner may take it again. */
  protected readonly reentrant: boolean = false;

  /** Waits until it is free and takes it; false when the time runs out. */
  async acquire(options?: WaitOptions): Promise<Acquisition | false> {
    assertWaitOptions('acquire()', options);
    return await this.take(currentCall(), { timeoutMs: options?.timeoutMs });
  }

  /** Gives it back. @throws {ReleaseError} where nobody has it; {NotOwnerError} for an RLock of another client. */
  release(): void {
    const { client } = currentCall();
    if (this.owner === undefined)
      throw new ReleaseError('semaphore or lock released too many times: nobody holds this lock');
    if (this.reentrant && this.owner !== client) throw new NotOwnerError('an RLock is released by its owner alone');
    if (--this.depth === 0) this.#free();
  }

  /** Releases that acquisition, if it still holds the lock. */
  releaseTurn(turn: number): void {
    if (this.owner === currentCall().client && (this.reentrant || this.#turn === turn)) this.release();
  }

  /** For a condition: whether that client has it. @internal */
  isHeldBy(client: Client): boolean {
    return this.owner === client;
  }

  /** For a condition: gives it back wholly, however often the owner has it. @internal */
  suspend(): number {
    const { depth } = this;
    this.depth = 0;
    this.#free();
    return depth;
  }

  /** Takes it for the caller, so often. @internal */
  async take(
    call: Call,
    { timeoutMs, depth = 1 }: { timeoutMs?: number | undefined; depth?: number },
  ): Promise<Acquisition | false> {
    const attempt = (): Acquisition | typeof AGAIN => {
      const again = this.reentrant && this.owner === call.client;
      if (this.owner !== undefined && !again) return AGAIN;
      this.depth += depth;
      return again ? { turn: this.#turn, abandoned: false } : this.#own(call.client);
    };
    const taken = await this.#waits.until(attempt, timeoutMs, call);
    return taken === AGAIN ? false : taken;
  }

  #own(client: Client): Acquisition {
    const abandoned = this.#abandoned;
    this.#abandoned = false;
    this.owner = client;
    this.#forgetOwner = client.onEnd(() => {
      this.#abandoned = true;
      this.depth = 0;
      this.#free();
    });
    return { turn: ++this.#turn, abandoned };
  }

  #free(): void {
    this.#forgetOwner?.();
    this.owner = undefined;
    this.#waits.changed();
  }
}

/** Python's `RLock` on the server: its owner may take it again, and alone releases it. */
export class ManagedRLock extends ManagedLock {
  protected override readonly reentrant: boolean = true;
}
