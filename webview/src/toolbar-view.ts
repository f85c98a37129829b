/** Zoom, fit, back and follow as buttons, what is shown in words, the search, the lanes' menu, and the legend. */
import { button, element, setText } from './element.ts';
import { LanesMenu } from './lanes-menu.ts';
import { LegendView } from './legend-view.ts';
import type { Navigation } from './navigation.ts';
import type { Palette } from './palette.ts';
import type { PanelState } from './panel-state.ts';
import type { PictureType } from './picture-files.ts';
import type { Search } from './search.ts';
import { SearchView } from './search-view.ts';
import { fill, strings } from './strings.ts';
import { formatDuration, formatInstant } from './time-format.ts';
import { spanOf } from './time-range.ts';

const ZOOM_STEP = 1.6;

function iconButton(sign: string, label: string, onClick: () => void): HTMLButtonElement {
  const node = button(sign, 'icon-button', onClick);
  node.setAttribute('aria-label', label);
  node.title = label;
  return node;
}

export interface ToolbarActions {
  readonly search: Search;
  readonly togglePath: () => void;
  readonly changed: () => void;
  readonly save: (type: PictureType) => void;
  /** Null where a run cannot be saved. */
  readonly saveRun: ((as: 'trace' | 'report') => void) | null;
}

export class ToolbarView {
  readonly root: HTMLElement;
  readonly #range = element('span', { class: 'range' });
  readonly #follow: HTMLButtonElement;

  readonly #navigation: Navigation;
  readonly #search: SearchView;
  readonly #lanes: LanesMenu;
  readonly #legend = new LegendView();
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;
  readonly #path: HTMLButtonElement;

  constructor(state: PanelState, navigation: Navigation, actions: ToolbarActions) {
    this.#navigation = navigation;
    this.#search = new SearchView(actions.search);
    this.#lanes = new LanesMenu(state, actions.changed);
    this.#back = iconButton('←', strings.back, () => navigation.back());
    this.#forward = iconButton('→', strings.forward, () => navigation.forward());
    this.#path = button(strings.path, 'button toggle', actions.togglePath);
    this.#path.title = strings.pathHint;
    this.#follow = button(strings.follow, 'button follow', () => navigation.setFollow(!state.follow));
    const rows = Object.entries(strings.keyRows).map(([keys, action]) =>
      element('div', {}, [element('dt', {}, [keys]), element('dd', {}, [action])]),
    );
    const keys = element('div', { class: 'popover' }, [element('dl', { class: 'keys' }, rows)]);
    this.root = element('div', { class: 'toolbar', role: 'group', 'aria-label': strings.chart }, [
      iconButton('−', strings.zoomOut, () => navigation.zoomBy(1 / ZOOM_STEP)),
      iconButton('+', strings.zoomIn, () => navigation.zoomBy(ZOOM_STEP)),
      iconButton(strings.fitShort, strings.fit, () => navigation.fit()),
      this.#back,
      this.#forward,
      this.#follow,
      this.#range,
      this.#search.root,
      element('details', { class: 'drop' }, [
        element('summary', {}, [strings.view]),
        element('div', { class: 'popover' }, [
          this.#path,
          this.#lanes.root,
          saveButtons(actions.save),
          ...runButtons(actions.saveRun),
        ]),
      ]),
      element('details', { class: 'drop' }, [
        element('summary', {}, [strings.legend]),
        element('div', { class: 'popover' }, [this.#legend.root]),
      ]),
      element('details', { class: 'drop' }, [element('summary', {}, [strings.keys]), keys]),
    ]);
    closeOnLeave(this.root);
  }

  focusSearch(): void {
    this.#search.focus();
  }

  /** The colours changed. */
  resetTheme(palette: Palette): void {
    this.#legend.draw(palette);
  }

  update(state: PanelState): void {
    this.#search.update(state);
    this.#lanes.update(state);
    this.#back.disabled = !this.#navigation.canGoBack;
    this.#forward.disabled = !this.#navigation.canGoForward;
    this.#path.setAttribute('aria-pressed', String(state.path !== null));
    const { range, live, follow } = state;
    const stepNs = spanOf(range) / 1000;
    const start = formatInstant(range.startNs, stepNs);
    const end = formatInstant(range.endNs, stepNs);
    setText(this.#range, `${fill(strings.rangeShown, { start, end })} (${formatDuration(spanOf(range))})`);
    this.#follow.hidden = !live || state.snapshot === null;
    this.#follow.setAttribute('aria-pressed', String(follow));
    setText(this.#follow, follow ? strings.pause : strings.follow);
  }
}

function saveButtons(save: ToolbarActions['save']): HTMLElement {
  return element('div', { class: 'menu-row' }, [
    strings.savePicture,
    button(strings.savePng, 'button', () => save('png')),
    button(strings.saveSvg, 'button', () => save('svg')),
  ]);
}

function runButtons(saveRun: ToolbarActions['saveRun']): readonly HTMLElement[] {
  if (!saveRun) return [];
  const trace = button(strings.saveTrace, 'button', () => saveRun('trace'));
  trace.title = strings.saveTraceHint;
  const report = button(strings.saveReport, 'button', () => saveRun('report'));
  report.title = strings.saveReportHint;
  return [element('div', { class: 'menu-row' }, [strings.saveRun, trace, report])];
}

/** An open legend or key list closes on Escape and on a click elsewhere, as menus do. */
function closeOnLeave(root: HTMLElement): void {
  const drops = [...root.querySelectorAll('details')];
  const closeBut = (kept: Node | null): void => {
    for (const drop of drops) if (!(kept && drop.contains(kept))) drop.open = false;
  };
  document.addEventListener('pointerdown', ({ target }) => closeBut(target instanceof Node ? target : null));
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !drops.some((drop) => drop.open)) return;
    drops
      .find((drop) => drop.open)
      ?.querySelector('summary')
      ?.focus();
    closeBut(null);
    event.stopPropagation();
  });
}
