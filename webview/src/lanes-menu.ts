/** Filter and order of the lanes, in a menu of the toolbar. */
import { THREAD_STATES, type ThreadState } from '../../trace/src/query.ts';
import { element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { stateWords } from './slice-words.ts';
import { fill, strings } from './strings.ts';

export class LanesMenu {
  readonly root: HTMLElement;
  readonly #field = element('input', { type: 'search', class: 'field', 'aria-label': strings.filterLanes });
  readonly #sort = element('select', { class: 'field', 'aria-label': strings.sortLanes });

  constructor(state: PanelState, changed: () => void) {
    this.#sort.append(
      element('option', { value: '' }, [strings.sortByStart]),
      ...THREAD_STATES.map((own) =>
        element('option', { value: own }, [fill(strings.sortByShare, { state: stateWords({ state: own }) })]),
      ),
    );
    this.#field.addEventListener('input', () => {
      state.order.filter = this.#field.value;
      changed();
    });
    this.#sort.addEventListener('change', () => {
      state.order.sort = this.#sort.value === '' ? null : (this.#sort.value as ThreadState);
      changed();
    });
    const row = (label: string, field: HTMLElement): HTMLElement =>
      element('label', { class: 'menu-row' }, [label, field]);
    this.root = element('div', { class: 'lanes-menu' }, [
      row(strings.filterLanes, this.#field),
      row(strings.sortLanes, this.#sort),
      element('p', { class: 'menu-note' }, [strings.pinHint]),
    ]);
  }

  update({ order }: PanelState): void {
    if (document.activeElement !== this.#field) this.#field.value = order.filter;
    this.#sort.value = order.sort ?? '';
  }
}
