/** In a broker: in which rings a process reads ahead, for the agents of all. */
import { monotonicMs } from '../shared-memory/clock.ts';

/** After somebody else had to wait for a ring its messages are taken one by one for so long, ms. */
const CONTENDED_MS = 100;

interface Entry {
  readonly ended: Promise<void>;
  readonly resolve: () => void;
  /** Another process has asked for it meanwhile. */
  isWanted: boolean;
}

/** Rings go by the ids of their memory. */
export class LeaseBook {
  readonly #leased = new Map<number, Entry>();
  readonly #contendedUntilMs = new Map<number, number>();

  /** For who would take or put a message there. */
  isLeased(ring: number): boolean {
    const entry = this.#leased.get(ring);
    if (entry !== undefined) entry.isWanted = true;
    return entry !== undefined;
  }

  /** Settles when nobody reads ahead there; undefined where nobody does. */
  ended(ring: number): Promise<void> | undefined {
    return this.isLeased(ring) ? this.#leased.get(ring)?.ended : undefined;
  }

  /** Whether somebody may begin to read ahead there. */
  allows(ring: number): boolean {
    if (this.#leased.has(ring)) return false;
    const untilMs = this.#contendedUntilMs.get(ring);
    if (untilMs === undefined) return true;
    if (monotonicMs() < untilMs) return false;
    this.#contendedUntilMs.delete(ring);
    return true;
  }

  begin(ring: number): void {
    let resolve = (): void => undefined;
    const ended = new Promise<void>((settle) => (resolve = settle));
    this.#leased.set(ring, { ended, resolve, isWanted: false });
  }

  /** `isWaitedFor`: by another thread. */
  end(ring: number, isWaitedFor: boolean): void {
    const entry = this.#leased.get(ring);
    this.#leased.delete(ring);
    if (isWaitedFor || entry?.isWanted === true) this.#contendedUntilMs.set(ring, monotonicMs() + CONTENDED_MS);
    entry?.resolve();
  }
}
