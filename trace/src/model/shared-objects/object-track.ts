/** One lock, queue or the like over time. */
import type { WaitReason } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import type { EventLine, Handovers } from '../handovers.ts';
import { stateIndex } from '../kind-state.ts';
import { SliceLevel, firstIndex } from '../slice-level.ts';
import { SliceTable } from '../slice-table.ts';
import { countOf, distanceOf, type Curve } from './curve.ts';
import { TimeLine, type Moment } from './time-line.ts';

/** A wait for the object, from its beginning to its end. */
export interface ObjectWait {
  readonly reason: WaitReason;
  readonly startNs: number;
  readonly endNs: number;
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
  update(handovers: Handovers, waits: readonly ObjectWait[]): void {
    this.#addHolds(handovers);
    this.#addMessages(handovers, RowKind.put, 'rises');
    this.#addMessages(handovers, RowKind.get, 'falls');
    for (const [reason, own] of Map.groupBy(waits, (wait) => wait.reason)) {
      const coming = this.#waits.get(reason) ?? new Coming();
      this.#waits.set(reason, coming);
      coming.rises.merge(own.map(({ startNs }) => ({ timeNs: startNs, value: 0 })));
      coming.falls.merge(own.filter(({ endNs }) => endNs < Infinity).map(({ endNs }) => ({ timeNs: endNs, value: 0 })));
    }
  }

  /** A wait whose beginning is known already has come to its end. */
  endWait(reason: WaitReason, timeNs: number): void {
    this.#waits.get(reason)?.falls.merge([{ timeNs, value: 0 }]);
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
    const added: number[] = [];
    for (const [line, from] of this.#news(handovers, RowKind.hold)) {
      for (let index = from; index < line.count; index++) {
        const [start, end] = [line.detail[index]!, line.time[index]!];
        added.push(this.holds.add(start, end, RowKind.hold, this.id, line.thread, line.site[index]!));
      }
    }
    if (added.length === 0) return;
    const { holds, holdLevel: level } = this;
    const earliestNs = added.reduce((first, hold) => Math.min(first, holds.start[hold]!), Infinity);
    const kept = firstIndex(level.count, (index) => level.starts[index]! >= earliestNs);
    const tail = [...level.slices.subarray(kept, level.count), ...added];
    level.truncate(kept);
    for (const hold of tail.sort((a, b) => holds.start[a]! - holds.start[b]!)) {
      // Threads read the clock one after the other: a hold may seem to begin before the one before it was over.
      const start = Math.max(holds.start[hold]!, level.count > 0 ? level.ends[level.count - 1]! : 0);
      if (holds.end[hold]! > start) level.push(start, holds.end[hold]!, hold, stateIndex('running'));
    }
  }

  #addMessages(handovers: Handovers, kind: typeof RowKind.put | typeof RowKind.get, side: 'rises' | 'falls'): void {
    const moments: Moment[][] = this.#messages.map(() => []);
    for (const [line, from] of this.#news(handovers, kind)) {
      for (let index = from; index < line.count; index++) {
        const number = line.detail[index]!;
        const direction = this.#isPipe && number % DIRECTIONS === 0 ? 1 : 0;
        const value = this.#isPipe ? Math.ceil(number / DIRECTIONS) : number;
        moments[direction]!.push({ timeNs: line.time[index]!, value });
      }
    }
    this.#messages.forEach((coming, direction) => {
      const line = coming[side];
      const own = moments[direction]!;
      if (own.length === 0) return;
      const earliestNs = own.reduce((first, { timeNs }) => Math.min(first, timeNs), Infinity);
      const from = line.before(earliestNs);
      line.merge(own);
      // Two threads may note their messages in the other order: the counter never goes back.
      for (let index = Math.max(1, from); index < line.count; index++) {
        line.values[index] = Math.max(line.values[index]!, line.values[index - 1]!);
      }
    });
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
