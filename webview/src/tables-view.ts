/** The chart as tables: the same facts for those who do not see it, and for copying. */
import type { WindowAnswer } from '../../trace/src/query.ts';
import { button, element } from './element.ts';
import { figureTables, threadFiguresTable } from './figure-tables.ts';
import { hotLineTable } from './hot-lines-table.ts';
import type { PanelState } from './panel-state.ts';
import { pathTable, type PathTableActions } from './path-table.ts';
import { markAt, sameMark, type SliceMark } from './slice-mark.ts';
import { rangeWords } from './range-words.ts';
import { runWords } from './run-choice.ts';
import { durationWords, markTitle, startWords, stateWords } from './slice-words.ts';
import { fill } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { table, type TableRow } from './table.ts';
import { formatCount } from './time-format.ts';
import { coreTable, threadTable } from './whole-run-tables.ts';

const MAX_ROWS = 300;
/** The tables follow the chart at this distance, so that moving stays smooth. */
const REFRESH_MS = 250;

function sliceTable(state: PanelState, answer: WindowAnswer, { goToMark }: TablesActions): HTMLElement {
  const rows: TableRow[] = [];
  let count = 0;
  for (const columns of answer.lanes)
    for (let index = 0; index < columns.count; index++) {
      if (columns.endNs[index]! < state.range.startNs || columns.startNs[index]! > state.range.endNs) continue;
      count++;
      if (rows.length >= MAX_ROWS) continue;
      const mark = markAt(answer, columns, index);
      const name = button(state.laneName(mark.laneId), 'text-button', () => goToMark(mark));
      rows.push({
        current: sameMark(mark, state.selected),
        cells: [name, markTitle(mark, null), stateWords(mark), startWords(mark), durationWords(mark)],
      });
    }
  const { columnLane, columnWhat, columnState, columnStart, columnDuration } = tableStrings;
  const caption =
    count > rows.length
      ? fill(tableStrings.tableSlicesCut, { shown: formatCount(rows.length), count: formatCount(count) })
      : tableStrings.tableSlices;
  return table(caption, [columnLane, columnWhat, columnState, columnStart, columnDuration], rows);
}

export interface TablesActions extends PathTableActions {
  /** Selects a mark of the chart. */
  readonly goToMark: (mark: SliceMark) => void;
}

export class TablesView {
  readonly root: HTMLDetailsElement = element('details', { class: 'tables' });
  readonly #content = element('div', { class: 'tables-content' });
  #shown: readonly unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #actions: TablesActions;
  readonly #refresh: () => void;

  /** `refresh` asks for the next update. */
  constructor(actions: TablesActions, refresh: () => void) {
    this.#actions = actions;
    this.#refresh = refresh;
    this.root.append(element('summary', {}, [tableStrings.tables]), this.#content);
    this.root.addEventListener('toggle', refresh);
  }

  update(state: PanelState, answer: WindowAnswer | null): void {
    if (!this.root.open) return;
    const { summary, range, figures, path, selected, picked } = state;
    const now = [summary, answer, range.startNs, range.endNs, figures, path, selected?.slice, picked];
    if (this.#timer !== undefined || now.every((value, index) => value === this.#shown[index])) return;
    this.#shown = now;
    this.#show(state, answer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refresh();
    }, REFRESH_MS);
  }

  #show(state: PanelState, answer: WindowAnswer | null): void {
    const scrolled = [...this.#content.children].map(({ scrollTop }) => scrollTop);
    const focused = this.#focusedPlace();
    this.#content.replaceChildren(...this.#tables(state, answer));
    [...this.#content.children].forEach((part, index) => (part.scrollTop = scrolled[index] ?? 0));
    if (focused) this.#focusPlace(focused);
  }

  #tables(state: PanelState, answer: WindowAnswer | null): HTMLElement[] {
    const { figures, path, picked, summary } = state;
    const actions = this.#actions;
    const range = rangeWords(state);
    return [
      ...(path ? [pathTable(path, state, actions)] : []),
      ...hotLineTable(picked && figures ? figures : (summary ?? {}), actions.openSource, range),
      ...(figures ? figureTables(figures, state, actions, range) : []),
      ...(picked && figures ? threadFiguresTable(figures, actions, range) : []),
      ...(!picked && summary ? [threadTable(summary, state, actions, range)] : []),
      ...(summary ? coreTable(summary, runWords(state)) : []),
      ...(answer ? [sliceTable(state, answer, actions)] : []),
    ];
  }

  /** Which button of which table has the focus: it has it again in the new table. */
  #focusedPlace(): FocusedPlace | null {
    const { activeElement } = document;
    const parts = [...this.#content.children];
    const part = parts.findIndex((node) => node.contains(activeElement));
    if (part < 0 || !activeElement) return null;
    return { part, button: [...parts[part]!.querySelectorAll('button, a')].indexOf(activeElement) };
  }

  #focusPlace({ part, button: index }: FocusedPlace): void {
    const node = this.#content.children[part];
    const found = index < 0 ? node : node?.querySelectorAll('button, a')[index];
    if (found instanceof HTMLElement) found.focus();
  }
}

interface FocusedPlace {
  readonly part: number;
  /** -1 = the table itself. */
  readonly button: number;
}

/** Chart and details side by side. What is unfolded below makes the page longer, it does not take the chart's room. */
export function workArea(
  chart: HTMLElement,
  beside: readonly HTMLElement[],
  below: readonly HTMLDetailsElement[],
): HTMLElement {
  const work = element('div', { class: 'work' }, [chart, element('div', { class: 'beside' }, beside)]);
  for (const fold of below)
    // The click comes before it opens: the height is still the chart's own.
    fold.querySelector('summary')?.addEventListener('click', () => {
      if (below.some((other) => other !== fold && other.open)) return;
      work.style.minHeight = fold.open ? '' : `${work.offsetHeight}px`;
    });
  return work;
}
