/** What a person sees on a lane: the deepest mark at each point of it, as the strip and the text chart paint it. */
import type { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { THREAD_STATES, type LaneColumns, type ThreadState } from '../../../trace/src/query.ts';

const NOTHING = 255;

/** ns by state in `[startNs, endNs)`, looked at in points of `pointNs`; what nothing is painted on is missing. */
export function paintedStates(
  model: TraceModel,
  laneId: number,
  { startNs, endNs, pointNs }: { readonly startNs: number; readonly endNs: number; readonly pointNs: number },
): Record<ThreadState, number> {
  const ns = Object.fromEntries(THREAD_STATES.map((state) => [state, 0])) as Record<ThreadState, number>;
  // A view asks for what fits on a screen.
  const widthPx = 4096;
  for (let from = startNs; from < endNs; from += widthPx * pointNs) {
    const query = { startNs: from, endNs: from + widthPx * pointNs, widthPx, laneIds: [laneId] };
    const points = paint(model.window(query).lanes[0]!, query);
    points.forEach((state, point) => {
      if (state !== NOTHING && from + point * pointNs < endNs) ns[THREAD_STATES[state]!] += pointNs;
    });
  }
  return ns;
}

function paint(
  lane: LaneColumns,
  { startNs, endNs, widthPx }: { startNs: number; endNs: number; widthPx: number },
): Uint8Array {
  const points = new Uint8Array(widthPx).fill(NOTHING);
  const pointNs = (endNs - startNs) / widthPx;
  for (let mark = 0; mark < lane.count; mark++) {
    const from = Math.max(0, Math.round((lane.startNs[mark]! - startNs) / pointNs));
    const to = Math.min(widthPx, Math.round((lane.endNs[mark]! - startNs) / pointNs));
    if (to > from) points.fill(lane.state[mark]!, from, to);
  }
  return points;
}
