/** Arrows between the selected slice and those that its flows come from and go to. */
import type { DrawingContext } from './drawing-context.ts';
import type { Flow, SliceFlows } from '../../trace/src/query.ts';
import type { LanePlace } from './lane-layout.ts';
import { rowOf } from './lane-layout.ts';
import type { TimeScale } from './plot-scale.ts';
import type { SliceMark } from './slice-mark.ts';

export interface FlowDrawing {
  readonly flows: SliceFlows;
  /** The slice whose flows they are. */
  readonly mark: SliceMark;
  /** All lanes that are not folded away, on screen or not. */
  readonly places: readonly LanePlace[];
  readonly scale: TimeScale;
  readonly scrollTopPx: number;
  readonly colour: string;
}

interface Point {
  readonly x: number;
  readonly topPx: number;
  readonly bottomPx: number;
}

const LINE_PX = 2;
const HEAD_PX = 5;
/** Height of the bow between two slices of one row. */
const BOW_PX = 16;

export function drawFlows(context: DrawingContext, drawing: FlowDrawing): void {
  context.strokeStyle = context.fillStyle = drawing.colour;
  context.lineWidth = LINE_PX;
  for (const flow of drawing.flows.flows) {
    const here = pointOf(drawing, drawing.mark.laneId, drawing.mark.depth, flow.hereNs);
    const there = pointOf(drawing, flow.there.laneId, flow.there.slice?.depth ?? 0, flow.there.timeNs);
    if (here && there) drawArrow(context, ...ends(flow, here, there));
  }
}

function ends({ direction }: Flow, here: Point, there: Point): [from: Point, to: Point] {
  return direction === 'in' ? [there, here] : [here, there];
}

/** Undefined where the lane is folded away. */
function pointOf(drawing: FlowDrawing, laneId: number, depth: number, timeNs: number): Point | undefined {
  const place = drawing.places.find(({ lane }) => lane.id === laneId);
  if (!place) return undefined;
  const { topPx, heightPx } = rowOf(place, depth);
  const top = topPx - drawing.scrollTopPx;
  return { x: drawing.scale(timeNs), topPx: top, bottomPx: top + heightPx };
}

/** From the edge of one row to the edge of the other; the head points into the row that it leads to. */
function drawArrow(context: DrawingContext, from: Point, to: Point): void {
  const isDown = to.topPx > from.topPx;
  const isLevel = to.topPx === from.topPx;
  const fromY = isDown ? from.bottomPx : from.topPx;
  const toY = isDown || isLevel ? to.topPx : to.bottomPx;
  const middleY = isLevel ? toY - BOW_PX : (fromY + toY) / 2;
  const away = isDown || isLevel ? -1 : 1;
  context.beginPath();
  context.moveTo(from.x, fromY);
  context.bezierCurveTo(from.x, middleY, to.x, middleY, to.x, toY + away * HEAD_PX);
  context.stroke();
  context.beginPath();
  context.moveTo(to.x, toY);
  context.lineTo(to.x - HEAD_PX, toY + away * HEAD_PX * 1.6);
  context.lineTo(to.x + HEAD_PX, toY + away * HEAD_PX * 1.6);
  context.fill();
}
