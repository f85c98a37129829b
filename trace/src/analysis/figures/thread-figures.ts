import { statesWithin } from '../../model/states-within.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { WaitReason } from '../../query.ts';
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
  for (const { state, reason, ns } of statesWithin(data, track, fromNs, toNs)) {
    states[state] += ns;
    if (reason !== undefined) waits[reason] = ns;
  }
  const { index: laneId, name, role } = track;
  return { laneId, name, role, states, waits, lifetimeNs: toNs - fromNs, cpuNs: cpuOf(track, fromNs, toNs) };
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
