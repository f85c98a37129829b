/** Where keyboard focus goes from a slice: pure steps over what an answer shows. */
import type { WindowAnswer } from '../../trace/src/query.ts';
import { indexAt, indexOfSlice, rowRange } from './hit-test.ts';
import type { LaneLayout } from './lane-layout.ts';
import type { SliceMark } from './slice-mark.ts';
import { markAt } from './slice-mark.ts';
import type { TimeRange } from './time-range.ts';

export type Step = 'next' | 'previous' | 'up' | 'down';

/** The mark nearest to a time in a row that has any. */
function nearestIn(answer: WindowAnswer, laneId: number, depth: number, timeNs: number): SliceMark | undefined {
  const columns = answer.lanes.find((lane) => lane.laneId === laneId);
  const index = columns ? indexAt(columns, depth, timeNs, Infinity) : -1;
  return columns && index >= 0 ? markAt(answer, columns, index) : undefined;
}

/** All rows of the layout from top to bottom. */
function rowsOf(layout: LaneLayout): { laneId: number; depth: number }[] {
  return layout.places.flatMap(({ lane }) =>
    Array.from({ length: Math.max(1, lane.depth) }, (_, depth) => ({ laneId: lane.id, depth })),
  );
}

/** Where focus starts: the first slice of the range shown, from the top. */
export function firstMark(answer: WindowAnswer, layout: LaneLayout, range: TimeRange): SliceMark | undefined {
  for (const row of rowsOf(layout)) {
    const mark = nearestIn(answer, row.laneId, row.depth, range.startNs);
    if (mark && mark.endNs > range.startNs && mark.startNs < range.endNs) return mark;
  }
  return undefined;
}

function along(answer: WindowAnswer, mark: SliceMark, step: 1 | -1): SliceMark | undefined {
  const columns = answer.lanes.find((lane) => lane.laneId === mark.laneId);
  if (!columns) return undefined;
  const known = indexOfSlice(columns, mark.slice);
  const index = known >= 0 ? known : indexAt(columns, mark.depth, mark.startNs, Infinity);
  const { from, to } = rowRange(columns, mark.depth);
  const next = index + step;
  return index >= 0 && next >= from && next < to ? markAt(answer, columns, next) : undefined;
}

/** The neighbour in a direction; undefined at the edge of what the answer has. */
export function stepFrom(answer: WindowAnswer, layout: LaneLayout, mark: SliceMark, step: Step): SliceMark | undefined {
  if (step === 'next' || step === 'previous') return along(answer, mark, step === 'next' ? 1 : -1);
  const rows = rowsOf(layout);
  const by = step === 'down' ? 1 : -1;
  const middleNs = (mark.startNs + mark.endNs) / 2;
  let at = rows.findIndex((row) => row.laneId === mark.laneId && row.depth === mark.depth) + by;
  for (; at >= 0 && at < rows.length; at += by) {
    const found = nearestIn(answer, rows[at]!.laneId, rows[at]!.depth, middleNs);
    if (found) return found;
  }
  return undefined;
}
