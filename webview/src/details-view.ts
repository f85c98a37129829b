import { button, element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { colourVariable } from './palette.ts';
import { durationWords, factsBeside, markTitle, startWords, stateWords } from './slice-words.ts';
import { shortLocation } from './source-location.ts';
import type { OpenSource } from './source-link.ts';
import { sourceLink } from './source-link.ts';
import { strings } from './strings.ts';

/** What is known of the selected slice. */
export class DetailsView {
  readonly root: HTMLElement = element('section', { class: 'details', 'aria-label': strings.details, hidden: '' });
  readonly #openSource: OpenSource;
  readonly #onClose: () => void;
  #key = '';

  constructor(openSource: OpenSource, onClose: () => void) {
    this.#openSource = openSource;
    this.#onClose = onClose;
  }

  update(state: PanelState): void {
    const { selected: mark, selectedDetails: details } = state;
    this.root.hidden = mark === null;
    const key = JSON.stringify([mark, details]);
    if (mark === null || key === this.#key) return;
    this.#key = key;
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = `var(${colourVariable(mark.state, mark.reason)})`;
    const close = button('✕', 'icon-button', this.#onClose);
    close.setAttribute('aria-label', strings.close);
    const head = element('div', { class: 'details-head' }, [
      swatch,
      element('h2', {}, [markTitle(mark, details)]),
      close,
    ]);
    const laneName = state.laneName(mark.laneId);
    const rows: [string, Node | string][] = [
      [strings.state, stateWords(mark)],
      [strings.duration, durationWords(mark)],
      [strings.start, startWords(mark)],
      [strings.lane, laneName],
      ...factsBeside(details, laneName).map(({ label, value }): [string, string] => [label, value]),
    ];
    if (details?.location) {
      const link = sourceLink(shortLocation(details.location), details.location, this.#openSource);
      link.title = details.location.file;
      rows.unshift([strings.source, link]);
    }
    const list = element(
      'dl',
      { class: 'facts' },
      rows.map(([label, value]) => fact(label, value)),
    );
    this.root.replaceChildren(head, list);
  }
}

function fact(label: string, value: Node | string): HTMLElement {
  return element('div', { class: 'fact' }, [element('dt', {}, [label]), element('dd', {}, [value])]);
}
