import { THREAD_STATES, type FlowEnd } from '../../query.ts';
import { stateOfKind, waitReasonOf } from '../kind-state.ts';
import { sliceName } from '../slice-names.ts';
import { isWork } from '../thread-life.ts';
import type { ThreadTrack } from '../thread-track.ts';
import type { TraceData } from '../trace-data.ts';

/** Where a flow comes from or goes to; without a slice it is the innermost one at that time. */
export interface Place {
  readonly thread: number;
  readonly timeNs: number;
  readonly site: number;
  readonly slice?: number;
}

/** Ends are sums of rounded numbers. */
const TOLERANCE_NS = 1;

/** The place as a view needs it: with its line, and the slice that one can go to. */
export function flowEnd(model: TraceData, { thread, timeNs, site, slice }: Place): FlowEnd {
  const location = model.sites.get(site)?.location;
  const end = { laneId: thread, timeNs, ...(location && { location }) };
  const track = model.threads.get(thread);
  const id = track === undefined ? -1 : (slice ?? innermostAt(track, timeNs));
  return track === undefined || id < 0 ? end : { ...end, slice: sliceOf(model, track, id) };
}

function sliceOf(model: TraceData, track: ThreadTrack, id: number): NonNullable<FlowEnd['slice']> {
  const { slices } = track;
  const kind = slices.kind[id]!;
  const waitReason = waitReasonOf(kind);
  const open = slices.end[id] === Infinity;
  return {
    id,
    depth: depthOf(track, id),
    startNs: slices.start[id]!,
    endNs: open ? Math.max(slices.start[id]!, model.endNs) : slices.end[id]!,
    open,
    state: isWork(track, kind) ? 'running' : THREAD_STATES[stateOfKind(kind)]!,
    ...(waitReason && { waitReason }),
    title: sliceName(model, slices, id),
  };
}

/** -1 outside of all slices. */
function innermostAt({ levels }: ThreadTrack, timeNs: number): number {
  for (let depth = levels.length - 1; depth >= 0; depth--) {
    const level = levels[depth]!;
    const at = level.firstEndingAfter(timeNs - TOLERANCE_NS);
    if (at < level.count && level.starts[at]! <= timeNs) return level.slices[at]!;
  }
  return -1;
}

/** Slices that are too deep to be drawn count as on the lowest level. */
function depthOf({ levels, slices }: ThreadTrack, id: number): number {
  const startNs = slices.start[id]!;
  const depth = levels.findIndex((level) => {
    for (let at = level.firstStartingFrom(startNs); at < level.count && level.starts[at] === startNs; at++) {
      if (level.slices[at] === id) return true;
    }
    return false;
  });
  return depth < 0 ? levels.length - 1 : depth;
}
