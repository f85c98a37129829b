/** The critical path over the lanes: a line through the threads on it, and from each to the one that goes on. */
import type { DrawingContext } from './drawing-context.ts';
import type { PathStretch } from '../../trace/src/query.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { rowOf, stripOf, type LanePlace } from './lane-layout.ts';

const LINE_PX = 3;

export function drawPath(context: DrawingContext, path: readonly PathStretch[], drawing: LaneDrawing): void {
  const { allPlaces, scale, widthPx, palette, scrollTopPx } = drawing;
  const byLane = new Map(allPlaces.map((place) => [place.lane.id, place]));
  context.strokeStyle = palette.path;
  context.lineWidth = LINE_PX;
  context.lineJoin = 'round';
  context.beginPath();
  let before: { readonly x: number; readonly y: number } | null = null;
  for (const { laneId, startNs, endNs } of path) {
    const place = byLane.get(laneId);
    if (!place) {
      before = null;
      continue;
    }
    const y = heightOf(place) - scrollTopPx;
    const [left, right] = [Math.max(-LINE_PX, scale(startNs)), Math.min(widthPx + LINE_PX, scale(endNs))];
    if (right >= left) {
      if (before && before.x >= -LINE_PX && before.y !== y) {
        context.moveTo(before.x, before.y);
        context.lineTo(left, y);
      } else context.moveTo(left, y);
      context.lineTo(right, y);
    }
    before = { x: scale(endNs), y };
  }
  context.stroke();
}

/** The line runs along the strip of a lane, above its slices. */
function heightOf(place: LanePlace): number {
  const { topPx } = stripOf(place) ?? rowOf(place, 0);
  return topPx - LINE_PX / 2;
}
