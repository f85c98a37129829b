/** Marks what a search has found: a frame about each match on screen, at most one per pixel and row. */
import type { DrawingContext } from './drawing-context.ts';
import type { SearchMatches } from '../../trace/src/query.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { rowOf } from './lane-layout.ts';

const FRAME_PX = 1.5;

export function drawMatches(context: DrawingContext, matches: SearchMatches, drawing: LaneDrawing): void {
  const { places, scale, widthPx, scrollTopPx, palette } = drawing;
  const byLane = new Map(places.map((place) => [place.lane.id, place]));
  const drawnPx = new Map<number, number>();
  context.strokeStyle = palette.match;
  context.fillStyle = palette.match;
  context.lineWidth = FRAME_PX;
  for (const { laneId, depth, startNs, endNs } of matches.slices) {
    const place = byLane.get(laneId);
    const left = scale(startNs);
    if (left > widthPx) break;
    const right = scale(endNs);
    if (!place || right < 0) continue;
    const key = laneId * 256 + depth;
    if (right - left < 1 && Math.floor(left) === drawnPx.get(key)) continue;
    drawnPx.set(key, Math.floor(left));
    const row = rowOf(place, depth);
    const top = row.topPx - scrollTopPx;
    context.strokeRect(left, top, Math.max(2, right - left - 1), row.heightPx);
    context.fillRect(left, top - 3, Math.max(2, Math.min(right - left - 1, 6)), 2);
  }
}
