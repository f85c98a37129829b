/** Keyboard on the chart: zoom, pan, follow. Stepping through slices is `SliceFocus`. */
import type { ChartView } from './chart-view.ts';
import type { Navigation } from './navigation.ts';
import type { PanelState } from './panel-state.ts';

const ZOOM_STEP = 1.6;
const PAN_PART = 0.15;
const SCROLL_PX = 48;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || (target instanceof HTMLInputElement && target.type === 'radio')) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export interface KeyActions {
  /** Time to zoom about; undefined = the middle. */
  readonly anchorNs: () => number | undefined;
  readonly moved: () => void;
  /** Marks an edge of the picked range, at the slice that has the focus or at the edge of what is shown. */
  readonly markEdge: (edge: 'start' | 'end') => void;
  /** Gives up the picked range; false where there is none. */
  readonly clearRange: () => boolean;
  readonly zoomToRange: () => void;
  readonly togglePath: () => void;
  readonly search: () => void;
  readonly nextMatch: (by: 1 | -1) => void;
  /** Pins the lane of the slice that has the focus. */
  readonly pin: () => void;
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
  /** These say for themselves what they have done. */
  const others: Readonly<Record<string, () => void>> = {
    '[': () => actions.markEdge('start'),
    ']': () => actions.markEdge('end'),
    z: actions.zoomToRange,
    c: actions.togglePath,
    '/': actions.search,
    n: () => actions.nextMatch(1),
    p: actions.pin,
  };
  const onPlot: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => navigation.panBy(-PAN_PART),
    ArrowRight: () => navigation.panBy(PAN_PART),
    ArrowUp: () => (chart.scroller.scrollTop -= SCROLL_PX),
    ArrowDown: () => (chart.scroller.scrollTop += SCROLL_PX),
    Home: () => navigation.toStart(),
    End: () => navigation.toEnd(),
  };
  const withAlt: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => navigation.back(),
    ArrowRight: () => navigation.forward(),
  };
  document.addEventListener('keydown', (event) => {
    if (!event.defaultPrevented && event.altKey && !event.ctrlKey && !event.metaKey && withAlt[event.key]) {
      event.preventDefault();
      withAlt[event.key]?.();
      actions.moved();
      return;
    }
    if (event.key === 'Escape' && !event.defaultPrevented && !isTyping(event.target) && actions.clearRange()) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const inChart = event.target instanceof Node && chart.plot.contains(event.target);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const other = others[key];
    if (other) {
      event.preventDefault();
      other();
      return;
    }
    const action = anywhere[key] ?? (inChart || event.target === document.body ? onPlot[key] : undefined);
    if (!action) return;
    event.preventDefault();
    action();
    actions.moved();
  });
}
