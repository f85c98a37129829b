/** A stretch of time that the reader picks: by dragging with Shift, or by marking its start and its end with keys. */
import type { ChartView } from './chart-view.ts';
import { element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { timeScale } from './plot-scale.ts';
import type { TimeRange } from './time-range.ts';

/** Less than this is a click. */
const LEAST_PX = 3;

export class RangePick {
  readonly #chart: ChartView;
  readonly #state: PanelState;
  readonly #changed: () => void;
  readonly #box = element('div', { class: 'picked-range', 'aria-hidden': 'true', hidden: '' });
  /** Where the drag began, as place and as time. */
  #from: { readonly xPx: number; readonly timeNs: number } | null = null;

  constructor(chart: ChartView, state: PanelState, changed: () => void) {
    this.#chart = chart;
    this.#state = state;
    this.#changed = changed;
    const { plot } = chart;
    plot.append(this.#box);
    // Captured: what d3 makes of a drag must not begin.
    plot.addEventListener('pointerdown', (event) => this.#begin(event), { capture: true });
    plot.addEventListener('pointermove', (event) => this.#move(event));
    plot.addEventListener('pointerup', (event) => this.#end(event));
    plot.addEventListener('pointercancel', (event) => this.#end(event));
  }

  pick(range: TimeRange | null): void {
    this.#state.picked = range && range.endNs > range.startNs ? range : null;
    this.#changed();
  }

  /** Moves one edge; the other one stays, or is the edge of what is shown where nothing is picked. */
  mark(edge: 'start' | 'end', timeNs: number): void {
    const { picked, range } = this.#state;
    const { startNs, endNs } = picked ?? range;
    if (edge === 'start') this.pick({ startNs: timeNs, endNs: endNs > timeNs ? endNs : range.endNs });
    else this.pick({ startNs: startNs < timeNs ? startNs : range.startNs, endNs: timeNs });
  }

  /** Lays the box over what is picked. */
  draw(): void {
    const { picked, range } = this.#state;
    this.#box.hidden = picked === null;
    if (!picked) return;
    const scale = timeScale(range, this.#chart.plotWidthPx);
    const left = Math.max(-2, scale(picked.startNs));
    const right = Math.min(this.#chart.plotWidthPx + 2, scale(picked.endNs));
    this.#box.hidden = right <= left;
    this.#box.style.transform = `translateX(${left}px)`;
    this.#box.style.width = `${Math.max(1, right - left)}px`;
  }

  #xOf({ clientX }: PointerEvent): number {
    return clientX - this.#chart.plot.getBoundingClientRect().left;
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0 || !event.shiftKey) return;
    const xPx = this.#xOf(event);
    this.#from = { xPx, timeNs: this.#chart.timeAt(this.#state, xPx) };
    this.#chart.plot.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    if (this.#from === null) return;
    const toPx = this.#xOf(event);
    if (!this.#state.isPicking && Math.abs(toPx - this.#from.xPx) < LEAST_PX) return;
    this.#state.isPicking = true;
    const toNs = this.#chart.timeAt(this.#state, toPx);
    const { startNs, endNs } = this.#state.extent;
    this.pick({
      startNs: Math.max(startNs, Math.min(this.#from.timeNs, toNs)),
      endNs: Math.min(endNs, Math.max(this.#from.timeNs, toNs)),
    });
  }

  #end(event: PointerEvent): void {
    if (this.#from === null) return;
    this.#from = null;
    this.#state.isPicking = false;
    this.#chart.plot.releasePointerCapture(event.pointerId);
    this.#changed();
  }
}
