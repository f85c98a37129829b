/** How long the slices of one kind take: calls of a function, waits for an object, holds of a lock. */
import { objectOfLane } from '../../model/shared-objects/object-lanes.ts';
import type { SliceTable } from '../../model/slice-table.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { KindHistogram } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import { DurationHistogram } from './duration-histogram.ts';

const BARS = 16;

/** Of the slices that are about the same as this one, itself included; `null` when there is no such slice. */
export function kindHistogram(data: TraceData, laneId: number, slice: number): KindHistogram | null {
  const object = objectOfLane(laneId);
  const table = object === undefined ? data.threads.get(laneId)?.slices : data.objectTracks.of(data, object).holds;
  if (table === undefined || !Number.isInteger(slice) || slice < 0 || slice >= table.count) return null;
  const tables = object === undefined ? [...data.threads.values()].map(({ slices }) => slices) : [table];
  const durations = new DurationHistogram();
  let shortestNs = Infinity;
  for (const own of tables) {
    for (let other = 0; other < own.count; other++) {
      if (own.end[other] === Infinity || !isAlike(table, slice, own, other)) continue;
      const ns = own.end[other]! - own.start[other]!;
      shortestNs = Math.min(shortestNs, ns);
      durations.add(ns);
    }
  }
  const boundsNs = boundsOf(shortestNs, durations.longestNs);
  return {
    count: durations.total,
    p50Ns: durations.percentile(0.5),
    p95Ns: durations.percentile(0.95),
    longestNs: durations.longestNs,
    boundsNs,
    counts: durations.between(boundsNs),
  };
}

/** Tasks of one function; all else of one kind about one object. */
function isAlike(table: SliceTable, slice: number, own: SliceTable, other: number): boolean {
  const kind = table.kind[slice];
  if (own.kind[other] !== kind) return false;
  if (kind === RowKind.task) return own.site[other] === table.site[slice];
  return kind === RowKind.spawn || own.object[other] === table.object[slice];
}

/** Equal steps of the logarithm; one bar where all take as long. */
function boundsOf(shortestNs: number, longestNs: number): number[] {
  if (!(longestNs > 0)) return [];
  const from = Math.max(1, Math.min(shortestNs, longestNs));
  const ratio = longestNs / from;
  if (ratio < 1.1) return [from, longestNs];
  return Array.from({ length: BARS + 1 }, (_, bar) => from * ratio ** (bar / BARS));
}
