import { THREAD_STATES, type SliceRef } from '../query.ts';
import { stateOfKind, waitReasonOf } from './kind-state.ts';
import { sliceName } from './slice-names.ts';
import { isWork } from './thread-life.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { TraceData } from './trace-data.ts';

/** A slice of a thread, as a view needs it to go there. */
export function sliceRef(model: TraceData, track: ThreadTrack, id: number): SliceRef {
  const { slices } = track;
  const kind = slices.kind[id]!;
  const waitReason = waitReasonOf(kind);
  const open = slices.end[id] === Infinity;
  return {
    laneId: track.index,
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
