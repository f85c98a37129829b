/** The chart as tables: the same facts for those who do not see it, and for copying. */
import type { WindowAnswer } from '../../trace/src/query.ts';
import { THREAD_STATES } from '../../trace/src/query.ts';
import { formatBytes } from '../../trace/src/format.ts';
import type { RunSummary, ThreadSummary } from '../../trace/src/summary.ts';
import { element } from './element.ts';
import { hotLineTable } from './hot-lines-table.ts';
import type { PanelState } from './panel-state.ts';
import { markAt } from './slice-mark.ts';
import type { OpenSource } from './source-link.ts';
import { durationWords, markTitle, startWords, stateWords } from './slice-words.ts';
import { fill, strings } from './strings.ts';
import { table } from './table.ts';
import { formatCount, formatDuration, formatShare } from './time-format.ts';

const MAX_ROWS = 300;
/** The tables follow the chart at this distance, so that moving stays smooth. */
const REFRESH_MS = 250;

function threadTable({ threads, memory }: RunSummary): HTMLElement {
  const watched = threads.some(({ gc }) => gc !== undefined);
  const states = THREAD_STATES.filter((state) => threads.some((thread) => thread.states[state] > 0));
  const headings = [
    strings.columnThread,
    strings.columnRole,
    strings.columnLifetime,
    strings.columnCpu,
    strings.columnRunQueue,
    ...states.map((state) => strings.states[state]),
    ...(watched ? [strings.columnCollections, strings.columnHeap] : []),
  ];
  const rows = threads.map((thread) => [
    thread.name,
    strings.roles[thread.role],
    formatDuration(thread.lifetimeMs * 1e6),
    formatDuration(thread.cpuMs * 1e6),
    formatDuration(thread.runQueueMs * 1e6),
    ...states.map((state) => (thread.lifetimeMs > 0 ? formatShare(thread.states[state] / thread.lifetimeMs) : '')),
    ...(watched ? [thread.gc ? formatCount(thread.gc.count) : '', heapWords(thread)] : []),
  ]);
  const resident = memory && fill(strings.tableLanesMemory, { bytes: formatBytes(memory.residentPeakBytes) });
  return table(resident ?? strings.tableLanes, headings, rows);
}

function heapWords({ memory }: ThreadSummary): string {
  return memory ? formatBytes(memory.heapUsedPeakBytes) : '';
}

function coreTable({ cores, wallMs }: RunSummary): HTMLElement[] {
  if (cores.perCore.length === 0) return [];
  const rows = cores.perCore.map(({ core, busyMs }) => [
    String(core),
    formatDuration(busyMs * 1e6),
    wallMs > 0 ? formatShare(busyMs / wallMs) : '',
  ]);
  return [table(strings.tableCores, [strings.columnCore, strings.columnBusy, strings.columnShare], rows)];
}

function sliceTable(state: PanelState, answer: WindowAnswer): HTMLElement {
  const rows: string[][] = [];
  let count = 0;
  for (const columns of answer.lanes)
    for (let index = 0; index < columns.count; index++) {
      if (columns.endNs[index]! < state.range.startNs || columns.startNs[index]! > state.range.endNs) continue;
      count++;
      if (rows.length >= MAX_ROWS) continue;
      const mark = markAt(answer, columns, index);
      const name = state.laneName(mark.laneId);
      rows.push([name, markTitle(mark, null), stateWords(mark), startWords(mark), durationWords(mark)]);
    }
  const { columnLane, columnWhat, columnState, columnStart, columnDuration } = strings;
  const caption =
    count > rows.length
      ? fill(strings.tableSlicesCut, { shown: formatCount(rows.length), count: formatCount(count) })
      : strings.tableSlices;
  return table(caption, [columnLane, columnWhat, columnState, columnStart, columnDuration], rows);
}

export class TablesView {
  readonly root: HTMLDetailsElement = element('details', { class: 'tables' });
  readonly #content = element('div', { class: 'tables-content' });
  #shown: readonly unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #openSource: OpenSource;
  readonly #refresh: () => void;

  /** `refresh` asks for the next update. */
  constructor(openSource: OpenSource, refresh: () => void) {
    this.#openSource = openSource;
    this.#refresh = refresh;
    this.root.append(element('summary', {}, [strings.tables]), this.#content);
    this.root.addEventListener('toggle', refresh);
  }

  update(state: PanelState, answer: WindowAnswer | null): void {
    if (!this.root.open) return;
    const now = [state.snapshot?.summary, answer, state.range.startNs, state.range.endNs];
    if (this.#timer !== undefined || now.every((value, index) => value === this.#shown[index])) return;
    this.#shown = now;
    this.#show(state, answer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refresh();
    }, REFRESH_MS);
  }

  #show(state: PanelState, answer: WindowAnswer | null): void {
    const { summary } = state.snapshot ?? {};
    const scrolled = [...this.#content.children].map(({ scrollTop }) => scrollTop);
    this.#content.replaceChildren(
      ...(summary ? [...hotLineTable(summary, this.#openSource), threadTable(summary), ...coreTable(summary)] : []),
      ...(answer ? [sliceTable(state, answer)] : []),
    );
    [...this.#content.children].forEach((part, index) => (part.scrollTop = scrolled[index] ?? 0));
  }
}

/** Chart and details side by side. Opened tables make the page longer, they do not take the chart's room. */
export function workArea(chart: HTMLElement, details: HTMLElement, tables: HTMLDetailsElement): HTMLElement {
  const work = element('div', { class: 'work' }, [chart, details]);
  // The click comes before the tables open: the height is still the chart's own.
  tables.querySelector('summary')?.addEventListener('click', () => {
    work.style.minHeight = tables.open ? '' : `${work.offsetHeight}px`;
  });
  return work;
}
