/**
 * Who let whom go on: ends of holds, puts, gets and notifications, by object and thread, in the order of time. A wait's own row says for
 * what it waited; these say whose doing its end was.
 */
import type { RowBatch } from '../row-batch.ts';
import { RowKind } from '../vocabulary.ts';
import { firstIndex, grown } from './slice-level.ts';

/** Events that are looked at one by one before the rest is searched: who goes through time asks for one after the other. */
const NEAR = 8;

/** Events of one thread about one object. */
export class EventLine {
  readonly thread: number;
  count = 0;
  /** When each was over, ns. */
  time: Float64Array = new Float64Array(8);
  /** Of a hold: when it began, ns. Of a put or get: the number of the message. */
  detail: Float64Array = new Float64Array(8);
  site: Uint32Array = new Uint32Array(8);
  #found = 0;

  constructor(thread: number) {
    this.thread = thread;
  }

  /** A thread tells of its events in their order; one that does not fit into it is left out. */
  add(timeNs: number, detail: number, site: number): void {
    if (this.count > 0 && timeNs < this.time[this.count - 1]!) return;
    if (this.count === this.time.length) {
      this.time = grown(this.time, new Float64Array(this.count * 2));
      this.detail = grown(this.detail, new Float64Array(this.count * 2));
      this.site = grown(this.site, new Uint32Array(this.count * 2));
    }
    this.time[this.count] = timeNs;
    this.detail[this.count] = detail;
    this.site[this.count] = site;
    this.count++;
  }

  /** Index of the last event at or before that time; -1 when there is none. Quick near the one that was found last. */
  lastUntil(timeNs: number): number {
    const { time, count } = this;
    let found = Math.min(this.#found, count - 1);
    for (let steps = 0; found >= 0 && time[found]! > timeNs; found--) {
      if (++steps > NEAR) return (this.#found = firstIndex(found, (index) => time[index]! > timeNs) - 1);
    }
    for (let steps = 0; found + 1 < count && time[found + 1]! <= timeNs; found++) {
      if (++steps > NEAR) return (this.#found = firstIndex(count, (index) => time[index]! > timeNs) - 1);
    }
    return (this.#found = found);
  }

  /** Index of the first event at or after that time; `count` when there is none. */
  firstFrom(timeNs: number): number {
    return firstIndex(this.count, (index) => this.time[index]! >= timeNs);
  }
}

/** One event: which line, and its place there. */
export interface FoundEvent {
  readonly line: EventLine;
  readonly index: number;
}

/** Events in `(afterNs, untilNs]` of any thread but one. */
export interface TimeRange {
  readonly afterNs: number;
  readonly untilNs: number;
  readonly except: number;
}

export interface LastEvents {
  /** The last event in the range; `undefined` when there is none. */
  last(kind: HandoverKind, object: number, range: TimeRange): FoundEvent | undefined;
}

interface RecentLine {
  readonly object: number;
  readonly line: EventLine;
}

export type HandoverKind = typeof RowKind.hold | typeof RowKind.put | typeof RowKind.get | typeof RowKind.notify;

const NONE: ReadonlyMap<number, EventLine> = new Map<number, EventLine>();

export class Handovers implements LastEvents {
  readonly #lines: Readonly<Record<HandoverKind, Map<number, Map<number, EventLine>>>> = {
    [RowKind.hold]: new Map<number, Map<number, EventLine>>(),
    [RowKind.put]: new Map<number, Map<number, EventLine>>(),
    [RowKind.get]: new Map<number, Map<number, EventLine>>(),
    [RowKind.notify]: new Map<number, Map<number, EventLine>>(),
  };

  /** The line that was written to last, by kind: a thread's rows come one after the other, most of them about one object. */
  readonly #recent: Partial<Record<HandoverKind, RecentLine>> = {};

  /** Takes a row of these kinds. */
  add(batch: RowBatch, row: number): void {
    const kind = batch.kind[row] as HandoverKind;
    const time = batch.time[row]!;
    const object = batch.object[row]!;
    const thread = batch.thread[row]!;
    let recent = this.#recent[kind];
    if (recent?.object !== object || recent.line.thread !== thread) {
      this.#recent[kind] = recent = { object, line: this.#line(kind, object, thread) };
    }
    const detail = kind === RowKind.hold ? time : batch.value[row]!;
    recent.line.add(time + batch.duration[row]!, detail, batch.site[row]!);
  }

  /** Lines by thread. */
  lines(kind: HandoverKind, object: number): ReadonlyMap<number, EventLine> {
    return this.#lines[kind].get(object) ?? NONE;
  }

  last(kind: HandoverKind, object: number, { afterNs, untilNs, except }: TimeRange): FoundEvent | undefined {
    let found: FoundEvent | undefined;
    let latestNs = afterNs;
    for (const line of this.lines(kind, object).values()) {
      if (line.thread === except) continue;
      const index = line.lastUntil(untilNs);
      if (index < 0 || line.time[index]! <= latestNs) continue;
      latestNs = line.time[index]!;
      found = { line, index };
    }
    return found;
  }

  /** The put of a message. */
  putOf(object: number, message: number): FoundEvent | undefined {
    return this.messageOf(RowKind.put, object, message);
  }

  /** Its put, or its get. */
  messageOf(kind: typeof RowKind.put | typeof RowKind.get, object: number, message: number): FoundEvent | undefined {
    for (const line of this.lines(kind, object).values()) {
      const index = firstIndex(line.count, (at) => line.detail[at]! >= message);
      if (index < line.count && line.detail[index] === message) return { line, index };
    }
    return undefined;
  }

  /** Lines of one thread, by object. */
  *ofThread(kind: HandoverKind, thread: number): Generator<readonly [object: number, line: EventLine]> {
    for (const [object, lines] of this.#lines[kind]) {
      const line = lines.get(thread);
      if (line !== undefined) yield [object, line];
    }
  }

  #line(kind: HandoverKind, object: number, thread: number): EventLine {
    const ofKind = this.#lines[kind];
    let ofObject = ofKind.get(object);
    if (ofObject === undefined) ofKind.set(object, (ofObject = new Map<number, EventLine>()));
    let line = ofObject.get(thread);
    if (line === undefined) ofObject.set(thread, (line = new EventLine(thread)));
    return line;
  }
}
