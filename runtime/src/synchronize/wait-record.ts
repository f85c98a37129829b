/** What the trace is told of waits, acquires and holds. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import {
  callSite,
  clockNs,
  permitsSingle,
  recordCount,
  recordFlood,
  recordRow,
  recording,
  recordOpen,
  recordSlice,
  withdrawOpen,
} from '../instrument/record.ts';
import { AGAIN, type Again, type SharedWords } from '../shared-memory/bell.ts';

/** Waits and holds from this long on are recorded singly, ns. */
const LONG_NS = 10_000;
/** Of holds that turn out short, one in this many is timed: a clock read costs more than a free lock. */
const TIMED_HOLDS = 64;

type Outcome = 'acquired' | 'gave-up';

/** How a call that somebody else has done for this thread has ended; `refused`: with an error, without a wait. */
type Ending = 'at-once' | 'nested' | 'waited' | 'in-vain' | 'refused';

/** What the trace is told of one thread's waits for an object. */
export class WaitRecord {
  readonly #kind: RowKind;
  readonly #words: SharedWords;
  readonly #at: number;
  /** The line that waited or acquired last, as far as known. */
  protected site = 0;

  /** `kind` is that of the waits; at `at` lies the id of the object. */
  constructor(kind: RowKind, words: SharedWords, at: number) {
    this.#kind = kind;
    this.#words = words;
    this.#at = at;
  }

  protected get id(): number {
    return this.#words[this.#at]!;
  }

  /** Records a wait; AGAIN is one that gave up. */
  async around<T>(wait: () => Promise<T | Again>): Promise<T | Again> {
    const startNs = this.begin();
    let result: T | Again = AGAIN;
    try {
      return (result = await wait());
    } finally {
      if (startNs !== 0) this.endWait(startNs, this.#kind, result === AGAIN ? 'gave-up' : 'acquired');
    }
  }

  /** The same of a wait that blocks. */
  aroundSync<T>(wait: () => T | Again): T | Again {
    const startNs = this.begin();
    let result: T | Again = AGAIN;
    try {
      return (result = wait());
    } finally {
      if (startNs !== 0) this.endWait(startNs, this.#kind, result === AGAIN ? 'gave-up' : 'acquired');
    }
  }

  /**
   * Others are let go on. Of a flood, where single rows are not permitted, nobody could see which. `timeNs`: before the line is
   * looked up, because who looks just now goes on meanwhile.
   */
  noteWaking(timeNs: number = clockNs()): void {
    if (!permitsSingle()) return;
    recordRow({ kind: RowKind.notify, timeNs, object: this.id, site: callSite() });
  }

  /** A wait begins: when, ns; 0 while nothing is recorded. */
  begin(): number {
    if (!recording()) return 0;
    this.site = callSite();
    return recordOpen(this.#kind, this.id, this.site);
  }

  /** What began, and somebody else has done for this thread, has ended. */
  end(startNs: number, how: Ending): void {
    if (startNs === 0) return;
    if (how === 'waited' || how === 'in-vain')
      this.endWait(startNs, this.#kind, how === 'waited' ? 'acquired' : 'gave-up');
    else withdrawOpen(this.#kind, startNs);
    if (how === 'at-once') this.countAcquire();
    else if (how === 'nested') this.countNested();
  }

  /** What did not wait is told of locks and semaphores alone. */
  countAcquire(): void {
    // Nothing was acquired.
  }

  /** One more acquire by who has it already. */
  countNested(): void {
    this.countAcquire();
  }

  protected endWait(startNs: number, kind: RowKind, outcome: Outcome): void {
    recordFlood(kind, startNs, this.id, outcome === 'acquired' ? 1 : 0, this.site);
  }
}

/** The same of a lock or semaphore, where a wait may end in an acquire. */
export class AcquireRecord extends WaitRecord {
  /** One acquire that did not wait. Only while this thread records. */
  override countAcquire(): void {
    if (this.site === 0) this.site = callSite();
    recordCount(RowKind.acquire, this.id, this.site);
  }

  /** A short wait and its acquire are counted apart. */
  protected override endWait(startNs: number, kind: RowKind, outcome: Outcome): void {
    if (outcome === 'gave-up' || clockNs() - startNs >= LONG_NS) {
      recordSlice(kind, startNs, this.id, outcome === 'acquired' ? 1 : 0, this.site);
      return;
    }
    recordFlood(kind, startNs, this.id, 0, this.site);
    recordCount(RowKind.acquire, this.id, this.site);
  }
}

/** The same of locks, with the times that they are held. */
export class HoldRecord extends AcquireRecord {
  /** When the current hold began, ns on the trace's clock; 0 when it is not timed. */
  sinceNs = 0;
  #untilTimed = 1;
  #contended = false;

  constructor(words: SharedWords, at: number) {
    super(RowKind.waitLock, words, at);
  }

  override countAcquire(): void {
    super.countAcquire();
    // A hold that another thread ended is not ours to time.
    this.sinceNs = 0;
    this.#contended = false;
    if (--this.#untilTimed > 0) return;
    this.#untilTimed = TIMED_HOLDS;
    this.sinceNs = clockNs();
  }

  override countNested(): void {
    super.countAcquire();
  }

  protected override endWait(startNs: number, kind: RowKind, outcome: Outcome): void {
    super.endWait(startNs, kind, outcome);
    if (outcome === 'gave-up') return;
    this.#contended = true;
    this.sinceNs = clockNs();
  }

  /** Holds that are long or that others waited for are recorded; after a long one the next are all timed. */
  endHold(timeNs: number = clockNs()): void {
    if (this.sinceNs === 0) return;
    const durationNs = timeNs - this.sinceNs;
    const long = durationNs >= LONG_NS;
    if (long) this.#untilTimed = 1;
    if (long || this.#contended)
      recordRow({ kind: RowKind.hold, timeNs: this.sinceNs, durationNs, object: this.id, site: this.site });
    this.sinceNs = 0;
    this.#contended = false;
  }
}
