/** Draws how many cores are in use over time, stacked, with the line at what is available. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { UtilizationColumns } from '../../trace/src/query.ts';
import type { Palette } from './palette.ts';
import type { TimeScale } from './plot-scale.ts';
import type { TimeRange } from './time-range.ts';

export interface UtilizationDrawing {
  readonly columns: UtilizationColumns;
  /** What the buckets cover together. */
  readonly covers: TimeRange;
  readonly scale: TimeScale;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly palette: Palette;
}

/** Room above the line of available cores. */
const HEADROOM = 1.14;

interface Edge {
  readonly timeNs: number;
  readonly low: number;
  readonly high: number;
}

export function coreScale(available: number, heightPx: number): (cores: number) => number {
  return scaleLinear([0, Math.max(available, 1) * HEADROOM], [heightPx, 0]);
}

/** The steps of one layer above the layers below; one more edge closes the last bucket. */
function edgesOf({ columns, covers }: UtilizationDrawing, below: readonly Float32Array[], own: Float32Array): Edge[] {
  const bucketNs = (covers.endNs - covers.startNs) / Math.max(columns.count, 1);
  const edges: Edge[] = [];
  for (let index = 0; index <= columns.count; index++) {
    const bucket = Math.min(index, columns.count - 1);
    const low = below.reduce((sum, layer) => sum + (layer[bucket] ?? 0), 0);
    // Programs are sampled at different moments: their sum can come out above what there is.
    const high = Math.min(low + (own[bucket] ?? 0), Math.max(low, columns.available));
    edges.push({ timeNs: covers.startNs + index * bucketNs, low, high });
  }
  return edges;
}

export function drawUtilization(context: CanvasRenderingContext2D, drawing: UtilizationDrawing): void {
  const { columns, scale, palette, heightPx } = drawing;
  if (columns.count === 0) return;
  const y = coreScale(columns.available, heightPx);
  const shape = area<Edge>()
    .x((edge) => scale(edge.timeNs))
    .y0((edge) => y(edge.low))
    .y1((edge) => y(edge.high))
    .curve(curveStepAfter)
    .context(context);
  const layers = [
    { below: [], own: columns.program, fill: palette.program },
    { below: [columns.program], own: columns.instrument, fill: palette.instrument },
    { below: [columns.program, columns.instrument], own: columns.others, fill: palette.others },
  ];
  for (const { below, own, fill } of layers) {
    context.fillStyle = fill;
    context.beginPath();
    shape(edgesOf(drawing, below, own));
    context.fill();
  }
  context.strokeStyle = palette.programLine;
  context.lineWidth = 1;
  context.beginPath();
  line<Edge>()
    .x((edge) => scale(edge.timeNs))
    .y((edge) => y(edge.high))
    .curve(curveStepAfter)
    .context(context)(edgesOf(drawing, [], columns.program));
  context.stroke();
}

/** The line every parallel program wants to reach. */
export function drawIdealLine(context: CanvasRenderingContext2D, drawing: UtilizationDrawing): void {
  const { columns, palette, widthPx, heightPx } = drawing;
  const top = Math.round(coreScale(columns.available, heightPx)(columns.available)) + 0.5;
  context.strokeStyle = palette.ideal;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(0, top);
  context.lineTo(widthPx, top);
  context.stroke();
  context.setLineDash([]);
}
