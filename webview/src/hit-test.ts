/** Which mark lies at a time in a row: binary searches over the columns of an answer. */
import type { LaneColumns } from '../../trace/src/query.ts';

export interface IndexRange {
  readonly from: number;
  readonly to: number;
}

/** First index in [from, to) for which `isRight` holds; it must hold for all after it. */
function lowerBound(from: number, to: number, isRight: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isRight(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The indices of one row: columns are ordered by depth, then start. */
export function rowRange(columns: LaneColumns, depth: number): IndexRange {
  const from = lowerBound(0, columns.count, (index) => columns.depth[index]! >= depth);
  return { from, to: lowerBound(from, columns.count, (index) => columns.depth[index]! > depth) };
}

/** The mark of the row at the time, or the nearest one no further than the tolerance; -1 = none. */
export function indexAt(columns: LaneColumns, depth: number, timeNs: number, toleranceNs: number): number {
  const { from, to } = rowRange(columns, depth);
  const after = lowerBound(from, to, (index) => columns.startNs[index]! > timeNs);
  let best = -1;
  let bestDistance = toleranceNs;
  for (let index = Math.max(from, after - 2); index < Math.min(to, after + 1); index++) {
    const distance = Math.max(columns.startNs[index]! - timeNs, timeNs - columns.endNs[index]!, 0);
    // Equal distances: the later one, because ranges are half-open.
    if (distance <= bestDistance) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}

/** The deepest mark at the time, exactly; -1 = none. */
export function deepestAt(columns: LaneColumns, timeNs: number): number {
  const deepest = columns.count > 0 ? columns.depth[columns.count - 1]! : -1;
  for (let depth = deepest; depth >= 0; depth--) {
    const index = indexAt(columns, depth, timeNs, 0);
    if (index >= 0) return index;
  }
  return -1;
}

/** The mark of a slice in the columns; -1 where it is not, or merged with others. */
export function indexOfSlice(columns: LaneColumns, slice: number): number {
  return slice < 0 ? -1 : columns.slice.subarray(0, columns.count).indexOf(slice);
}
