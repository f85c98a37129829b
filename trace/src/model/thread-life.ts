/**
 * What a thread was at, laid on the time axis once, for the chart and for the figures alike. Its slices say it of
 * themselves; inside a task, and outside of all slices, sampling does (`period-layer.ts`). A trace that grows changes lives
 * near their ends: they are gone on with from the last checkpoint before that.
 */
import { RowKind } from '../vocabulary.ts';
import { ADJACENT_NS } from './activity-track.ts';
import { stateIndex, stateOfKind } from './kind-state.ts';
import { LifeCheckpoints } from './life-checkpoints.ts';
import { PeriodLayer } from './period-layer.ts';
import { TimeClass } from './period-parts.ts';
import { PieceLevels, type VisitSum } from './piece-levels.ts';
import { NO_SLICE, Segments } from './segments.ts';
import type { SliceLevel } from './slice-level.ts';
import type { ThreadTrack } from './thread-track.ts';
import { workBegins } from './work-begins.ts';

export interface ThreadLife {
  readonly startNs: number;
  /** Its exit, else until when it was looked at. */
  readonly endNs: number;
  /** ns by kind of row in which a slice of that kind was the innermost; tasks are in `levels`. */
  readonly kindNs: Float64Array;
  /**
   * Pieces between the slices: on level 0 outside of all, on level n inside a task of level n - 1. In `slices`: index into
   * `WAIT_REASONS` + 1. Where nothing was sampled outside of slices there is no piece: nobody knows.
   */
  readonly levels: readonly SliceLevel[];
  /** Counted idle time (ns) that no sampled sleep explains. */
  readonly unplacedIdleNs: number;
  /** Visits what the pieces of `levels` come to, without going over them. */
  eachSum(visit: VisitSum): void;
}

class LaidLife implements ThreadLife {
  readonly startNs: number;
  readonly endNs: number;
  readonly kindNs: Float64Array;
  readonly unplacedIdleNs: number;
  readonly #pieces: PieceLevels;
  readonly #isSleepNoise: boolean;
  #levels: readonly SliceLevel[] | undefined;

  constructor(startNs: number, endNs: number, kindNs: Float64Array, pieces: PieceLevels, layer: PeriodLayer) {
    this.startNs = startNs;
    this.endNs = endNs;
    this.kindNs = kindNs;
    this.unplacedIdleNs = layer.unplacedIdleNs;
    this.#pieces = pieces;
    this.#isSleepNoise = layer.isSleepNoise;
  }

  get levels(): readonly SliceLevel[] {
    return (this.#levels ??= this.#isSleepNoise ? this.#pieces.withoutSleepInTasks() : this.#pieces.levels);
  }

  eachSum(visit: VisitSum): void {
    if (this.#isSleepNoise) this.#pieces.eachSumWithoutSleep(visit);
    else this.#pieces.eachSum(visit);
  }
}

/** `endNs`: until when a thread that has not ended is looked at. */
export function threadLife(track: ThreadTrack, endNs: number): ThreadLife {
  return new GrowingLife(track).until(endNs, -Infinity);
}

/** Whether a slice is about the thread's own work, which sampling tells more of. A foreign worker's is its modules. */
export function isWork(track: ThreadTrack, kind: number): boolean {
  return kind === RowKind.task || (kind === RowKind.load && track.isForeign);
}

const STARTING = stateIndex('starting');
const BUSY_STATES: readonly number[] = [STARTING, stateIndex('gc'), stateIndex('serializing')];
/** By kind of row. */
const IS_BUSY: readonly boolean[] = Array.from({ length: 256 }, (_, kind) => BUSY_STATES.includes(stateOfKind(kind)));

/** How many segments are laid between checkpoints near the end, unless told otherwise. */
const SEGMENTS_BETWEEN = 512;
/** Farther from the end there are fewer: this share of the slices that are left lies between two. */
const SHARE_BETWEEN = 0.25;

/** The life of a thread whose trace may grow. */
export class GrowingLife {
  /** From when on the last call has laid anew, ns. */
  laidFromNs = 0;
  readonly #track: ThreadTrack;
  readonly #segmentsBetween: number;
  #kindNs = new Float64Array(256);
  #pieces!: PieceLevels;
  #layer!: PeriodLayer;
  #checkpoints = new LifeCheckpoints();
  /** Until when nothing of the thread starts its work: see `workBegins`. */
  #workNs = 0;
  /** What the life that is laid rests on, beside slices: if it changes, all is laid anew. */
  #basis = '';
  #seen = { periods: 0, sampledNs: -Infinity, countedIdleNs: 0 };
  /** Segments until the next checkpoint. */
  #segmentsLeft = 0;

  constructor(track: ThreadTrack, { segmentsBetween = SEGMENTS_BETWEEN }: { readonly segmentsBetween?: number } = {}) {
    this.#track = track;
    this.#segmentsBetween = segmentsBetween;
  }

  /**
   * Until when a thread that has not ended is looked at; from when on its slices have changed since the last call. What was
   * given before holds no longer.
   */
  until(untilNs: number, changedFromNs: number): ThreadLife {
    const { startNs, exitNs } = this.#track;
    const endNs = Math.max(startNs, exitNs ?? untilNs);
    this.laidFromNs = this.#goBack(Math.min(changedFromNs, this.#sampledFromNs(), endNs));
    const { kind, count } = this.#track.slices;
    const segments = new Segments(this.#track, this.laidFromNs, endNs);
    while (segments.next()) {
      const { slice } = segments;
      if (slice === NO_SLICE) {
        this.#addOutside(segments);
        continue;
      }
      if (--this.#segmentsLeft <= 0) this.#save(segments.startNs, count - slice);
      this.#addSlice(segments, kind[slice]!);
    }
    this.#layer.finish();
    return new LaidLife(startNs, endNs, this.#kindNs, this.#pieces, this.#layer);
  }

  /** From when on sampling has said more since the last call. */
  #sampledFromNs(): number {
    const { count, time, periodNs } = this.#track.activity;
    const { periods, sampledNs } = this.#seen;
    const lastNs = count === 0 ? -Infinity : time[count - 1]!;
    this.#seen.periods = count;
    this.#seen.sampledNs = lastNs;
    if (count === periods && lastNs === sampledNs) return Infinity;
    if (periods === 0) return count === 0 ? Infinity : time[0]! - periodNs[0]! - ADJACENT_NS;
    // The last period may have become longer; what comes after it may begin where it ends.
    return sampledNs;
  }

  /** Goes back to the last checkpoint before `changedNs` that still holds; gives its time. */
  #goBack(changedNs: number): number {
    const track = this.#track;
    this.#workNs = workBegins(track);
    const basis = [track.startNs, this.#workNs, track.isForeign, track.role].join();
    const isIdleSame = this.#seen.countedIdleNs === track.countedIdleNs;
    this.#seen.countedIdleNs = track.countedIdleNs;
    const found =
      basis === this.#basis
        ? this.#checkpoints.goBack(changedNs, this.#pieces.takeFloors(), { isIdleSame })
        : undefined;
    this.#basis = basis;
    if (found === undefined) return this.#begin();
    this.#kindNs = found.kindNs.slice();
    this.#pieces.restore(found.pieces);
    this.#layer.restore(found.layer);
    this.#segmentsLeft = this.#segmentsBetween;
    return found.timeNs;
  }

  #begin(): number {
    this.#kindNs = new Float64Array(256);
    this.#pieces = new PieceLevels(this.#track.slices.ofKind[RowKind.task]! * 2);
    this.#layer = new PeriodLayer(this.#track, this.#pieces);
    this.#checkpoints = new LifeCheckpoints();
    this.#segmentsLeft = this.#between(this.#track.slices.count);
    return this.#track.startNs;
  }

  #between(slicesLeft: number): number {
    return Math.max(this.#segmentsBetween, Math.floor(slicesLeft * SHARE_BETWEEN));
  }

  #save(timeNs: number, slicesLeft: number): void {
    const [kindNs, pieces, layer] = [this.#kindNs.slice(), this.#pieces.save(), this.#layer.save()];
    this.#checkpoints.add({ timeNs, kindNs, pieces, layer }, this.#pieces.takeFloors());
    this.#segmentsLeft = this.#between(slicesLeft);
  }

  #addOutside(segment: Segments): void {
    const { startNs, endNs } = segment;
    if (startNs >= this.#workNs) {
      this.#layer.add(TimeClass.outside, segment, 0);
      return;
    }
    const begin = Math.min(endNs, this.#workNs);
    this.#layer.add(TimeClass.busy, { startNs, endNs: begin }, 0);
    this.#pieces.add(0, startNs, begin, STARTING, 0);
    if (endNs > begin) this.#layer.add(TimeClass.outside, { startNs: begin, endNs }, 0);
  }

  #addSlice(segment: Segments, kind: number): void {
    if (isWork(this.#track, kind)) {
      this.#layer.add(TimeClass.task, segment, segment.depth + 1);
      return;
    }
    this.#kindNs[kind]! += segment.endNs - segment.startNs;
    if (IS_BUSY[kind]) this.#layer.add(TimeClass.busy, segment, 0);
  }
}
