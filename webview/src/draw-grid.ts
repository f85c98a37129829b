import type { DrawingContext } from './drawing-context.ts';
import type { Palette } from './palette.ts';
import type { TimeScale } from './plot-scale.ts';
import { tickCount } from './plot-scale.ts';

/** Vertical lines at the ticks of the time axis. */
export function drawGrid(
  context: DrawingContext,
  scale: TimeScale,
  widthPx: number,
  heightPx: number,
  palette: Palette,
): void {
  context.fillStyle = palette.grid;
  for (const tick of scale.ticks(tickCount(widthPx))) context.fillRect(Math.round(scale(tick)), 0, 1, heightPx);
}
