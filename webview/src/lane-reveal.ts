/** Brings a lane into view, whatever keeps it out of sight. */
import type { ChartView } from './chart-view.ts';
import { groupOf } from './lane-layout.ts';
import type { PanelState } from './panel-state.ts';

export class LaneReveal {
  readonly #state: PanelState;
  readonly #chart: ChartView;

  constructor(state: PanelState, chart: ChartView) {
    this.#state = state;
    this.#chart = chart;
  }

  /** Scrolls to the lane. */
  show(laneId: number): void {
    this.unfold(laneId);
    this.#chart.revealLane(this.#state, laneId);
  }

  /** What is folded away is unfolded, and what is left out is shown. */
  unfold(laneId: number): void {
    if (this.#isShown(laneId)) return;
    const lane = this.#state.snapshot?.lanes.find(({ id }) => id === laneId);
    if (!lane) return;
    this.#state.collapsed.delete(groupOf(lane));
    if (!this.#isShown(laneId)) this.#state.order.reveal(lane, groupOf(lane));
  }

  #isShown(laneId: number): boolean {
    return this.#state.layout.places.some(({ lane }) => lane.id === laneId);
  }
}
