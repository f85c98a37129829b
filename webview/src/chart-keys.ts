/** Keyboard on the chart: zoom, pan, follow. Stepping through slices is `SliceFocus`. */
import type { ChartView } from './chart-view.ts';
import type { Navigation } from './navigation.ts';
import type { PanelState } from './panel-state.ts';

const ZOOM_STEP = 1.6;
const PAN_PART = 0.15;
const SCROLL_PX = 48;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export interface KeyActions {
  /** Time to zoom about; undefined = the middle. */
  readonly anchorNs: () => number | undefined;
  readonly moved: () => void;
}

export function listenToKeys(chart: ChartView, state: PanelState, navigation: Navigation, actions: KeyActions): void {
  const anywhere: Readonly<Record<string, () => void>> = {
    w: () => navigation.zoomBy(ZOOM_STEP, actions.anchorNs()),
    s: () => navigation.zoomBy(1 / ZOOM_STEP, actions.anchorNs()),
    '+': () => navigation.zoomBy(ZOOM_STEP, actions.anchorNs()),
    '=': () => navigation.zoomBy(ZOOM_STEP, actions.anchorNs()),
    '-': () => navigation.zoomBy(1 / ZOOM_STEP, actions.anchorNs()),
    a: () => navigation.panBy(-PAN_PART),
    d: () => navigation.panBy(PAN_PART),
    '0': () => navigation.fit(),
    f: () => navigation.setFollow(!state.follow),
  };
  const onPlot: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => navigation.panBy(-PAN_PART),
    ArrowRight: () => navigation.panBy(PAN_PART),
    ArrowUp: () => (chart.scroller.scrollTop -= SCROLL_PX),
    ArrowDown: () => (chart.scroller.scrollTop += SCROLL_PX),
    Home: () => navigation.toStart(),
    End: () => navigation.toEnd(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const inChart = event.target instanceof Node && chart.plot.contains(event.target);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = anywhere[key] ?? (inChart || event.target === document.body ? onPlot[key] : undefined);
    if (!action) return;
    event.preventDefault();
    action();
    actions.moved();
  });
}
