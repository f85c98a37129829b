/** What the keys of the chart do to the other parts of the panel. */
import type { Announcer } from './announcer.ts';
import { listenToKeys } from './chart-keys.ts';
import type { ChartView } from './chart-view.ts';
import type { Navigation } from './navigation.ts';
import type { PanelState } from './panel-state.ts';
import type { RangePick } from './range-pick.ts';
import type { Search } from './search.ts';
import type { SliceFocus } from './slice-focus.ts';
import type { SliceMark } from './slice-mark.ts';
import { spokenPick, spokenRange } from './spoken-words.ts';
import type { ToolbarView } from './toolbar-view.ts';

export interface PanelParts {
  readonly state: PanelState;
  readonly chart: ChartView;
  readonly navigation: Navigation;
  readonly focus: SliceFocus;
  readonly pick: RangePick;
  readonly search: Search;
  readonly toolbar: ToolbarView;
  readonly announcer: Announcer;
  readonly togglePath: () => void;
  readonly changed: () => void;
}

export function listenToPanelKeys(parts: PanelParts): void {
  const { state, chart, navigation, focus, pick, search, toolbar, announcer, togglePath, changed } = parts;
  const atFocus = (): SliceMark | null => (focus.hasFocus ? state.focused : null);
  listenToKeys(chart, state, navigation, {
    anchorNs: () => {
      const mark = atFocus() ?? state.hovered;
      return mark ? (mark.startNs + mark.endNs) / 2 : undefined;
    },
    moved: () => announcer.say(spokenRange(navigation.target)),
    markEdge: (edge) => {
      const { startNs, endNs } = atFocus() ?? state.range;
      pick.mark(edge, edge === 'start' ? startNs : endNs);
      if (state.picked) announcer.say(spokenPick(state.picked));
    },
    clearRange: () => {
      if (!state.picked || focus.hasFocus) return false;
      pick.pick(null);
      return true;
    },
    zoomToRange: () => {
      if (state.picked) navigation.show(state.picked);
    },
    togglePath,
    search: () => toolbar.focusSearch(),
    nextMatch: (by) => search.step(by),
    pin: () => {
      const mark = atFocus();
      if (mark) state.order.togglePin(mark.laneId);
      changed();
    },
  });
}
