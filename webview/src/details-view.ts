import { button, element } from './element.ts';
import type { FlowActions } from './flows-view.ts';
import { flowLists } from './flows-view.ts';
import { histogramView } from './histogram-view.ts';
import type { PanelState } from './panel-state.ts';
import { colourVariable } from './palette.ts';
import { durationWords, factsBeside, markTitle, startWords, statesOf } from './slice-words.ts';
import { shortLocation } from './source-location.ts';
import { sourceLink } from './source-link.ts';
import { strings } from './strings.ts';

export interface DetailsActions extends FlowActions {
  readonly close: () => void;
}

/** What is known of the selected slice. */
export class DetailsView {
  readonly root: HTMLElement = element('section', { class: 'details', 'aria-label': strings.details, hidden: '' });
  readonly #actions: DetailsActions;
  #key = '';

  constructor(actions: DetailsActions) {
    this.#actions = actions;
  }

  update(state: PanelState): void {
    const { selected: mark, selectedDetails: details, selectedFlows: flows, selectedKind: kind } = state;
    this.root.hidden = mark === null;
    const key = JSON.stringify([mark, details, flows, kind]);
    if (mark === null || key === this.#key) return;
    this.#key = key;
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = `var(${colourVariable(mark.state, mark.reason)})`;
    const close = button('✕', 'icon-button', this.#actions.close);
    close.setAttribute('aria-label', strings.close);
    const head = element('div', { class: 'details-head' }, [
      swatch,
      element('h2', {}, [markTitle(mark, details)]),
      close,
    ]);
    const laneName = state.laneName(mark.laneId);
    const rows: [string, Node | string][] = [
      [strings.state, statesOf(mark, details)],
      [strings.duration, durationWords(mark)],
      [strings.start, startWords(mark)],
      [strings.lane, laneName],
      ...factsBeside(details, laneName).map(({ label, value }): [string, string] => [label, value]),
    ];
    if (details?.location) {
      const link = sourceLink(shortLocation(details.location), details.location, this.#actions.openSource);
      link.title = details.location.file;
      rows.unshift([strings.source, link]);
    }
    const list = element(
      'dl',
      { class: 'facts' },
      rows.map(([label, value]) => fact(label, value)),
    );
    const flowParts = flows ? flowLists(flows, state, this.#actions) : [];
    this.root.replaceChildren(head, list, ...flowParts, ...histogramView(kind, mark.endNs - mark.startNs));
  }
}

function fact(label: string, value: Node | string): HTMLElement {
  return element('div', { class: 'fact' }, [element('dt', {}, [label]), element('dd', {}, [value])]);
}
