/** Draws how many threads wait for a shared object, and how many messages lie in it: areas below its holds. */
import type { DrawingContext } from './drawing-context.ts';
import type { LaneColumns, LevelColumns } from '../../trace/src/query.ts';
import { levelRowOf, type LanePlace, type RowPlace } from './lane-layout.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import type { Fill } from './palette.ts';
import { RectangleRun } from './rectangle-run.ts';
import { fill, strings } from './strings.ts';
import { formatCount } from './time-format.ts';

/** Where a bucket has both, its mean is dark and what it came to at most is pale. */
const PEAK_ALPHA = 0.4;

export function drawLevels(
  context: DrawingContext,
  { levels = [] }: LaneColumns,
  place: LanePlace,
  drawing: LaneDrawing,
): void {
  const depth = levels.find(({ what }) => what === 'depth');
  const waiting = levels.filter(({ what }) => what !== 'depth');
  if (depth) drawArea(context, [depth], levelRowOf(place, 'depth'), drawing);
  if (waiting.length > 0) drawArea(context, waiting, levelRowOf(place, 'waiting'), drawing);
}

/** Levels above each other, to the scale of what they come to together. */
function drawArea(context: DrawingContext, levels: readonly LevelColumns[], row: RowPlace, drawing: LaneDrawing): void {
  const { answer, scale, widthPx, palette } = drawing;
  const most = highestOf(levels);
  if (!answer || most === 0) return;
  const { startNs, endNs } = answer.query;
  const count = levels[0]!.mean.length;
  const bucketPx = (scale(endNs) - scale(startNs)) / count;
  const leftPx = scale(startNs);
  const bottomPx = row.topPx + row.heightPx - drawing.scrollTopPx;
  const pxPer = (row.heightPx - 1) / most;
  const first = Math.max(0, Math.floor(-leftPx / bucketPx));
  const last = Math.min(count, Math.ceil((widthPx - leftPx) / bucketPx));
  const [peaks, means] = [new RectangleRun(context), new RectangleRun(context)];
  for (let bucket = first; bucket < last; bucket++) {
    let abovePx = 0;
    for (const { what, mean, peak } of levels) {
      const own = peak[bucket]!;
      if (own === 0) continue;
      const fillStyle = fillOf(what, drawing);
      const [meanPx, peakPx] = [mean[bucket]! * pxPer, own * pxPer];
      const x = leftPx + bucket * bucketPx;
      peaks.row(bottomPx - abovePx - peakPx, peakPx, fillStyle, PEAK_ALPHA);
      peaks.add(x, bucketPx);
      means.row(bottomPx - abovePx - meanPx, meanPx, fillStyle, 1);
      means.add(x, bucketPx);
      abovePx += peakPx;
    }
  }
  peaks.flush();
  means.flush();
  context.fillStyle = palette.laneLine;
  context.fillRect(0, bottomPx - 0.5, widthPx, 1);
}

function fillOf(what: LevelColumns['what'], { palette }: LaneDrawing): Fill {
  return what === 'depth' ? palette.state('serializing', undefined) : palette.state('waiting', what);
}

/** `up to 12 in it, 3 waiting`: what the areas of a lane come to in the window; '' where there is nothing. */
export function levelNote({ levels = [] }: LaneColumns): string {
  const depth = highestOf(levels.filter(({ what }) => what === 'depth'));
  const waiting = highestOf(levels.filter(({ what }) => what !== 'depth'));
  return [
    ...(depth > 0 ? [fill(strings.depthHereUpTo, { count: formatCount(depth) })] : []),
    ...(waiting > 0
      ? [fill(depth > 0 ? strings.waitingHere : strings.waitingHereUpTo, { count: formatCount(waiting) })]
      : []),
  ].join(', ');
}

/** The most that the levels came to together in any bucket. */
function highestOf(levels: readonly LevelColumns[]): number {
  let most = 0;
  const count = levels[0]?.peak.length ?? 0;
  for (let bucket = 0; bucket < count; bucket++) {
    let sum = 0;
    for (const { peak } of levels) sum += peak[bucket]!;
    most = Math.max(most, sum);
  }
  return most;
}
