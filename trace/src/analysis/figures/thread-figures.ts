import { isThreadSlice, stateOfKind, waitReasonOf } from '../../model/kind-state.ts';
import { NO_SLICE, visitSegments } from '../../model/segments.ts';
import { isWork } from '../../model/thread-life.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { TraceData } from '../../model/trace-data.ts';
import { THREAD_STATES, WAIT_REASONS, type ThreadState, type WaitReason } from '../../query.ts';
import type { FiguresQuery, ThreadFigures } from '../../range-figures.ts';
import { emptyStates } from '../thread-states.ts';

/** What each thread that lived in the range was at in it, as the chart shows it. */
export function threadFigures(data: TraceData, { startNs, endNs }: FiguresQuery): ThreadFigures[] {
  return [...data.threads.values()].flatMap((track) => {
    const life = data.lifeOf(track);
    const fromNs = Math.max(startNs, life.startNs);
    const toNs = Math.min(endNs, life.endNs);
    return toNs > fromNs ? [figuresOf(data, track, fromNs, toNs)] : [];
  });
}

function figuresOf(data: TraceData, track: ThreadTrack, fromNs: number, toNs: number): ThreadFigures {
  const states = emptyStates();
  const waits: Partial<Record<WaitReason, number>> = {};
  const add = (state: ThreadState, reason: WaitReason | undefined, ns: number): void => {
    states[state] += ns;
    if (reason !== undefined) waits[reason] = (waits[reason] ?? 0) + ns;
  };
  addSlices(track, fromNs, toNs, add);
  for (const { starts, ends, slices: reasons, states: numbers, count } of data.lifeOf(track).levels) {
    for (let at = 0; at < count; at++) {
      const ns = Math.min(toNs, ends[at]!) - Math.max(fromNs, starts[at]!);
      if (ns > 0) add(THREAD_STATES[numbers[at]!]!, WAIT_REASONS[reasons[at]! - 1], ns);
    }
  }
  const lifetimeNs = toNs - fromNs;
  states.unknown += Math.max(0, lifetimeNs - THREAD_STATES.reduce((sum, state) => sum + states[state], 0));
  const { index: laneId, name, role } = track;
  return { laneId, name, role, states, waits, lifetimeNs, cpuNs: cpuOf(track, fromNs, toNs) };
}

type Add = (state: ThreadState, reason: WaitReason | undefined, ns: number) => void;

/** Slices of their own state; what a task is at, its pieces say. */
function addSlices(track: ThreadTrack, fromNs: number, toNs: number, add: Add): void {
  const { kind: kinds } = track.slices;
  const kindNs = new Float64Array(256);
  visitSegments(track, fromNs, toNs, (startNs, endNs, slice) => {
    if (slice !== NO_SLICE && !isWork(track, kinds[slice]!)) kindNs[kinds[slice]!]! += endNs - startNs;
  });
  kindNs.forEach((ns, kind) => {
    if (ns > 0 && isThreadSlice(kind)) add(THREAD_STATES[stateOfKind(kind)]!, waitReasonOf(kind), ns);
  });
}

function cpuOf({ activity }: ThreadTrack, fromNs: number, toNs: number): number {
  let cpuNs = 0;
  for (let period = 0; period < activity.count; period++) {
    const endNs = activity.time[period]!;
    const lengthNs = activity.periodNs[period]!;
    const inNs = Math.min(toNs, endNs) - Math.max(fromNs, endNs - lengthNs);
    if (inNs > 0 && lengthNs > 0) cpuNs += activity.cpuNs[period]! * Math.min(1, inNs / lengthNs);
  }
  return cpuNs;
}
