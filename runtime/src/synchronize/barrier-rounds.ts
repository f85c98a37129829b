/** The shared state of a barrier: who has arrived in the current round, and how the last rounds ended. */
import { milliseconds, wholeNumber } from '../check-arguments.ts';
import { BrokenBarrierError } from '../errors.ts';
import { AGAIN, type Again, BELL_WORDS, ringAll, type SharedWords } from '../shared-memory/bell.ts';
import { lock, MUTEX_WORDS, unlock } from '../shared-memory/mutex.ts';
import { currentThread, isThreadAlive } from '../shared-memory/run-block.ts';
import { IDENTITY_WORDS } from './identity.ts';

const MUTEX = IDENTITY_WORDS;
export const BARRIER_BELL: number = MUTEX + MUTEX_WORDS;
const PARTIES = BARRIER_BELL + BELL_WORDS;
/** ms; -1 = none. */
const TIMEOUT = PARTIES + 1;
const BROKEN = PARTIES + 2;
/** Counts the rounds. */
const ROUND = PARTIES + 3;
/** A bit per round (modulo 32): 1 where it failed. Nobody wakes up more than 32 rounds later. */
const FAILED = PARTIES + 4;
const ARRIVED = PARTIES + 5;
/** The threads that have arrived, in their order. */
const ARRIVALS = PARTIES + 6;

/** One wait at the barrier. */
export interface Visit {
  round: number;
  /** Place in the order of arrival; -1 before. */
  index: number;
}

export class BarrierRounds {
  readonly words: SharedWords;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  /** New ones. Throws TypeError for what is no number, RangeError for one that makes no sense. */
  static create(parties: number, timeoutMs: number | undefined): BarrierRounds {
    const write = 'write new Barrier(2)';
    const given = wholeNumber('new Barrier(parties)', parties, 1, { write });
    if (given === undefined)
      throw new TypeError(`new Barrier(parties): expected a whole number, found nothing: ${write}`);
    milliseconds('timeoutMs', timeoutMs);
    const rounds = new BarrierRounds(new SharedArrayBuffer((ARRIVALS + parties) * 4));
    rounds.words[PARTIES] = parties;
    rounds.words[TIMEOUT] = timeoutMs === undefined ? -1 : Math.min(Math.ceil(Math.max(0, timeoutMs)), 2 ** 31 - 1);
    return rounds;
  }

  get parties(): number {
    return this.words[PARTIES]!;
  }

  get timeoutMs(): number | undefined {
    const timeoutMs = this.words[TIMEOUT]!;
    return timeoutMs < 0 ? undefined : timeoutMs;
  }

  get broken(): boolean {
    return Atomics.load(this.words, BROKEN) === 1;
  }

  get waiting(): number {
    return Atomics.load(this.words, ARRIVED) % this.parties;
  }

  visit(): Visit {
    return { round: 0, index: -1 };
  }

  /**
   * One look of a wait. `last`: all have arrived, and this one has to let them pass (where there is something to do
   * before; else it has done so). Throws BrokenBarrierError.
   */
  attempt(visit: Visit, hasAction: boolean): 'last' | 'passed' | Again {
    return this.#locked(() => {
      if (visit.index >= 0 && visit.round !== this.words[ROUND]) return this.#outcome(visit);
      this.#breakByDeath();
      if (this.broken) throw new BrokenBarrierError('the barrier is broken: somebody left it, or abort() was called');
      // Where all have arrived, and the last is busy with the action, the next round has to wait.
      if (visit.index >= 0 || this.words[ARRIVED] === this.parties) return AGAIN;
      this.#arrive(visit);
      if (this.words[ARRIVED] !== this.parties) return AGAIN;
      if (hasAction) return 'last';
      this.#end('passed');
      return 'passed';
    });
  }

  /** The last one lets all pass. Throws BrokenBarrierError where the barrier was broken or reset meanwhile. */
  pass(visit: Visit): void {
    this.#locked(() => {
      if (visit.round === this.words[ROUND]) this.#end('passed');
      else this.#outcome(visit);
    });
  }

  /** A wait has failed: so has the round that it belongs to. */
  breakBy(visit: Visit): void {
    this.#locked(() => {
      if (visit.index >= 0 && visit.round === this.words[ROUND]) this.#break();
    });
  }

  abort(): void {
    this.#locked(() => this.#break());
  }

  reset(): void {
    this.#locked(() => {
      this.#end('failed');
      Atomics.store(this.words, BROKEN, 0);
    });
  }

  #arrive(visit: Visit): void {
    visit.round = this.words[ROUND]!;
    visit.index = this.words[ARRIVED]!;
    this.words[ARRIVALS + visit.index] = currentThread();
    Atomics.store(this.words, ARRIVED, visit.index + 1);
  }

  #outcome({ round }: Visit): 'passed' {
    if ((this.words[FAILED]! & (1 << (round & 31))) === 0) return 'passed';
    throw new BrokenBarrierError('the barrier was broken or reset while this worker waited at it');
  }

  #breakByDeath(): void {
    const { words } = this;
    for (let i = 0; i < words[ARRIVED]!; i++) if (!isThreadAlive(words[ARRIVALS + i]!)) this.#break();
  }

  #break(): void {
    Atomics.store(this.words, BROKEN, 1);
    this.#end('failed');
  }

  #end(how: 'passed' | 'failed'): void {
    const { words } = this;
    const bit = 1 << (words[ROUND]! & 31);
    words[FAILED] = how === 'failed' ? words[FAILED]! | bit : words[FAILED]! & ~bit;
    words[ROUND]!++;
    Atomics.store(words, ARRIVED, 0);
    ringAll(words, BARRIER_BELL);
  }

  #locked<T>(body: () => T): T {
    lock(this.words, MUTEX, currentThread());
    try {
      return body();
    } finally {
      unlock(this.words, MUTEX);
    }
  }
}
