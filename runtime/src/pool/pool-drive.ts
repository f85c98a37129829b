/** Keeps a pool going: beside whatever else the program does, or while this thread is blocked. */
import type { Awaited } from '../deadlock/awaited.ts';
import { BlockedWait } from '../deadlock/blocked-wait.ts';
import { nextTurn } from '../process/event-loop.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { expectLateRing } from '../shared-memory/late-ring.ts';
import { MAX_TIMER_MS } from './pool-waits.ts';
import { OwnerWord } from './pool-start.ts';

/** A stream of results is interrupted so often for the rest of the program. */
const TURN_EVERY_MS = 5;

/** What is kept going. */
export interface Driven {
  /** Nothing is under way, and nothing will come of itself. */
  readonly atRest: boolean;
  /** When to look again even if nobody rings; Infinity for never. */
  readonly nextLookMs: number;
  /** Does what can be done now; false if there was nothing. */
  step(): boolean;
}

export class PoolDrive {
  readonly #bell: Int32Array<SharedArrayBuffer>;
  readonly #driven: Driven;
  #driving = false;
  /** The bell as it was before the last step of the drive. */
  #seen = 0;

  constructor(bell: Int32Array<SharedArrayBuffer>, driven: Driven) {
    this.#bell = bell;
    this.#driven = driven;
  }

  /** Begins to drive, until all is at rest. */
  start(): void {
    if (this.#driving) return;
    this.#driving = true;
    void this.#driveOn();
  }

  /** Blocks until `done` or the deadline; false when time ran out. Throws DeadlockError. */
  waitSync(awaited: Awaited, done: () => boolean, deadlineMs: number): boolean {
    const blocked = new BlockedWait({ awaited, memory: this.#bell.buffer, deadlineMs, counted: false });
    try {
      for (;;) {
        const seen = Atomics.load(this.#bell, OwnerWord.bell);
        blocked.willTry();
        const progress = this.#driven.step();
        if (done()) return true;
        const nowMs = monotonicMs();
        if (deadlineMs <= nowMs) return false;
        if (progress) continue;
        blocked.triedInVain();
        const sleepMs = blocked.sleepMs(Math.min(deadlineMs, this.#driven.nextLookMs) - nowMs);
        Atomics.add(this.#bell, OwnerWord.waits, 1);
        Atomics.wait(this.#bell, OwnerWord.bell, seen, Math.max(0, sleepMs));
        Atomics.sub(this.#bell, OwnerWord.waits, 1);
        blocked.slept(OwnerWord.bell, seen);
      }
    } finally {
      blocked.end();
    }
  }

  /** Does what can be done now, whether or not anybody has rung. */
  look(): void {
    const seen = this.#seen;
    const hasRung = (): boolean => Atomics.load(this.#bell, OwnerWord.bell) !== seen;
    const rung = hasRung();
    if (this.#driven.step() && this.#driving && !rung) void expectLateRing(hasRung);
  }

  async #driveOn(): Promise<void> {
    let turnedMs = monotonicMs();
    while (!this.#driven.atRest) {
      const seen = (this.#seen = Atomics.load(this.#bell, OwnerWord.bell));
      if (this.#driven.step()) {
        if (monotonicMs() - turnedMs >= TURN_EVERY_MS) {
          await nextTurn();
          turnedMs = monotonicMs();
        }
        continue;
      }
      if (await this.#untilRing(seen)) turnedMs = monotonicMs();
    }
    this.#driving = false;
  }

  /** False where somebody has rung already. */
  async #untilRing(seen: number): Promise<boolean> {
    const { nextLookMs } = this.#driven;
    const waitMs = nextLookMs === Infinity ? Infinity : Math.min(MAX_TIMER_MS, Math.max(0, nextLookMs - monotonicMs()));
    Atomics.add(this.#bell, OwnerWord.waits, 1);
    const wait = Atomics.waitAsync(this.#bell, OwnerWord.bell, seen, waitMs);
    if (wait.async) await wait.value;
    Atomics.sub(this.#bell, OwnerWord.waits, 1);
    return wait.async;
  }
}
