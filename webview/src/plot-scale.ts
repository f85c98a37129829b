/** The one time scale of a frame: domain = ns, range = device-independent pixels of the plot. */
import type { ScaleLinear } from 'd3-scale';
import { scaleLinear } from 'd3-scale';
import type { TimeRange } from './time-range.ts';

export type TimeScale = ScaleLinear<number, number>;

export function timeScale(range: TimeRange, widthPx: number): TimeScale {
  return scaleLinear([range.startNs, range.endNs], [0, widthPx]);
}

/** About one labelled tick per 110 pixels. */
export function tickCount(widthPx: number): number {
  return Math.max(2, Math.floor(widthPx / 110));
}
