/** When threads were at what, as ranges of time: what detectors lay over each other. */
import { stateOfKind, waitReasonOf } from '../model/kind-state.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { THREAD_STATES } from '../query.ts';
import { RowKind } from '../vocabulary.ts';
import { subtract, union } from './intervals.ts';
import type { RunView, ThreadView } from './run-view.ts';

/** [start, end), ns. */
export type Range = readonly [startNs: number, endNs: number];

const STARTING = THREAD_STATES.indexOf('starting');

/** Slices of a thread of which `is` says yes; what is still open ends at the newest time. */
export function sliceRanges({ slices }: ThreadTrack, newestNs: number, is: (slice: number) => boolean): Range[] {
  const ranges: Range[] = [];
  for (let slice = 0; slice < slices.count; slice++) {
    if (is(slice)) ranges.push([slices.start[slice]!, Math.min(slices.end[slice]!, newestNs)]);
  }
  return ranges;
}

/** From spawn until the worker is ready, whatever it was doing; none of a thread that was never starting. */
export function startingRanges({ track, states }: ThreadView, newestNs: number): Range[] {
  if (states.starting === 0) return [];
  const { slices } = track;
  // Online comes after the modules of a foreign worker, which are its work.
  let ready = track.isForeign ? track.startNs : (track.onlineNs ?? track.startNs);
  for (let slice = 0; slice < slices.count; slice++) {
    const kind = slices.kind[slice]!;
    if (kind === RowKind.load && track.isForeign) ready = Math.max(ready, slices.start[slice]!);
    else if (kind !== RowKind.spawn && stateOfKind(kind) === STARTING) ready = Math.max(ready, slices.end[slice]!);
  }
  return [[track.startNs, Math.min(ready, track.exitNs ?? newestNs)]];
}

/** Times in which some worker is being started. */
export function anyStarting(run: RunView): number[] {
  return union(run.workers.flatMap((worker) => startingRanges(worker, run.data.endNs)));
}

/** Times in which a thread waits, or has no task, as its slices tell. */
export function waitingRanges(track: ThreadTrack, newestNs: number): number[] {
  return union(sliceRanges(track, newestNs, (slice) => isWait(track, slice)));
}

function isWait({ slices }: ThreadTrack, slice: number): boolean {
  const kind = slices.kind[slice]!;
  return kind === RowKind.waitTask || waitReasonOf(kind) !== undefined;
}

/**
 * Times in which some worker has something to do: all but those in which it has no task, or waits to be told to go on.
 * Who waits for a lock, a message or room has work, and what holds it up is a finding of its own.
 */
export function anyOccupied(run: RunView): number[] {
  return union(run.workers.flatMap((worker) => occupied(worker, run.data.endNs)));
}

const HELD_UP: ReadonlySet<number> = new Set([RowKind.waitLock, RowKind.waitGet, RowKind.waitPut]);

function occupied({ track }: ThreadView, newestNs: number): Range[] {
  if (track.isForeign) return awakeRanges(track);
  const isFree = (slice: number): boolean => isWait(track, slice) && !HELD_UP.has(track.slices.kind[slice]!);
  const free = union(sliceRanges(track, newestNs, isFree));
  return pairs(subtract([track.startNs, track.exitNs ?? newestNs], free));
}

/** Of a thread whose work no slices tell: periods in which it used the CPU, or wanted to. */
function awakeRanges({ activity }: ThreadTrack): Range[] {
  const ranges: Range[] = [];
  for (let period = 0; period < activity.count; period++) {
    const wantedNs = activity.cpuNs[period]! + activity.runQueueNs[period]!;
    const endNs = activity.time[period]!;
    if (wantedNs > 0) ranges.push([endNs - activity.periodNs[period]!, endNs]);
  }
  return ranges;
}

/** A set of times as a list of ranges. */
export function pairs(intervals: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (let i = 0; i < intervals.length; i += 2) ranges.push([intervals[i]!, intervals[i + 1]!]);
  return ranges;
}
