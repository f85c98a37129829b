/** The field that looks for slices, what it found, and the way from one match to the next. */
import { button, element, setText } from './element.ts';
import type { PanelState } from './panel-state.ts';
import type { Search } from './search.ts';
import { fill, strings } from './strings.ts';
import { formatCount } from './time-format.ts';

export class SearchView {
  readonly root: HTMLElement;
  readonly #search: Search;
  readonly #field = element('input', {
    type: 'search',
    class: 'field',
    placeholder: strings.search,
    'aria-label': strings.searchLabel,
    title: strings.searchLabel,
    spellcheck: 'false',
  });
  readonly #found = element('span', { class: 'found', role: 'status' });
  readonly #steps = [
    stepButton('‹', strings.previousMatch, () => this.#search.step(-1)),
    stepButton('›', strings.nextMatch, () => this.#search.step(1)),
  ];

  constructor(search: Search) {
    this.#search = search;
    this.root = element('div', { class: 'search', role: 'search' }, [this.#field, this.#found, ...this.#steps]);
    this.#field.addEventListener('input', () => search.find(this.#field.value));
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape' && this.#field.value !== '') {
        this.#field.value = '';
        search.find('');
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  update({ matches }: PanelState): void {
    for (const step of this.#steps) step.hidden = !matches || matches.count === 0;
    if (!matches) {
      setText(this.#found, '');
      return;
    }
    const count = formatCount(matches.count);
    const at = formatCount(this.#search.at + 1);
    const template =
      matches.count === 0 ? strings.noMatch : this.#search.at < 0 ? strings.matchCount : strings.matchPlace;
    setText(this.#found, fill(template, { count, at }));
  }
}

function stepButton(sign: string, label: string, onClick: () => void): HTMLButtonElement {
  const node = button(sign, 'icon-button', onClick);
  node.setAttribute('aria-label', label);
  node.title = label;
  return node;
}
