/** A wait that blocks its thread. */
import type { WaitFacts } from '../../../protocol/src/deadlock.ts';
import { userPlace } from '../instrument/call-site.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { LATE_RING_MS } from '../shared-memory/late-ring.ts';
import { answerRound, askedRound, currentThread, noteLostWakeUp } from '../shared-memory/run-block.ts';
import { announceShared } from '../shared-memory/shared-registry.ts';
import type { Awaited } from './awaited.ts';
import { assertNotCondemned, factsOf, forgetVerdict, newToken, PATIENCE_MS, tell } from './telling.ts';

export interface BlockedOptions {
  /** Absent where nothing is known of it: it is then none of our business, nor is one with a limit. */
  readonly awaited: Awaited | undefined;
  readonly memory: SharedArrayBuffer;
  readonly deadlineMs: number;
  /** As in the message `blocked`. */
  readonly counted: boolean;
}

/** `willTry`, a try, then `end` or `triedInVain` and a sleep. */
export class BlockedWait {
  readonly #awaited: Awaited | undefined;
  readonly #memory: SharedArrayBuffer;
  readonly #counted: boolean;
  readonly #sinceMs: number;
  /** As it was told last. */
  #told: WaitFacts | undefined;
  /** The bell that the thread slept on; -1 = it has not slept. */
  #word = -1;
  /** The round that had begun before the try that is under way. */
  #round = 0;
  /** Nobody but the supervisor has ended the last sleep. */
  #nudged = false;
  /** The bell, once that sleep had ended. */
  #bell = 0;

  constructor({ awaited, memory, deadlineMs, counted }: BlockedOptions) {
    this.#awaited = deadlineMs === Infinity ? awaited : undefined;
    this.#memory = memory;
    this.#counted = counted;
    this.#sinceMs = this.#awaited === undefined ? 0 : monotonicMs();
  }

  /** How long to sleep at most. */
  sleepMs(remainingMs: number): number {
    return this.#awaited === undefined || this.#told !== undefined ? remainingMs : Math.min(remainingMs, PATIENCE_MS);
  }

  /** A sleep has ended. `word`: the bell that the thread slept on; `seen`: as it was before the last try. */
  slept(word: number, seen: number): void {
    if (this.#awaited === undefined) return;
    this.#word = word;
    const round = askedRound();
    this.#bell = Atomics.load(this.#words(), word);
    // The supervisor counts the bell up once.
    this.#nudged = this.#told !== undefined && round !== this.#round && ((this.#bell - seen) | 0) === 1;
    this.#round = round;
  }

  /** It is about to try. Throws DeadlockError where the supervisor says so. */
  willTry(): void {
    if (this.#told === undefined) return;
    const nudged = this.#nudged;
    this.#nudged = false;
    assertNotCondemned(this.#told.token);
    this.#nudged = nudged;
  }

  /** It has tried, in vain. */
  triedInVain(): void {
    if (this.#awaited === undefined || this.#word < 0) return;
    this.#nudged = false;
    // Others may have been woken together with this one: only the time counts.
    if (this.#told === undefined && monotonicMs() - this.#sinceMs < PATIENCE_MS) return;
    // Who has something else to say than before says that, and no more in this round.
    if (this.#told !== undefined && isTrue(this.#told, this.#awaited)) answerRound(this.#round);
    else this.#tell(this.#awaited);
  }

  #tell(awaited: Awaited): void {
    if (this.#told !== undefined) forgetVerdict(this.#told.token);
    else this.#count(1);
    const place = this.#told?.place ?? userPlace();
    this.#told = factsOf(awaited, {
      token: newToken(),
      objectId: announceShared(this.#memory),
      place,
      limited: false,
    });
    tell({
      type: 'blocked',
      thread: currentThread(),
      word: this.#word,
      counted: this.#counted,
      facts: this.#told,
    });
  }

  /** Whether a ring has come that was no use to this wait any more, and that others may need. */
  end(): boolean {
    if (this.#told === undefined) return false;
    const { token } = this.#told;
    forgetVerdict(token);
    tell({ type: 'unblocked', thread: currentThread(), token });
    const woken = this.#nudged && this.#ringsLate();
    // Who wakes a waiter counts it out.
    if (!woken) this.#count(-1);
    return woken;
  }

  /** Nobody has rung for what the wait was for. Whoever made the change may be about to: it is lost if nobody does. */
  #ringsLate(): boolean {
    const how = Atomics.wait(this.#words(), this.#word, this.#bell, LATE_RING_MS);
    if (how === 'timed-out' && Atomics.load(this.#words(), this.#word) === this.#bell) noteLostWakeUp();
    return how === 'ok';
  }

  /**
   * A wait that has been told is counted once more, from then to its end: between its sleeps too, when nobody else would leave
   * a trace by ringing.
   */
  #count(by: 1 | -1): void {
    if (this.#counted) Atomics.add(this.#words(), this.#word + 1, by);
  }

  #words(): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.#memory, 0, this.#word + 2);
  }
}

/** Whether what was told still holds. */
function isTrue(told: WaitFacts, awaited: Awaited): boolean {
  const by = awaited.by ?? null;
  const limited = awaited.limited === true;
  return told.limited === limited && (told.by === by || JSON.stringify(told.by) === JSON.stringify(by));
}
