/** What the trace is told of acquires: of those of a lock or semaphore, by one thread. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import {
  callSite,
  clockNs,
  recordCount,
  recordFlood,
  recording,
  recordOpen,
  recordSlice,
} from '../instrument/record.ts';
import { AGAIN, type Again, type SharedWords } from '../shared-memory/bell.ts';

/** Waits and holds from this long on are recorded singly, ns. */
const LONG_NS = 10_000;
/** Of holds that turn out short, one in this many is timed: a clock read costs more than a free lock. */
const TIMED_HOLDS = 64;

type Outcome = 'acquired' | 'gave-up';

export class AcquireRecord {
  readonly #kind: RowKind;
  readonly #words: SharedWords;
  readonly #at: number;
  /** The line that acquired last, as far as known. */
  #site = 0;

  /** `kind` is that of its waits; at `at` lies the id of the object. */
  constructor(kind: RowKind, words: SharedWords, at: number) {
    this.#kind = kind;
    this.#words = words;
    this.#at = at;
  }

  protected get id(): number {
    return this.#words[this.#at]!;
  }

  protected get site(): number {
    return this.#site;
  }

  /** One acquire that did not wait. Only while this thread records. */
  countAcquire(): void {
    if (this.#site === 0) this.#site = callSite();
    recordCount(RowKind.acquire, this.id, this.#site);
  }

  /** Records a wait for an acquire. */
  async around<T>(wait: () => Promise<T | Again>): Promise<T | Again> {
    const startNs = this.#beginWait();
    let result: T | Again = AGAIN;
    try {
      return (result = await wait());
    } finally {
      this.endWait(startNs, result === AGAIN ? 'gave-up' : 'acquired');
    }
  }

  /** The same of a wait that blocks. */
  aroundSync<T>(wait: () => T | Again): T | Again {
    const startNs = this.#beginWait();
    let result: T | Again = AGAIN;
    try {
      return (result = wait());
    } finally {
      this.endWait(startNs, result === AGAIN ? 'gave-up' : 'acquired');
    }
  }

  #beginWait(): number {
    if (!recording()) return 0;
    this.#site = callSite();
    return recordOpen(this.#kind, this.id, this.#site);
  }

  /** A wait has ended; `startNs` is 0 where it is not recorded. A short one and its acquire are counted apart. */
  protected endWait(startNs: number, outcome: Outcome): void {
    if (startNs === 0) return;
    if (outcome === 'gave-up' || clockNs() - startNs >= LONG_NS) {
      recordSlice(this.#kind, startNs, this.id, outcome === 'acquired' ? 1 : 0, this.#site);
      return;
    }
    recordFlood(this.#kind, startNs, this.id, 0, this.#site);
    recordCount(RowKind.acquire, this.id, this.#site);
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

  /** One more acquire by who holds the lock already. */
  countNested(): void {
    super.countAcquire();
  }

  protected override endWait(startNs: number, outcome: Outcome): void {
    super.endWait(startNs, outcome);
    if (outcome === 'gave-up' || !recording()) return;
    this.#contended = true;
    this.sinceNs = clockNs();
  }

  /** Holds that are long or that others waited for are recorded; after a long one the next are all timed. */
  endHold(): void {
    const long = clockNs() - this.sinceNs >= LONG_NS;
    if (long) this.#untilTimed = 1;
    if (long || this.#contended) recordSlice(RowKind.hold, this.sinceNs, this.id, 0, this.site);
    this.sinceNs = 0;
    this.#contended = false;
  }
}
