/**
 * How much CPU time a thread used in each of its stacks. V8 samples by the clock on the wall: a thread that is asleep, or
 * waits for a core, is sampled like one that runs. So the CPU time of each sampling period of the thread is shared out
 * among the samples in it, without those that lie in waits.
 */
import { subtract } from '../analysis/intervals.ts';
import { NO_SLICE, Segments } from '../model/segments.ts';
import type { ActivityTrack } from '../model/activity-track.ts';
import { stateOfKind } from '../model/kind-state.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { THREAD_STATES } from '../query.ts';
import type { ThreadSamples } from './cpu-profile.ts';

/** Nanoseconds by stack id. */
export type StackTimes = ReadonlyMap<number, number>;

const ASLEEP: ReadonlySet<string> = new Set(['waiting', 'awaiting', 'idle']);

/** `range`: only what lies in it; default: all. Without a track, or where it was not sampled, time on the wall counts. */
export function cpuOfStacks(
  samples: ThreadSamples,
  track: ThreadTrack | undefined,
  range: readonly [startNs: number, endNs: number] = [-Infinity, Infinity],
): StackTimes {
  const waits = track === undefined ? [] : waitsOf(track, samples);
  const shares = awakeShares(samples, waits, track?.activity);
  const times = new Map<number, number>();
  visitPieces(samples, waits, track?.activity, (stack, startNs, endNs, period) => {
    const ns = Math.min(endNs, range[1]) - Math.max(startNs, range[0]);
    if (ns > 0) times.set(stack, (times.get(stack) ?? 0) + ns * (shares[period] ?? 1));
  });
  return times;
}

/** Sums what several threads used; a new map. */
export function mergeStackTimes(parts: Iterable<StackTimes>): StackTimes {
  const sum = new Map<number, number>();
  for (const times of parts) for (const [stack, ns] of times) sum.set(stack, (sum.get(stack) ?? 0) + ns);
  return sum;
}

/** Sum of all stacks, ns. */
export function totalOf(times: StackTimes): number {
  let ns = 0;
  for (const part of times.values()) ns += part;
  return ns;
}

/** By period: which share of the samples in it the thread was on a core, 0 … 1. */
function awakeShares(samples: ThreadSamples, waits: readonly number[], activity?: ActivityTrack): Float64Array {
  if (activity === undefined) return new Float64Array(0);
  const sampledNs = new Float64Array(activity.count);
  visitPieces(samples, waits, activity, (_stack, startNs, endNs, period) => {
    if (period >= 0) sampledNs[period]! += endNs - startNs;
  });
  return sampledNs.map((ns, period) => (ns > 0 ? Math.min(1, activity.cpuNs[period]! / ns) : 1));
}

/** `period`: index of the thread's sampling period in which the piece lies, -1 = in none. */
type VisitPiece = (stack: number, startNs: number, endNs: number, period: number) => void;

/** Visits what lies outside of `waits`, cut at the ends of sampling periods, in the order of time. */
function visitPieces(
  samples: ThreadSamples,
  waits: readonly number[],
  activity: ActivityTrack | undefined,
  visit: VisitPiece,
): void {
  let wait = 0;
  let period = 0;
  const periods = activity?.count ?? 0;
  for (let row = 0; row < samples.count; row++) {
    const [from, to] = [samples.startNs[row]!, samples.endNs[row]!];
    while (wait < waits.length && waits[wait + 1]! <= from) wait += 2;
    let after = wait;
    while (after < waits.length && waits[after]! < to) after += 2;
    const awake = after === wait ? [from, to] : subtract([from, to], waits.slice(wait, after));
    for (let piece = 0; piece < awake.length; piece += 2) {
      let at = awake[piece]!;
      const end = awake[piece + 1]!;
      while (at < end) {
        while (period < periods && activity!.time[period]! <= at) period++;
        const begins = period < periods ? activity!.time[period]! - activity!.periodNs[period]! : Infinity;
        const isIn = begins <= at;
        const next = Math.min(end, isIn ? activity!.time[period]! : Math.max(begins, at));
        visit(samples.stack[row]!, at, next, isIn ? period : -1);
        at = next;
      }
    }
  }
}

/** Times in which the thread waited or had nothing to do, by its slices: [start, end, start, end …]. */
function waitsOf(track: ThreadTrack, samples: ThreadSamples): number[] {
  const waits: number[] = [];
  if (samples.count === 0) return waits;
  const [from, to] = [samples.startNs[0]!, samples.endNs[samples.count - 1]!];
  const segments = new Segments(track, from, to);
  while (segments.next()) {
    if (segments.slice === NO_SLICE) continue;
    const state = THREAD_STATES[stateOfKind(track.slices.kind[segments.slice]!)];
    if (state !== undefined && ASLEEP.has(state)) waits.push(segments.startNs, segments.endNs);
  }
  return waits;
}
