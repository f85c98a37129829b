/** Draws the slices of the lanes on screen. */
import type { DrawingContext } from './drawing-context.ts';
import type { LaneColumns, ThreadState } from '../../trace/src/query.ts';
import { THREAD_STATES, WAIT_REASONS } from '../../trace/src/query.ts';
import { drawFlows } from './draw-flows.ts';
import { drawGrid } from './draw-grid.ts';
import { drawLevels } from './draw-levels.ts';
import type { LanePlace, RowPlace } from './lane-layout.ts';
import { rowOf, stripOf } from './lane-layout.ts';
import type { Fill } from './palette.ts';
import { drawMatches } from './draw-matches.ts';
import { drawPath } from './draw-path.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { RectangleRun } from './rectangle-run.ts';
import type { SliceMark } from './slice-mark.ts';

const STATE_FONT = '11px';
const MIN_LABEL_PX = 18;
const MIN_LABEL_HEIGHT_PX = 11;
const LABEL_PADDING_PX = 5;
/** Sampling points are drawn where they lie at least this far apart. */
const MIN_SAMPLE_GAP_PX = 6;
/** Narrower marks have no round corners. */
const MIN_ROUNDED_PX = 5;
const MERGED_ALPHA = 0.62;

interface Box {
  readonly left: number;
  readonly width: number;
}

interface Slot {
  readonly box: Box;
  readonly row: RowPlace;
  readonly fill: Fill;
  readonly state: ThreadState;
}

/** What a frame's many marks share. */
interface Frame extends LaneDrawing {
  /** Time at the left edge, and the pixels of a nanosecond: the scale's own function is dear where it is called for each mark. */
  readonly leftNs: number;
  readonly pxPerNs: number;
  /** By state, and by reason in it. */
  readonly fills: readonly (readonly Fill[])[];
}

function frameOf(drawing: LaneDrawing): Frame {
  const [leftNs = 0, rightNs = 1] = drawing.scale.domain();
  const fills = THREAD_STATES.map((name) =>
    [undefined, ...WAIT_REASONS].map((reason) => drawing.palette.state(name, reason)),
  );
  return { ...drawing, leftNs, pxPerNs: drawing.widthPx / (rightNs - leftNs), fills };
}

/** Pixels of a slice; never less than one, with a gap to the next where there is room for it. */
function boxOf(startNs: number, endNs: number, { leftNs, pxPerNs, widthPx }: Frame): Box | undefined {
  const left = Math.max((startNs - leftNs) * pxPerNs, -2);
  const right = Math.min((endNs - leftNs) * pxPerNs, widthPx + 2);
  if (right < 0 || left > widthPx) return undefined;
  const width = right - left;
  return { left, width: width > 4 ? width - 1 : Math.max(width, 1) };
}

function stateFill({ state, reason }: LaneColumns, index: number, { fills, palette }: Frame): Fill {
  return fills[state[index]!]?.[reason[index]!] ?? palette.background;
}

function fillOf(columns: LaneColumns, index: number, place: LanePlace, drawing: Frame): Fill {
  const { palette, answer, colourOf, threadColours } = drawing;
  const name = answer?.names[columns.name[index]!] ?? '';
  const isRunning = THREAD_STATES[columns.state[index]!] === 'running';
  if (isRunning && place.lane.kind !== 'thread') {
    const thread = threadColours.get(name);
    // Merged slices are of many threads.
    return thread === undefined ? palette.program : palette.task(thread);
  }
  // A slice of its own is a task; without one it is what sampling says.
  if (isRunning && columns.slice[index]! >= 0) return palette.task(colourOf(name));
  return stateFill(columns, index, drawing);
}

/** The name inside the mark, at its visible part; nothing where it does not fit. */
function drawLabel(context: DrawingContext, text: string, slot: Slot, drawing: Frame): void {
  const { box, row, fill, state } = slot;
  const { palette } = drawing;
  const left = Math.max(box.left, 0) + LABEL_PADDING_PX;
  const room = Math.min(box.left + box.width, drawing.widthPx) - left - LABEL_PADDING_PX;
  const label = room < MIN_LABEL_PX ? '' : drawing.fitter.fit(context, text, room);
  if (label === '') return;
  const top = row.topPx - drawing.scrollTopPx;
  if (palette.highContrast || typeof fill !== 'string') {
    // Text on a pattern cannot be read: it gets a plate.
    context.fillStyle = palette.background;
    const plate = context.measureText(label).width + 2 * LABEL_PADDING_PX - 2;
    context.fillRect(left - LABEL_PADDING_PX + 1, top + 2, plate, row.heightPx - 4);
    context.fillStyle = palette.foreground;
  } else context.fillStyle = state === 'idle' ? palette.muted : palette.inkOn(fill);
  context.fillText(label, left, top + row.heightPx / 2 + 0.5);
}

/** One mark. Merged ones are lighter: they stand for many, and nothing is claimed about what lies between. */
function drawMark(context: DrawingContext, slot: Slot, merged: boolean, run: RectangleRun, drawing: Frame): void {
  const { box, row, fill } = slot;
  const top = row.topPx - drawing.scrollTopPx;
  if (merged || box.width < MIN_ROUNDED_PX) {
    run.row(top, row.heightPx, fill, merged ? MERGED_ALPHA : 1);
    run.add(box.left, box.width);
    return;
  }
  run.flush();
  context.fillStyle = fill;
  context.beginPath();
  context.roundRect(box.left, top, box.width, row.heightPx, row.heightPx > 10 ? 3 : 1.5);
  context.fill();
}

function drawLane(context: DrawingContext, columns: LaneColumns, place: LanePlace, drawing: Frame): void {
  drawOthers(context, columns, place, drawing);
  const rows = Array.from({ length: Math.max(1, place.lane.depth) }, (_, depth) => rowOf(place, depth));
  const strip = stripOf(place);
  const run = new RectangleRun(context);
  const stripRun = new RectangleRun(context);
  for (let index = 0; index < columns.count; index++) {
    const box = boxOf(columns.startNs[index]!, columns.endNs[index]!, drawing);
    const row = rows[Math.min(columns.depth[index]!, rows.length - 1)];
    if (!box || !row) continue;
    if (strip) {
      // What the thread is at: deeper slices are painted over those that they lie in.
      stripRun.row(strip.topPx - drawing.scrollTopPx, strip.heightPx, stateFill(columns, index, drawing), 1);
      stripRun.add(box.left, box.width);
    }
    const fill = fillOf(columns, index, place, drawing);
    const slot = { box, row, fill, state: THREAD_STATES[columns.state[index]!] ?? 'unknown' };
    drawMark(context, slot, columns.merged[index]! > 1, run, drawing);
    if (row.heightPx < MIN_LABEL_HEIGHT_PX || box.width < MIN_LABEL_PX) continue;
    run.flush();
    if (drawing.palette.highContrast) outline(context, box, row, drawing);
    drawLabel(context, drawing.answer?.names[columns.name[index]!] ?? '', slot, drawing);
  }
  run.flush();
  stripRun.flush();
  drawLevels(context, columns, place, drawing);
  if (place.lane.kind === 'core') drawSamples(context, columns, place, drawing);
}

function outline(context: DrawingContext, box: Box, row: RowPlace, drawing: Frame): void {
  context.strokeStyle = drawing.palette.foreground;
  context.lineWidth = 1;
  context.strokeRect(box.left + 0.5, row.topPx - drawing.scrollTopPx + 0.5, box.width - 1, row.heightPx - 1);
}

/** What other programs used of a core, where no thread of ours lies over it. */
function drawOthers(context: DrawingContext, { others }: LaneColumns, place: LanePlace, drawing: LaneDrawing): void {
  const { query } = drawing.answer ?? {};
  if (others === undefined || query === undefined) return;
  const row = rowOf(place, 0);
  const bottom = row.topPx - drawing.scrollTopPx + row.heightPx;
  const bucketNs = (query.endNs - query.startNs) / others.length;
  context.fillStyle = drawing.palette.others;
  others.forEach((share, bucket) => {
    const fromNs = query.startNs + bucket * bucketNs;
    const left = Math.max(0, drawing.scale(fromNs));
    const right = Math.min(drawing.widthPx, drawing.scale(fromNs + bucketNs));
    const height = Math.round(share * row.heightPx);
    if (right > left && height > 0) context.fillRect(left, bottom - height, right - left, height);
  });
}

/** Ticks under a core lane where it was sampled: what lies between them is inferred. */
function drawSamples(context: DrawingContext, columns: LaneColumns, place: LanePlace, drawing: Frame): void {
  const { samplesNs } = columns;
  if (samplesNs.length < 1) return;
  const pxPerSample =
    (drawing.scale(samplesNs[samplesNs.length - 1]!) - drawing.scale(samplesNs[0]!)) / samplesNs.length;
  if (samplesNs.length > 1 && pxPerSample < MIN_SAMPLE_GAP_PX) return;
  const row = rowOf(place, 0);
  context.fillStyle = drawing.palette.foreground;
  for (const timeNs of samplesNs)
    context.fillRect(Math.round(drawing.scale(timeNs)) - 0.5, row.topPx - drawing.scrollTopPx + row.heightPx - 3, 1, 4);
}

function drawRing(context: DrawingContext, mark: SliceMark, drawing: Frame, selected: boolean): void {
  const place = drawing.places.find(({ lane }) => lane.id === mark.laneId);
  const box = boxOf(mark.startNs, mark.open ? Math.max(mark.endNs, drawing.endNs) : mark.endNs, drawing);
  if (!place || !box) return;
  const row = rowOf(place, mark.depth);
  context.strokeStyle = selected ? drawing.palette.focus : drawing.palette.foreground;
  context.lineWidth = selected ? 2 : 1;
  context.beginPath();
  context.roundRect(box.left - 1, row.topPx - drawing.scrollTopPx - 1, Math.max(box.width, 2) + 2, row.heightPx + 2, 3);
  context.stroke();
}

/** Where a live run has come to: a line, and nothing after it. */
function drawNow(context: DrawingContext, { scale, endNs, heightPx, widthPx, palette }: LaneDrawing): void {
  const x = Math.round(scale(endNs));
  if (x < 0 || x > widthPx) return;
  context.fillStyle = palette.nowLine;
  context.fillRect(Math.min(x, widthPx - 1), 0, 1, heightPx);
}

export function drawLanes(context: DrawingContext, lanes: LaneDrawing): void {
  const drawing = frameOf(lanes);
  const { answer, places, palette, widthPx, heightPx, scrollTopPx } = drawing;
  drawGrid(context, drawing.scale, widthPx, heightPx, palette);
  context.fillStyle = palette.laneLine;
  for (const place of places) context.fillRect(0, place.topPx + place.heightPx - scrollTopPx - 0.5, widthPx, 1);
  context.font = `${STATE_FONT} ${palette.font}`;
  context.textBaseline = 'middle';
  const byLane = new Map(answer?.lanes.map((columns) => [columns.laneId, columns]));
  for (const place of places) {
    const columns = byLane.get(place.lane.id);
    if (columns) drawLane(context, columns, place, drawing);
  }
  if (drawing.matches) drawMatches(context, drawing.matches, drawing);
  if (drawing.path) drawPath(context, drawing.path, drawing);
  if (drawing.live) drawNow(context, drawing);
  if (drawing.hovered) drawRing(context, drawing.hovered, drawing, false);
  if (!drawing.selected) return;
  drawRing(context, drawing.selected, drawing, true);
  const { flows, selected: mark, allPlaces, scale } = drawing;
  if (flows) drawFlows(context, { flows, mark, places: allPlaces, scale, scrollTopPx, colour: palette.focus });
}
