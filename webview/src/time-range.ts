/** The range of time on screen: pure moves over half-open ranges of ns, and their twin as a zoom transform. */

export interface TimeRange {
  readonly startNs: number;
  readonly endNs: number;
}

/** Nothing shorter is shown: clocks do not resolve it. */
export const MIN_SPAN_NS = 1000;

export function spanOf(range: TimeRange): number {
  return range.endNs - range.startNs;
}

/** The nearest range inside the extent, of the same span where it fits. */
export function clampRange(range: TimeRange, extent: TimeRange): TimeRange {
  const whole = Math.max(spanOf(extent), MIN_SPAN_NS);
  const span = Math.min(Math.max(spanOf(range), MIN_SPAN_NS), whole);
  const middle = (range.startNs + range.endNs) / 2;
  const grown = span === spanOf(range) ? range.startNs : middle - span / 2;
  const startNs = Math.min(Math.max(grown, extent.startNs), extent.startNs + whole - span);
  return { startNs, endNs: startNs + span };
}

/** Zooms about a time that keeps its place on screen; factor 2 shows half as much. */
export function zoomRange(range: TimeRange, factor: number, anchorNs: number): TimeRange {
  const limited = Math.min(factor, spanOf(range) / MIN_SPAN_NS);
  return {
    startNs: anchorNs - (anchorNs - range.startNs) / limited,
    endNs: anchorNs + (range.endNs - anchorNs) / limited,
  };
}

export function panRange(range: TimeRange, byNs: number): TimeRange {
  return { startNs: range.startNs + byNs, endNs: range.endNs + byNs };
}

/** The range while the newest time moves: everything stays everything, a close-up moves along with its right edge. */
export function followRange(range: TimeRange, before: TimeRange, extent: TimeRange): TimeRange {
  if (spanOf(range) >= spanOf(before) * 0.999) return extent;
  return clampRange({ startNs: extent.endNs - spanOf(range), endNs: extent.endNs }, extent);
}

/** A range that shows the slice with room around it, or the same one if it is well visible already. */
export function revealRange(range: TimeRange, slice: TimeRange): TimeRange {
  const span = spanOf(range);
  const visible = Math.min(slice.endNs, range.endNs) - Math.max(slice.startNs, range.startNs);
  if (visible >= Math.min(spanOf(slice), span * 0.25) && visible >= 0) return range;
  const middle = (slice.startNs + slice.endNs) / 2;
  const startNs = spanOf(slice) > span ? slice.startNs - span * 0.1 : middle - span / 2;
  return { startNs, endNs: startNs + span };
}

/** Time over one plot width at scale 1 of the zoom: fixed, so that a transform keeps its meaning while the run grows. */
const BASE_NS = 1e9;

export interface ZoomState {
  readonly k: number;
  readonly x: number;
}

export function rangeOfZoom({ k, x }: ZoomState, widthPx: number): TimeRange {
  const nsPerPx = BASE_NS / (widthPx * k);
  return { startNs: -x * nsPerPx, endNs: (widthPx - x) * nsPerPx };
}

export function zoomOfRange(range: TimeRange, widthPx: number): ZoomState {
  const k = BASE_NS / spanOf(range);
  return { k, x: (-range.startNs * widthPx * k) / BASE_NS };
}
