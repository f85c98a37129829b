/** One lock, queue or the like over time. */
import type { WaitReason } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import type { EventLine, Handovers } from '../handovers.ts';
import { stateIndex } from '../kind-state.ts';
import { SliceLevel, firstIndex } from '../slice-level.ts';
import { SliceTable } from '../slice-table.ts';
import { countOf, distanceOf, type Curve } from './curve.ts';
import { mergeAll, TimeLine } from './time-line.ts';

/** Waits for the object for one reason, in any order: there may be millions. */
export interface WaitTimes {
  readonly startNs: number[];
  /** Infinity while the wait goes on. */
  readonly endNs: number[];
}

/** Who comes and who goes. */
class Coming {
  readonly rises: TimeLine = new TimeLine();
  readonly falls: TimeLine = new TimeLine();
}

/** Its first direction has the odd numbers, its second the even ones. */
const DIRECTIONS = 2;

export class ObjectTrack {
  readonly id: number;
  /** Holds of a lock: `value` is the thread, `object` the lock. */
  readonly holds: SliceTable = new SliceTable();
  /** Its `slices` are rows of `holds`. */
  readonly holdLevel: SliceLevel = new SliceLevel();
  readonly #waits = new Map<WaitReason, Coming>();
  readonly #messages: readonly Coming[] = Array.from({ length: DIRECTIONS }, () => new Coming());
  readonly #isPipe: boolean;
  /** How much of each thread's line has been read. */
  readonly #read = new Map<EventLine, number>();

  constructor(id: number, isPipe: boolean) {
    this.id = id;
    this.#isPipe = isPipe;
  }

  /** Reads what is new. */
  update(handovers: Handovers, waits: ReadonlyMap<WaitReason, WaitTimes>): void {
    this.#addHolds(handovers);
    this.#addMessages(handovers, RowKind.put, 'rises');
    this.#addMessages(handovers, RowKind.get, 'falls');
    for (const [reason, { startNs, endNs }] of waits) {
      const coming = this.#waits.get(reason) ?? new Coming();
      this.#waits.set(reason, coming);
      coming.rises.merge(new Float64Array(startNs).sort());
      coming.falls.merge(new Float64Array(endNs.filter((timeNs) => timeNs < Infinity)).sort());
    }
  }

  /** A wait whose beginning is known already has come to its end. */
  endWait(reason: WaitReason, timeNs: number): void {
    this.#waits.get(reason)?.falls.merge([timeNs]);
  }

  /** How many threads wait, by what they wait for. */
  get waiting(): readonly { readonly reason: WaitReason; readonly curve: Curve }[] {
    return [...this.#waits].map(([reason, { rises, falls }]) => ({ reason, curve: countOf(rises, falls) }));
  }

  /** How many messages lie in it: of a pipe one curve for each direction. */
  get depths(): readonly Curve[] {
    return this.#messages.filter(({ rises }) => rises.count > 0).map(({ rises, falls }) => distanceOf(rises, falls));
  }

  #addHolds(handovers: Handovers): void {
    const { holds, holdLevel: level } = this;
    const news = this.#news(handovers, RowKind.hold);
    if (news.length === 0) return;
    const earliestNs = news.reduce((first, [line, from]) => Math.min(first, line.detail[from]!), Infinity);
    const kept = firstIndex(level.count, (index) => level.starts[index]! >= earliestNs);
    const tails = [this.#byStart([...level.slices.subarray(kept, level.count)])];
    for (const [line, from] of news) {
      const rows: number[] = [];
      for (let index = from; index < line.count; index++) {
        const [start, end] = [line.detail[index]!, line.time[index]!];
        rows.push(holds.add(start, end, RowKind.hold, this.id, line.thread, line.site[index]!));
      }
      tails.push(this.#byStart(rows));
    }
    const tail = mergeAll(tails);
    level.truncate(kept);
    for (let at = 0; at < tail.count; at++) {
      const hold = tail.values[at]!;
      // Threads read the clock one after the other: a hold may seem to begin before the one before it was over.
      const start = Math.max(holds.start[hold]!, level.count > 0 ? level.ends[level.count - 1]! : 0);
      if (holds.end[hold]! > start) level.push(start, holds.end[hold]!, hold, stateIndex('running'));
    }
  }

  /** Values are rows of `holds`. Each thread's are in order already, all but those of a lock that it takes again. */
  #byStart(rows: number[]): TimeLine {
    const { start } = this.holds;
    rows.sort((a, b) => start[a]! - start[b]!);
    const line = new TimeLine();
    line.merge(
      rows.map((row) => start[row]!),
      rows,
    );
    return line;
  }

  #addMessages(handovers: Handovers, kind: typeof RowKind.put | typeof RowKind.get, side: 'rises' | 'falls'): void {
    const changedFrom = this.#messages.map(() => Infinity);
    for (const [line, from] of this.#news(handovers, kind)) {
      this.#messages.forEach((coming, direction) => {
        const { times, values } = this.#ofDirection(line, from, direction);
        if (times.length === 0) return;
        changedFrom[direction] = Math.min(changedFrom[direction]!, coming[side].before(times[0]!));
        coming[side].merge(times, values);
      });
    }
    this.#messages.forEach((coming, direction) => {
      const { values, count } = coming[side];
      // Two threads may note their messages in the other order: the counter never goes back.
      for (let index = Math.max(1, changedFrom[direction]!); index < count; index++) {
        values[index] = Math.max(values[index]!, values[index - 1]!);
      }
    });
  }

  /** A line's messages from `from` on that went in one direction, with their numbers in it. */
  #ofDirection(
    { time, detail, count }: EventLine,
    from: number,
    direction: number,
  ): { times: number[]; values: number[] } {
    const times: number[] = [];
    const values: number[] = [];
    for (let index = from; index < count; index++) {
      const number = detail[index]!;
      if ((this.#isPipe && number % DIRECTIONS === 0 ? 1 : 0) !== direction) continue;
      times.push(time[index]!);
      values.push(this.#isPipe ? Math.ceil(number / DIRECTIONS) : number);
    }
    return { times, values };
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
