/** Draws how many cores are in use over time, stacked, with the line at what is available. */
import { scaleLinear } from 'd3-scale';
import type { UtilizationColumns } from '../../trace/src/query.ts';
import type { DrawingContext } from './drawing-context.ts';
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

export function coreScale(available: number, heightPx: number): (cores: number) => number {
  return scaleLinear([0, Math.max(available, 1) * HEADROOM], [heightPx, 0]);
}

/** The buckets on screen, and where they lie. */
interface Buckets {
  readonly first: number;
  /** After the last one. */
  readonly end: number;
  /** px of the first bucket of all, and of each. */
  readonly leftPx: number;
  readonly bucketPx: number;
}

function visibleBuckets({ columns, covers, scale, widthPx }: UtilizationDrawing): Buckets {
  const leftPx = scale(covers.startNs);
  const bucketPx = Math.max((scale(covers.endNs) - leftPx) / columns.count, Number.MIN_VALUE);
  const first = Math.max(0, Math.floor(-leftPx / bucketPx));
  return { first, end: Math.min(columns.count, Math.ceil((widthPx - leftPx) / bucketPx) + 1), leftPx, bucketPx };
}

/** Cores of each bucket on screen with a layer on what lies below. Programs are sampled at different moments: cut at what there is. */
function topsOf(below: Float32Array, own: Float32Array, available: number, { first, end }: Buckets): Float32Array {
  const tops = new Float32Array(below.length);
  for (let bucket = first; bucket < end; bucket++) {
    const low = below[bucket]!;
    tops[bucket] = Math.min(low + (own[bucket] ?? 0), Math.max(low, available));
  }
  return tops;
}

/** Goes along the tops of the buckets as steps, from the left or back from the right; where two are as high it just goes on. */
function lineAlong(
  context: DrawingContext,
  cores: Float32Array,
  { first, end, leftPx, bucketPx }: Buckets,
  { y, back }: { readonly y: (cores: number) => number; readonly back: boolean },
): void {
  const last = end - first - 1;
  const forth = back ? -1 : 1;
  for (let step = 0, bucket = back ? end - 1 : first; step <= last; step++, bucket += forth) {
    const here = cores[bucket]!;
    const nearPx = leftPx + (back ? bucket + 1 : bucket) * bucketPx;
    if (step === 0 || cores[bucket - forth] !== here) context.lineTo(nearPx, y(here));
    if (step === last || cores[bucket + forth] !== here) context.lineTo(nearPx + forth * bucketPx, y(here));
  }
}

export function drawUtilization(context: DrawingContext, drawing: UtilizationDrawing): void {
  const { columns, palette, heightPx } = drawing;
  if (columns.count === 0) return;
  const y = coreScale(columns.available, heightPx);
  const buckets = visibleBuckets(drawing);
  let below: Float32Array = new Float32Array(columns.count);
  const program = topsOf(below, columns.program, columns.available, buckets);
  const layers = [
    { own: columns.program, fill: palette.program },
    { own: columns.instrument, fill: palette.instrument },
    { own: columns.others, fill: palette.others },
  ];
  for (const { own, fill } of layers) {
    // An area of no height costs as much to draw as one that is seen.
    if (!own.subarray(buckets.first, buckets.end).some((cores) => cores > 0)) continue;
    const tops = own === columns.program ? program : topsOf(below, own, columns.available, buckets);
    context.fillStyle = fill;
    context.beginPath();
    lineAlong(context, tops, buckets, { y, back: false });
    lineAlong(context, below, buckets, { y, back: true });
    context.closePath();
    context.fill();
    below = tops;
  }
  context.strokeStyle = palette.programLine;
  context.lineWidth = 1;
  context.beginPath();
  lineAlong(context, program, buckets, { y, back: false });
  context.stroke();
}

/** The line every parallel program wants to reach. */
export function drawIdealLine(context: DrawingContext, drawing: UtilizationDrawing): void {
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
