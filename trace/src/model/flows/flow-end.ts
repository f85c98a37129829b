import type { FlowEnd } from '../../query.ts';
import { sliceRef } from '../slice-ref.ts';
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
  return track === undefined || id < 0 ? end : { ...end, slice: sliceRef(model, track, id) };
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
