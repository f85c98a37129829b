/** What the picked range comes to: by state, functions, tasks, and the lines that used the CPU. */
import type { RangeFigures, ThreadFigures } from '../../trace/src/range-figures.ts';
import type { StateTimes } from './state-shares.ts';
import { button, element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { runWords } from './run-choice.ts';
import type { OpenSource } from './source-link.ts';
import { sourceLink } from './source-link.ts';
import { shortLocation } from './source-location.ts';
import { sharesOf, stateBar } from './state-shares.ts';
import { fill, strings } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { formatCount, formatDuration, formatInstant, formatShare } from './time-format.ts';
import { spanOf, type TimeRange } from './time-range.ts';

/** Rows of each list; the tables have all. */
const MOST_ROWS = 6;

export interface RangeActions {
  readonly openSource: OpenSource;
  readonly zoomTo: (range: TimeRange) => void;
  readonly clear: () => void;
}

export class RangeView {
  readonly root: HTMLElement = element('section', { class: 'picked', 'aria-label': strings.pickedRange, hidden: '' });
  readonly #actions: RangeActions;
  #shown: readonly unknown[] = [];

  constructor(actions: RangeActions) {
    this.#actions = actions;
  }

  update(state: PanelState): void {
    const { picked, figures, isPicking } = state;
    if (isPicking) return;
    this.root.hidden = picked === null;
    if (picked === null) return;
    const run = runWords(state);
    const now = [picked.startNs, picked.endNs, figures, run];
    if (now.every((value, index) => value === this.#shown[index])) return;
    this.#shown = now;
    const isOf = figures?.query.startNs === picked.startNs && figures.query.endNs === picked.endNs;
    this.root.replaceChildren(this.#head(picked, run), ...(figures && isOf ? this.#facts(figures) : []));
  }

  /** `run`: which of two it is. */
  #head(picked: TimeRange, run: string): HTMLElement {
    const close = button('✕', 'icon-button', this.#actions.clear);
    close.setAttribute('aria-label', strings.clearRange);
    const stepNs = spanOf(picked) / 1000;
    const [start, end] = [formatInstant(picked.startNs, stepNs), formatInstant(picked.endNs, stepNs)];
    const title = `${formatDuration(spanOf(picked))}: ${fill(strings.rangeShown, { start, end })}${run}`;
    return element('div', { class: 'details-head' }, [
      element('h2', {}, [title]),
      button(strings.zoomToRange, 'text-button', () => this.#actions.zoomTo(picked)),
      close,
    ]);
  }

  #facts(figures: RangeFigures): HTMLElement[] {
    const { threads, tasks, functions, hotLines = [] } = figures;
    const workers = threads.filter(({ role }) => role === 'main' || role === 'worker' || role === 'process');
    const cpuNs = workers.reduce((sum, thread) => sum + thread.cpuNs, 0);
    const span = figures.query.endNs - figures.query.startNs;
    const cores = fill(strings.coresUsed, { cores: (cpuNs / span).toFixed(1) });
    const facts = element('dl', { class: 'facts' }, [
      fact(tableStrings.columnCpu, `${formatDuration(cpuNs)} (${cores})`),
      fact(strings.tasks, formatCount(tasks.count)),
      fact(strings.threadsThere, formatCount(workers.length)),
    ]);
    return [
      facts,
      ...this.#states(workers),
      ...list(
        tableStrings.tableFunctions,
        functions
          .slice(0, MOST_ROWS)
          .map(({ name, location, count, totalNs }) => [
            location ? sourceLink(name || shortLocation(location), location, this.#actions.openSource) : name,
            `${formatDuration(totalNs)} · ${fill(strings.calls, { count: formatCount(count) })}`,
          ]),
      ),
      ...list(
        strings.hotLines,
        hotLines
          .slice(0, MOST_ROWS)
          .map((line) => [
            sourceLink(line.location, { file: line.file, line: line.line, column: 1 }, this.#actions.openSource),
            formatShare(line.share),
          ]),
      ),
    ];
  }

  /** Of all threads of the program together. */
  #states(threads: readonly ThreadFigures[]): HTMLElement[] {
    const total = totalOf(threads);
    const lifetimeNs = threads.reduce((sum, thread) => sum + thread.lifetimeNs, 0);
    const shares = sharesOf(total, lifetimeNs);
    if (shares.length === 0) return [];
    const rows = shares.map(({ words, time, share }): Row => [
      words,
      `${formatDuration(time)} · ${formatShare(share)}`,
    ]);
    return [stateBar(shares), ...list(strings.statesOfThreads, rows)];
  }
}

type Row = readonly [what: Node | string, figure: string];

function totalOf(threads: readonly ThreadFigures[]): StateTimes {
  const states: Record<string, number> = {};
  const waits: Record<string, number> = {};
  for (const thread of threads) {
    for (const [state, ns] of Object.entries(thread.states)) states[state] = (states[state] ?? 0) + ns;
    for (const [reason, ns] of Object.entries(thread.waits)) waits[reason] = (waits[reason] ?? 0) + ns;
  }
  return { states: states as StateTimes['states'], waits };
}

function list(title: string, rows: readonly Row[]): HTMLElement[] {
  if (rows.length === 0) return [];
  const items = rows.map(([what, figure]) =>
    element('li', {}, [element('span', { class: 'what' }, [what]), element('span', { class: 'how-much' }, [figure])]),
  );
  return [
    element('div', { class: 'range-list' }, [
      element('h3', {}, [title]),
      element('ul', { 'aria-label': title }, items),
    ]),
  ];
}

function fact(label: string, value: string): HTMLElement {
  return element('div', { class: 'fact' }, [element('dt', {}, [label]), element('dd', {}, [value])]);
}
