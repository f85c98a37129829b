/** What the pointer, or the keyboard's focus, is at: the tooltip beside it. */
import type { ChartView } from './chart-view.ts';
import type { DetailsFeed } from './details-feed.ts';
import type { PanelState } from './panel-state.ts';
import type { SliceMark } from './slice-mark.ts';
import { sameMark } from './slice-mark.ts';
import { Tooltip } from './tooltip.ts';

export class Hover {
  readonly tooltip: Tooltip = new Tooltip();
  readonly #state: PanelState;
  readonly #chart: ChartView;
  readonly #details: DetailsFeed;
  readonly #changed: () => void;
  #pointerAt = { clientX: 0, clientY: 0 };

  constructor(state: PanelState, chart: ChartView, details: DetailsFeed, changed: () => void) {
    this.#state = state;
    this.#chart = chart;
    this.#details = details;
    this.#changed = changed;
  }

  moveTo(mark: SliceMark | null, clientX: number, clientY: number): void {
    this.over(mark);
    this.#pointerAt = { clientX, clientY };
    this.#changed();
  }

  over(mark: SliceMark | null): void {
    if (sameMark(mark, this.#state.hovered)) return;
    this.#state.hovered = mark;
    this.#changed();
    this.#state.hoveredDetails = null;
    if (mark) this.#ask(mark);
  }

  /** The trace has grown: what is open may have come to its end, or to something else within. */
  refresh(): void {
    const { hovered, hoveredDetails } = this.#state;
    if (hovered && hoveredDetails?.open) this.#ask(hovered);
  }

  #ask(mark: SliceMark): void {
    this.#details.request(mark, (details) => {
      if (sameMark(mark, this.#state.hovered)) this.#state.hoveredDetails = details;
      this.#changed();
    });
  }

  /** `atFocus`: the tooltip lies below the focused slice, not beside the pointer. */
  draw(atFocus: boolean): void {
    const { hovered, hoveredDetails } = this.#state;
    if (!hovered) {
      this.tooltip.hide();
      return;
    }
    this.tooltip.show(hovered, hoveredDetails, this.#state.laneName(hovered.laneId));
    // Placed once it is shown: a hidden box has no size.
    if (!atFocus) {
      this.tooltip.place(this.#pointerAt.clientX, this.#pointerAt.clientY);
      return;
    }
    const place = this.#chart.rectangleOf(this.#state, hovered);
    const plot = this.#chart.plot.getBoundingClientRect();
    if (place) this.tooltip.place(plot.left + place.leftPx, plot.top + place.topPx + place.heightPx);
  }
}
