/** What a thread was at between two times, as the chart shows it: its slices say it, and within tasks what was sampled. */
import { THREAD_STATES, WAIT_REASONS, type StateTime } from '../query.ts';
import { isThreadSlice, reasonIndex, stateIndex, stateOfKind } from './kind-state.ts';
import { NO_SLICE, Segments } from './segments.ts';
import { isWork } from './thread-life.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { TraceData } from './trace-data.ts';

const REASONS = WAIT_REASONS.length + 1;
const UNKNOWN = stateIndex('unknown') * REASONS;

/** By length, the longest first; they add up to the time asked for, what nobody saw among them as `unknown`. */
export function statesWithin(data: TraceData, track: ThreadTrack, fromNs: number, toNs: number): StateTime[] {
  // By state and reason.
  const sums = new Float64Array(THREAD_STATES.length * REASONS);
  addSlices(sums, track, fromNs, toNs);
  for (const level of data.lifeOf(track).levels) {
    const { starts, ends, slices: reasons, states, count } = level;
    for (let at = level.firstEndingAfter(fromNs); at < count && starts[at]! < toNs; at++) {
      sums[states[at]! * REASONS + reasons[at]!]! += Math.min(toNs, ends[at]!) - Math.max(fromNs, starts[at]!);
    }
  }
  sums[UNKNOWN]! += Math.max(0, toNs - fromNs - sums.reduce((sum, ns) => sum + ns, 0));
  const times = Array.from(sums, (ns, at): StateTime => {
    const reason = WAIT_REASONS[(at % REASONS) - 1];
    return { state: THREAD_STATES[Math.floor(at / REASONS)]!, ...(reason && { reason }), ns };
  });
  // Sums of floating point times may leave less than a nanosecond.
  return times.filter(({ ns }) => ns >= 1).sort((a, b) => b.ns - a.ns);
}

/** Slices of a state of their own; what a task is at, its pieces say. */
function addSlices(sums: Float64Array, track: ThreadTrack, fromNs: number, toNs: number): void {
  const { kind: kinds } = track.slices;
  const kindNs = new Float64Array(256);
  const segments = new Segments(track, fromNs, toNs);
  while (segments.next()) {
    const { slice, startNs, endNs } = segments;
    if (slice !== NO_SLICE && !isWork(track, kinds[slice]!)) kindNs[kinds[slice]!]! += endNs - startNs;
  }
  kindNs.forEach((ns, kind) => {
    if (ns > 0 && isThreadSlice(kind)) sums[stateOfKind(kind) * REASONS + reasonIndex(kind)]! += ns;
  });
}
