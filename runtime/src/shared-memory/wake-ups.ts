/** What ends one sleep of an asynchronous wait: the bell, a death in the run, or the signal. */
import { onDeath } from './death.ts';

export class WakeUps {
  readonly #signal: AbortSignal | undefined;
  readonly #endDeaths: () => void;
  #wake: (() => void) | undefined;
  /** Whether the bell has woken this wait since its last success: if it ends now, the ring has to be passed on. */
  rang = false;
  #fired = false;
  /** The bell as the newest sleep has seen it. */
  seen = 0;
  /** The other word of the bell then: a ring for one that blocks, which this wait may be quicker than. */
  seenSync = 0;
  /** Sleeps that nothing has ended yet. */
  sleeps = 0;
  /** Since the last try the supervisor has asked; anything else has happened. */
  #asked = false;
  #stirred = false;
  readonly fire = (): void => {
    this.#fired = true;
    this.#wake?.();
  };

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#endDeaths = onDeath(this.#stir);
    signal?.addEventListener('abort', this.#stir);
  }

  readonly #stir = (): void => {
    this.#stirred = true;
    this.fire();
  };

  /** The supervisor asks. */
  readonly nudge = (): void => {
    this.#asked = true;
    this.fire();
  };

  /** Whether nothing but the supervisor has happened since the last sleep began. `sync`: the bell of those that block. */
  nudgedAt(sync: number): boolean {
    return this.#asked && !this.#stirred && this.sleeps > 0 && sync === this.seenSync;
  }

  /** Settles when anything has fired since the last call, at once when there is nothing to sleep for. */
  async next(sleeping: boolean): Promise<void> {
    if (sleeping && !this.#fired) {
      this.#asked = this.#stirred = false;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#fired = false;
  }

  end(): void {
    this.#endDeaths();
    this.#signal?.removeEventListener('abort', this.#stir);
  }
}
