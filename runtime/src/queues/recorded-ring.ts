/** A ring of messages whose puts, gets and waits are recorded: what queues and pipes are made of. */
import { type ObjectType, RowKind } from '../../../trace/src/vocabulary.ts';
import {
  callSite,
  clockNs,
  LARGE_BYTES,
  permitsSingle,
  recordCopy,
  recordCount,
  recordFlood,
  recording,
  recordObject,
  recordOpen,
  recordRow,
  withdrawOpen,
} from '../instrument/record.ts';
import { AGAIN, deadlineOf, type SyncWaitOptions, type WaitOptions } from '../shared-memory/bell.ts';
import { NOTHING, type Ring } from '../shared-memory/ring.ts';
import { nextNumber } from '../shared-memory/run-numbers.ts';

/** What a fruitless try asks: the error that ends the wait, or undefined while there is hope. */
export type Hopeless = () => Error | undefined;

/** Which of several rings of one object a ring is: their messages are numbered alternately. */
export interface RingShare {
  readonly index: number;
  readonly count: number;
  /** Number of its first message among its own. */
  readonly first: number;
}

const WHOLE: RingShare = { index: 0, count: 1, first: 1 };
/** Of messages beyond those that may be recorded singly one in this many is timed: a clock read costs as much as they do. */
const TIMED = 64;
/** What takes longer is recorded singly, ns. */
const LONG_NS = 10_000;

export class RecordedRing {
  readonly ring: Ring;
  readonly #share: RingShare;
  /** Where this thread put or got last, as far as known. */
  #site = 0;
  #untilTimed = TIMED;
  /** Of waits for a message. */
  #getKind: RowKind = RowKind.waitGet;

  constructor(ring: Ring, share: RingShare = WHOLE) {
    this.ring = ring;
    this.#share = share;
  }

  /** What waits for a message are for, where it is none that the user sends. `serves`: by a thread that is idle without one. */
  describeWaits(what: string, serves: boolean): void {
    this.ring.aMessage = { what: () => what, silent: serves, unbreakable: serves };
    this.#getKind = serves ? RowKind.waitTask : RowKind.waitGet;
  }

  /** Puts a message if there is room. */
  tryPut(item: unknown): boolean {
    if (!recording()) return this.ring.tryPut(item);
    const startNs = this.#begin();
    const done = this.ring.tryPut(item);
    if (done) this.#record(RowKind.put, startNs);
    return done;
  }

  /** Takes the oldest message; NOTHING when there is none. */
  tryGet(): unknown {
    if (!recording()) return this.ring.tryGet();
    const startNs = this.#begin();
    const value = this.ring.tryGet();
    if (value !== NOTHING) this.#record(RowKind.get, startNs);
    return value;
  }

  /** Puts a message that found no room just now. False when the time ran out; rejects on abort, and with what `hopeless` gives. */
  async put(item: unknown, options?: WaitOptions, hopeless?: Hopeless): Promise<boolean> {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(RowKind.waitPut);
    let done: unknown = AGAIN;
    try {
      done = await this.ring.waitForRoom(() => this.#place(item, startNs, hopeless), deadlineMs, options);
    } finally {
      if (done === AGAIN) this.#endWait(RowKind.waitPut, startNs);
    }
    return done !== AGAIN;
  }

  /** The same, blocking the thread. */
  putSync(item: unknown, options?: SyncWaitOptions, hopeless?: Hopeless): boolean {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(RowKind.waitPut);
    let done: unknown = AGAIN;
    try {
      done = this.ring.waitForRoomSync(() => this.#place(item, startNs, hopeless), deadlineMs);
    } finally {
      if (done === AGAIN) this.#endWait(RowKind.waitPut, startNs);
    }
    return done !== AGAIN;
  }

  /** Takes the next message, of which there was none just now. NOTHING when the time ran out; rejects as `put`. */
  async get(options?: WaitOptions, hopeless?: Hopeless): Promise<unknown> {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(this.#getKind);
    let value: unknown = AGAIN;
    try {
      value = await this.ring.waitForMessage(() => this.#take(startNs, hopeless), deadlineMs, options);
    } finally {
      if (value === AGAIN) this.#endWait(this.#getKind, startNs);
    }
    return value === AGAIN ? NOTHING : value;
  }

  /** The same, blocking the thread. */
  getSync(options?: SyncWaitOptions, hopeless?: Hopeless): unknown {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(this.#getKind);
    let value: unknown = AGAIN;
    try {
      value = this.ring.waitForMessageSync(() => this.#take(startNs, hopeless), deadlineMs);
    } finally {
      if (value === AGAIN) this.#endWait(this.#getKind, startNs);
    }
    return value === AGAIN ? NOTHING : value;
  }

  /** Waits until `ready` holds, without taking anything; false when the time ran out. Rejects on abort. */
  async waitUntil(ready: () => boolean, options: WaitOptions): Promise<boolean> {
    if (ready()) return true;
    const startNs = this.#beginWait(this.#getKind);
    try {
      return (await this.ring.waitForMessage(() => ready() || AGAIN, deadlineOf(options.timeoutMs), options)) !== AGAIN;
    } finally {
      this.#endWait(this.#getKind, startNs);
    }
  }

  /** The same, blocking the thread. */
  waitUntilSync(ready: () => boolean, { timeoutMs }: SyncWaitOptions): boolean {
    if (ready()) return true;
    const startNs = this.#beginWait(this.#getKind);
    try {
      return this.ring.waitForMessageSync(() => ready() || AGAIN, deadlineOf(timeoutMs)) !== AGAIN;
    } finally {
      this.#endWait(this.#getKind, startNs);
    }
  }

  /** A put, get or wait begins that somebody else does for this thread: when, ns; 0 while nothing is recorded. `kind`: of its wait. */
  begin(kind: RowKind): number {
    return this.#beginWait(kind);
  }

  /** A put that somebody else has still to do. */
  countPut(): void {
    if (recording()) this.#record(RowKind.put, 0);
  }

  /** It has ended. `number`: of the message in the ring, as its `lastSequence`; 0 = there was none. */
  end(kind: RowKind, startNs: number, { number, waited }: { readonly number: number; readonly waited: boolean }): void {
    if (startNs === 0) return;
    if (waited && number > 0) {
      this.#endWithMessage(kind, startNs, { sinceNs: Infinity, number });
      return;
    }
    if (waited) this.#endWait(kind, startNs);
    else withdrawOpen(kind, startNs);
    if (number === 0) return;
    const { objectId } = this.ring;
    if (permitsSingle()) recordFlood(doneBy(kind), startNs, objectId, this.#numberOf(number), this.#site);
    else recordCount(doneBy(kind), objectId, this.#site, clockNs() - startNs);
  }

  #numberOf(sequence: number): number {
    const { index, count, first } = this.#share;
    return (sequence - 2 + first) * count + index + 1;
  }

  /** A try of a waiting put. Records are written here, where the message's number is still known. */
  #place(item: unknown, startNs: number, hopeless: Hopeless | undefined): true | typeof AGAIN {
    const triedNs = clockNs();
    if (!this.ring.tryPut(item)) {
      const error = hopeless?.();
      if (error !== undefined) throw error;
      return AGAIN;
    }
    this.#endWithMessage(RowKind.waitPut, startNs, { sinceNs: triedNs, number: this.ring.lastSequence });
    return true;
  }

  /** A try of a waiting get. */
  #take(startNs: number, hopeless: Hopeless | undefined): unknown {
    const triedNs = clockNs();
    let value = this.ring.tryGet();
    if (value === NOTHING) {
      const error = hopeless?.();
      if (error === undefined) return AGAIN;
      // What was put last, right before hope was gone, is still taken.
      value = this.ring.tryGet();
      if (value === NOTHING) throw error;
    }
    this.#endWithMessage(this.#getKind, startNs, { sinceNs: triedNs, number: this.ring.lastSequence });
    return value;
  }

  /** When a put or get begins, ns; 0 = it is only counted. */
  #begin(): number {
    if (permitsSingle()) return clockNs();
    if (--this.#untilTimed > 0) return 0;
    this.#untilTimed = TIMED;
    return clockNs();
  }

  #record(kind: RowKind, startNs: number, number: number = this.ring.lastSequence): void {
    if (!recording()) return;
    if (this.#site === 0) this.#site = callSite();
    const { objectId } = this.ring;
    if (startNs === 0) {
      recordCount(kind, objectId, this.#site);
      return;
    }
    this.#recordBytes(startNs);
    const durationNs = permitsSingle() ? LONG_NS : clockNs() - startNs;
    if (durationNs < LONG_NS) {
      // It stands for those that were not timed.
      recordCount(kind, objectId, this.#site, durationNs * TIMED);
      return;
    }
    recordFlood(kind, startNs, objectId, this.#numberOf(number), this.#site);
  }

  /** How large the message was that this thread has just put or got, right before its row: that one tells which message it is. */
  #recordBytes(startNs: number): void {
    const { lastBytes, objectId } = this.ring;
    if (lastBytes >= LARGE_BYTES) recordCopy(startNs, lastBytes, objectId);
  }

  #beginWait(kind: RowKind): number {
    if (!recording()) return 0;
    this.#site = callSite();
    return recordOpen(kind, this.ring.objectId, this.#site);
  }

  /** A wait ends with its message: at one moment, by which the trace knows that they belong together. */
  #endWithMessage(
    kind: RowKind,
    startNs: number,
    { sinceNs, number }: { readonly sinceNs: number; readonly number: number },
  ): void {
    if (startNs === 0) return;
    const endNs = clockNs();
    const { objectId: object } = this.ring;
    const site = this.#site;
    if (endNs - startNs < LONG_NS) {
      this.#endWait(kind, startNs);
      this.#record(doneBy(kind), Math.min(sinceNs, endNs), number);
      return;
    }
    withdrawOpen(kind, startNs);
    recordRow({ kind, timeNs: startNs, durationNs: endNs - startNs, object, site });
    const timeNs = Math.min(sinceNs, endNs);
    this.#recordBytes(timeNs);
    const value = this.#numberOf(number);
    recordRow({ kind: doneBy(kind), timeNs, durationNs: endNs - timeNs, object, value, site });
  }

  #endWait(kind: RowKind, startNs: number): void {
    if (startNs !== 0) recordFlood(kind, startNs, this.ring.objectId, 0, this.#site);
  }
}

/** What ends a wait of that kind. */
function doneBy(wait: RowKind): RowKind {
  return wait === RowKind.waitPut ? RowKind.put : RowKind.get;
}

/** Introduces a new object to the trace as `prefix-N`; gives its id, 0 while nothing is recorded. */
export function introduce(type: ObjectType, prefix: string): number {
  return recording() ? recordObject(type, `${prefix}-${nextNumber(type)}`, callSite()) : 0;
}
