/** Pointer gestures on the plot: wheel and pinch zoom, drag and shift-wheel pan (dragging with Shift picks a range: `RangePick`), hover, click, double click. */
import { select } from 'd3-selection';
import type { D3ZoomEvent, ZoomBehavior } from 'd3-zoom';
import { zoom, zoomIdentity } from 'd3-zoom';
import type { ChartView } from './chart-view.ts';
import type { Navigation } from './navigation.ts';
import type { PanelState } from './panel-state.ts';
import type { SliceMark } from './slice-mark.ts';
import { clampRange, panRange, rangeOfZoom, spanOf, zoomOfRange } from './time-range.ts';

const CLICK_DISTANCE_PX = 4;

export interface PointerActions {
  readonly hover: (mark: SliceMark | null, clientX: number, clientY: number) => void;
  readonly click: (mark: SliceMark | null) => void;
  readonly zoomTo: (mark: SliceMark) => void;
}

export class ChartPointer {
  readonly #chart: ChartView;
  readonly #state: PanelState;
  readonly #navigation: Navigation;
  readonly #zoom: ZoomBehavior<HTMLElement, unknown>;

  constructor(chart: ChartView, state: PanelState, navigation: Navigation, actions: PointerActions) {
    this.#chart = chart;
    this.#state = state;
    this.#navigation = navigation;
    this.#zoom = zoom<HTMLElement, unknown>()
      .clickDistance(CLICK_DISTANCE_PX)
      .filter((event: MouseEvent | TouchEvent) => {
        if (event instanceof WheelEvent) return !isPan(event);
        // Fingers have no button.
        return !event.shiftKey && !(event instanceof MouseEvent && event.button !== 0);
      })
      .constrain((transform) => {
        const { plotWidthPx } = chart;
        const { k, x } = zoomOfRange(clampRange(rangeOfZoom(transform, plotWidthPx), state.extent), plotWidthPx);
        return zoomIdentity.translate(x, transform.y).scale(k);
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => this.#zoomed(event));
    select<HTMLElement, unknown>(chart.plot).call(this.#zoom).on('dblclick.zoom', null);
    this.#listen(actions);
  }

  /** Tells d3 where the range is when something else moved it. */
  sync(): void {
    const { k, x } = zoomOfRange(this.#state.range, this.#chart.plotWidthPx);
    // Setting the property is d3-zoom's documented way to move without an event and without ending a gesture.
    Object.assign(this.#chart.plot, { __zoom: zoomIdentity.translate(x, 0).scale(k) });
  }

  #zoomed({ transform, sourceEvent }: D3ZoomEvent<HTMLElement, unknown>): void {
    this.#navigation.jump(rangeOfZoom(transform, this.#chart.plotWidthPx));
    if (sourceEvent instanceof MouseEvent && sourceEvent.type === 'mousemove')
      this.#chart.scroller.scrollTop -= sourceEvent.movementY;
  }

  #listen(actions: PointerActions): void {
    const { plot } = this.#chart;
    const at = ({ clientX, clientY }: MouseEvent): SliceMark | null =>
      this.#chart.markAt(this.#state, clientX, clientY);
    plot.addEventListener('wheel', (event) => this.#wheelPan(event), { passive: false });
    plot.addEventListener('pointermove', (event) => {
      const dragging = (event.buttons & 1) === 1;
      actions.hover(dragging ? null : at(event), event.clientX, event.clientY);
    });
    plot.addEventListener('pointerleave', (event) => actions.hover(null, event.clientX, event.clientY));
    plot.addEventListener('click', (event) => {
      // With Shift a range is picked.
      if (!event.shiftKey) actions.click(at(event));
    });
    plot.addEventListener('dblclick', (event) => {
      const mark = at(event);
      if (mark) actions.zoomTo(mark);
    });
  }

  #wheelPan(event: WheelEvent): void {
    if (!isPan(event)) return;
    event.preventDefault();
    if (event.altKey) this.#chart.scroller.scrollTop += event.deltaY;
    else {
      const px = (event.deltaX || event.deltaY) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
      const nsPerPx = spanOf(this.#state.range) / this.#chart.plotWidthPx;
      this.#navigation.jump(panRange(this.#state.range, px * nsPerPx));
    }
  }
}

/** Shift-wheel and sideways swipes pan, Alt-wheel scrolls the lanes; everything else zooms. */
function isPan(event: WheelEvent): boolean {
  return !event.ctrlKey && (event.shiftKey || event.altKey || Math.abs(event.deltaX) > Math.abs(event.deltaY));
}
