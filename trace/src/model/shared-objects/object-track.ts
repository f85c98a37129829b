/** One lock, queue or the like over time. */
import type { WaitReason } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import type { EventLine, Handovers } from '../handovers.ts';
import { stateIndex } from '../kind-state.ts';
import { SliceLevel, firstIndex } from '../slice-level.ts';
import { SliceTable } from '../slice-table.ts';
import { Curve } from './curve.ts';
import { mergeAll, TimeLine } from './time-line.ts';
import type { WaitTimes } from './wait-times.ts';

/** Of a pipe. Its first direction has the odd numbers, its second the even ones. */
const DIRECTIONS = 2;

export class ObjectTrack {
  readonly id: number;
  /** Holds of a lock: `value` is the thread, `object` the lock. */
  readonly holds: SliceTable = new SliceTable();
  /** Its `slices` are rows of `holds`. */
  readonly holdLevel: SliceLevel = new SliceLevel();
  readonly #waits = new Map<WaitReason, Curve>();
  /** By direction. */
  readonly #messages: readonly Curve[];
  readonly #isPipe: boolean;
  /** How much of each thread's line has been read. */
  readonly #read = new Map<EventLine, number>();

  constructor(id: number, isPipe: boolean) {
    this.id = id;
    this.#isPipe = isPipe;
    this.#messages = Array.from({ length: isPipe ? DIRECTIONS : 1 }, () => Curve.ofDistance());
  }

  /** Reads what is new. */
  update(handovers: Handovers, waits: ReadonlyMap<WaitReason, WaitTimes>): void {
    this.#addHolds(handovers);
    this.#addMessages(handovers, RowKind.put, 'rises');
    this.#addMessages(handovers, RowKind.get, 'falls');
    for (const [reason, times] of waits) {
      const curve = this.#waits.get(reason) ?? Curve.ofCount();
      this.#waits.set(reason, curve);
      curve.merge('rises', times.starts());
      curve.merge('falls', times.ends());
    }
  }

  /** A wait whose beginning is known already has come to its end. */
  endWait(reason: WaitReason, timeNs: number): void {
    this.#waits.get(reason)?.merge('falls', Float64Array.of(timeNs));
  }

  /** How many threads wait, by what they wait for. */
  get waiting(): readonly { readonly reason: WaitReason; readonly curve: Curve }[] {
    return [...this.#waits].map(([reason, curve]) => ({ reason, curve }));
  }

  /** How many messages lie in it: of a pipe one curve for each direction. */
  get depths(): readonly Curve[] {
    return this.#messages.filter(({ rises }) => rises.count > 0);
  }

  #addHolds(handovers: Handovers): void {
    const { holds, holdLevel: level } = this;
    const news = this.#news(handovers, RowKind.hold);
    if (news.length === 0) return;
    const earliestNs = news.reduce((first, [line, from]) => Math.min(first, line.detail[from]!), Infinity);
    const kept = firstIndex(level.count, (index) => level.starts[index]! >= earliestNs);
    holds.reserve(news.reduce((sum, [line, from]) => sum + line.count - from, 0));
    const tails = [this.#byStart(Float64Array.from(level.slices.subarray(kept, level.count)))];
    for (const [line, from] of news) {
      const rows = new Float64Array(line.count - from);
      for (let index = from; index < line.count; index++) {
        const [start, end] = [line.detail[index]!, line.time[index]!];
        rows[index - from] = holds.add(start, end, RowKind.hold, this.id, line.thread, line.site[index]!);
      }
      tails.push(this.#byStart(rows));
    }
    const tail = mergeAll(tails);
    level.truncate(kept);
    level.reserve(tail.count);
    for (let at = 0; at < tail.count; at++) {
      const hold = tail.values[at]!;
      // Threads read the clock one after the other: a hold may seem to begin before the one before it was over.
      const start = Math.max(holds.start[hold]!, level.count > 0 ? level.ends[level.count - 1]! : 0);
      if (holds.end[hold]! > start) level.push(start, holds.end[hold]!, hold, stateIndex('running'));
    }
  }

  /** Values are rows of `holds`. Each thread's are in order already, all but those of a lock that it takes again. */
  #byStart(rows: Float64Array): TimeLine {
    const { start } = this.holds;
    const times = new Float64Array(rows.length);
    let isSorted = true;
    for (let at = 0; at < rows.length; at++) {
      times[at] = start[rows[at]!]!;
      isSorted &&= at === 0 || times[at - 1]! <= times[at]!;
    }
    if (!isSorted) {
      rows.sort((a, b) => start[a]! - start[b]!);
      times.sort();
    }
    const line = new TimeLine();
    line.merge(times, rows);
    return line;
  }

  #addMessages(handovers: Handovers, kind: typeof RowKind.put | typeof RowKind.get, side: 'rises' | 'falls'): void {
    const news = this.#news(handovers, kind);
    if (news.length === 0) return;
    this.#messages.forEach((curve, direction) => {
      const line = mergeAll(news.map(([from, first]) => this.#ofDirection(from, first, direction)));
      if (line.count === 0) return;
      const changedFrom = curve[side].before(line.times[0]!);
      curve.merge(side, line.times.subarray(0, line.count), line.values);
      const { values, count } = curve[side];
      // Two threads may note their messages in the other order: the counter never goes back.
      for (let index = Math.max(1, changedFrom); index < count; index++) {
        values[index] = Math.max(values[index]!, values[index - 1]!);
      }
    });
  }

  /** A line's messages from `from` on that went in one direction, with their numbers in it. */
  #ofDirection({ time, detail, count }: EventLine, from: number, direction: number): TimeLine {
    const line = new TimeLine();
    const numbers = detail.subarray(from, count);
    if (!this.#isPipe) {
      line.merge(time.subarray(from, count), numbers);
      return line;
    }
    const isMeant = (number: number): boolean => (number % DIRECTIONS === 0 ? 1 : 0) === direction;
    line.merge(
      time.subarray(from, count).filter((_, at) => isMeant(numbers[at]!)),
      numbers.filter(isMeant).map((number) => Math.ceil(number / DIRECTIONS)),
    );
    return line;
  }

  /** Lines that have grown, and from where on. */
  #news(handovers: Handovers, kind: Parameters<Handovers['lines']>[0]): [line: EventLine, from: number][] {
    const news: [EventLine, number][] = [];
    for (const line of handovers.lines(kind, this.id).values()) {
      const from = this.#read.get(line) ?? 0;
      if (from === line.count) continue;
      news.push([line, from]);
      this.#read.set(line, line.count);
    }
    return news;
  }
}
