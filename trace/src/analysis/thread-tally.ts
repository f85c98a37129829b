/**
 * What the slices of a thread come to, each read once: of a live run the same is asked again and again, and a snapshot costs what
 * is new since the last one.
 */
import { quantityOf } from '../model/quantity.ts';
import type { SliceTable } from '../model/slice-table.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';
import { Durations } from './percentiles.ts';

/** A worker that is without a task for longer than this waits for something else than the next one's delivery. */
const MAX_GAP_NS = 1_000_000;

export interface CopySum {
  count: number;
  ns: number;
  bytes: number;
}

/** Sums over slices. What is still open ends at the newest time. */
export class SliceSums {
  firstTaskNs: number = Number.POSITIVE_INFINITY;
  lastTaskNs: number = Number.NEGATIVE_INFINITY;
  /** Of all tasks. */
  taskNs = 0;
  /** No more than the time in which the thread was in some task: less where they lie in each other. */
  inTaskNs = 0;
  /** The pool that the thread works for, as its tasks tell; 0 = none. */
  pool = 0;
  /** Waits for the next task, the short ones. */
  gapNs = 0;
  /** By queue, pipe or pool. */
  readonly copies: Map<number, CopySum> = new Map<number, CopySum>();

  copy(): SliceSums {
    const copy = new SliceSums();
    copy.firstTaskNs = this.firstTaskNs;
    copy.lastTaskNs = this.lastTaskNs;
    copy.taskNs = this.taskNs;
    copy.inTaskNs = this.inTaskNs;
    copy.pool = this.pool;
    copy.gapNs = this.gapNs;
    for (const [object, sum] of this.copies) copy.copies.set(object, { ...sum });
    return copy;
  }

  add({ kind, start, end, object, value }: SliceTable, slice: number, newestNs: number): void {
    const startNs = start[slice]!;
    const endNs = Math.min(end[slice]!, newestNs);
    switch (kind[slice]) {
      case RowKind.task:
        this.pool ||= value[slice]!;
        this.firstTaskNs = Math.min(this.firstTaskNs, startNs);
        this.inTaskNs += Math.max(0, endNs - Math.max(startNs, this.lastTaskNs));
        this.lastTaskNs = Math.max(this.lastTaskNs, endNs);
        this.taskNs += endNs - startNs;
        break;
      case RowKind.waitTask:
        if (endNs - startNs <= MAX_GAP_NS) this.gapNs += endNs - startNs;
        break;
      case RowKind.serialize: {
        const sum = this.copies.get(object[slice]!) ?? { count: 0, ns: 0, bytes: 0 };
        sum.count++;
        sum.ns += endNs - startNs;
        sum.bytes += quantityOf(value[slice]!);
        this.copies.set(object[slice]!, sum);
        break;
      }
      default:
    }
  }
}

/** The sums of one thread, and how long its tasks took. */
export interface ThreadTally {
  readonly sums: SliceSums;
  /** Of tasks that have ended with a row of their own. */
  readonly taskTimes: Durations;
  /** Of those whose thread or run was over before. */
  readonly cutOffNs: readonly number[];
}

class GrowingTally {
  readonly #track: ThreadTrack;
  readonly #sums = new SliceSums();
  readonly #taskTimes = new Durations();
  #next = 0;
  /** Slices before `#next` that had not come to an end when they were read. */
  #left: readonly number[] = [];

  constructor(track: ThreadTrack) {
    this.#track = track;
  }

  until(newestNs: number): ThreadTally {
    const { slices, unfinished } = this.#track;
    const left = this.#left.filter((slice) => !this.#settle(slice, unfinished));
    for (; this.#next < slices.count; this.#next++) {
      if (!this.#settle(this.#next, unfinished)) left.push(this.#next);
    }
    this.#left = left;
    if (left.length === 0) return { sums: this.#sums, taskTimes: this.#taskTimes, cutOffNs: [] };
    const sums = this.#sums.copy();
    for (const slice of left) sums.add(slices, slice, newestNs);
    const cutOff = left.filter((slice) => slices.kind[slice] === RowKind.task && slices.end[slice] !== Infinity);
    const cutOffNs = cutOff.map((slice) => slices.end[slice]! - slices.start[slice]!);
    return { sums, taskTimes: this.#taskTimes, cutOffNs };
  }

  /** Adds a slice that will not change any more; gives whether it is one. */
  #settle(slice: number, unfinished: readonly number[]): boolean {
    if (unfinished.length > 0 && unfinished.includes(slice)) return false;
    const { slices } = this.#track;
    this.#sums.add(slices, slice, Infinity);
    if (slices.kind[slice] === RowKind.task) this.#taskTimes.add(slices.end[slice]! - slices.start[slice]!);
    return true;
  }
}

/** Kept as long as the threads are. */
const TALLIES = new WeakMap<ThreadTrack, GrowingTally>();

/** `newestNs`: where what is still open ends. Holds until more of the trace has been read. */
export function tallyOf(track: ThreadTrack, newestNs: number): ThreadTally {
  let tally = TALLIES.get(track);
  if (tally === undefined) TALLIES.set(track, (tally = new GrowingTally(track)));
  return tally.until(newestNs);
}
