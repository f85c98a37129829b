import { element } from './element.ts';

export interface TableRow {
  readonly cells: readonly (string | Node)[];
  /** It is about what is selected in the chart. */
  readonly current?: boolean;
}

/** A table with a caption that scrolls by itself and can be reached by Tab; the first cell of a row names it. */
export function table(caption: string, headings: readonly string[], rows: readonly TableRow[]): HTMLElement {
  const head = element(
    'tr',
    {},
    headings.map((text) => element('th', { scope: 'col' }, [text])),
  );
  const body = rows.map(({ cells, current = false }) =>
    element(
      'tr',
      current ? { 'aria-current': 'true' } : {},
      cells.map((cell, index) => (index === 0 ? element('th', { scope: 'row' }, [cell]) : element('td', {}, [cell]))),
    ),
  );
  const grid = element('table', {}, [
    element('caption', {}, [caption]),
    element('thead', {}, [head]),
    element('tbody', {}, body),
  ]);
  return element('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': caption }, [grid]);
}
