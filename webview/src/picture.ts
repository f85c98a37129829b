/** A picture of what the panel shows: title and verdict, time axis, cores in use, and the lanes on screen. */
import type { DrawingContext } from './drawing-context.ts';
import { drawGrid } from './draw-grid.ts';
import { drawLanes } from './draw-lanes.ts';
import { drawIdealLine, drawUtilization } from './draw-utilization.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { GROUP_NAMES } from './lane-groups.ts';
import { HEADING_PX, type LaneLayout } from './lane-layout.ts';
import { tickCount } from './plot-scale.ts';
import { strings } from './strings.ts';
import { tickFormatter } from './time-format.ts';

export interface PictureParts {
  readonly title: string;
  readonly verdict: string;
  readonly layout: LaneLayout;
  /** As the chart was drawn last. */
  readonly lanes: LaneDrawing;
}

const MARGIN_PX = 16;
const GUTTER_PX = 160;
const TITLE_PX = 22;
const LINE_PX = 18;
const AXIS_PX = 24;
const CORE_USE_PX = 76;

/** Size of the picture, and how to draw it. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  draw(context: DrawingContext): void;
}

/** `ruler` measures text, to know how many lines the verdict has. */
export function pictureOf(parts: PictureParts, ruler: DrawingContext): Picture {
  const { lanes, verdict } = parts;
  const widthPx = MARGIN_PX * 2 + GUTTER_PX + lanes.widthPx;
  ruler.font = `13px ${lanes.palette.font}`;
  const lines = wrapped(ruler, verdict, widthPx - 2 * MARGIN_PX);
  const headPx = MARGIN_PX + TITLE_PX + lines.length * LINE_PX + 8;
  return {
    widthPx,
    heightPx: headPx + AXIS_PX + CORE_USE_PX + lanes.heightPx + MARGIN_PX,
    draw: (context) => {
      drawPaper(context, parts, widthPx, headPx + AXIS_PX + CORE_USE_PX + lanes.heightPx + MARGIN_PX);
      drawHead(context, parts, lines);
      at(context, MARGIN_PX + GUTTER_PX, headPx, lanes.widthPx, AXIS_PX, () => drawAxis(context, lanes));
      const useTop = headPx + AXIS_PX;
      label(context, parts, strings.coresInUse, useTop + LINE_PX);
      at(context, MARGIN_PX + GUTTER_PX, useTop, lanes.widthPx, CORE_USE_PX, () => drawCoreUse(context, lanes));
      const lanesTop = useTop + CORE_USE_PX;
      at(context, MARGIN_PX, lanesTop, GUTTER_PX, lanes.heightPx, () => drawNames(context, parts));
      at(context, MARGIN_PX + GUTTER_PX, lanesTop, lanes.widthPx, lanes.heightPx, () => drawLanes(context, lanes));
    },
  };
}

/** Draws inside a box of the picture, with its corner as the origin. */
function at(
  context: DrawingContext,
  leftPx: number,
  topPx: number,
  widthPx: number,
  heightPx: number,
  draw: () => void,
): void {
  context.save();
  context.translate(leftPx, topPx);
  context.beginPath();
  context.rect(0, 0, widthPx, heightPx);
  context.clip();
  draw();
  context.restore();
}

function drawPaper(context: DrawingContext, { lanes }: PictureParts, widthPx: number, heightPx: number): void {
  context.fillStyle = lanes.palette.background;
  context.fillRect(0, 0, widthPx, heightPx);
}

function drawHead(context: DrawingContext, { title, lanes }: PictureParts, lines: readonly string[]): void {
  const { palette } = lanes;
  context.textBaseline = 'middle';
  context.textAlign = 'start';
  context.fillStyle = palette.foreground;
  context.font = `bold 14px ${palette.font}`;
  context.fillText(title, MARGIN_PX, MARGIN_PX + TITLE_PX / 2);
  context.font = `13px ${palette.font}`;
  lines.forEach((line, index) => context.fillText(line, MARGIN_PX, MARGIN_PX + TITLE_PX + (index + 0.5) * LINE_PX));
}

function label(context: DrawingContext, { lanes }: PictureParts, text: string, y: number): void {
  context.font = `12px ${lanes.palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'start';
  context.fillStyle = lanes.palette.foreground;
  context.fillText(text, MARGIN_PX, y);
}

function drawAxis(context: DrawingContext, { scale, widthPx, palette }: LaneDrawing): void {
  const ticks = scale.ticks(tickCount(widthPx));
  const stepNs = ticks.length > 1 ? ticks[1]! - ticks[0]! : scale.domain()[1]!;
  const format = tickFormatter(stepNs, ticks[ticks.length - 1] ?? 0);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  for (const tick of ticks) {
    const x = scale(tick);
    context.fillStyle = palette.muted;
    context.textAlign = x < 24 ? 'start' : x > widthPx - 24 ? 'end' : 'center';
    context.fillText(format(tick), x, AXIS_PX / 2);
    context.fillRect(x, AXIS_PX - 5, 1, 5);
  }
  context.textAlign = 'start';
}

function drawCoreUse(context: DrawingContext, { answer, scale, widthPx, palette }: LaneDrawing): void {
  drawGrid(context, scale, widthPx, CORE_USE_PX, palette);
  if (!answer) return;
  const { utilization: columns, query: covers } = answer;
  const drawing = { columns, covers, scale, widthPx, heightPx: CORE_USE_PX, palette };
  drawUtilization(context, drawing);
  drawIdealLine(context, drawing);
}

function drawNames(context: DrawingContext, { layout, lanes }: PictureParts): void {
  const { palette, places, fitter, scrollTopPx } = lanes;
  context.textBaseline = 'middle';
  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  for (const { group, topPx } of layout.headings)
    context.fillText(GROUP_NAMES[group], 0, topPx - scrollTopPx + HEADING_PX / 2);
  context.fillStyle = palette.foreground;
  for (const { lane, topPx, heightPx } of places)
    context.fillText(fitter.fit(context, lane.name, GUTTER_PX - 16), 8, topPx - scrollTopPx + heightPx / 2);
}

/** The text in lines of that width. */
function wrapped(context: DrawingContext, text: string, widthPx: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && context.measureText(longer).width > widthPx) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
