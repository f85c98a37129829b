/** Who called whom in the picked range, else in the whole run: a flame chart, and its functions as a table. */
import type { FlameFrame, FlameGraph, FlameQuery } from '../../trace/src/flame-graph.ts';
import { element, setText } from './element.ts';
import { FlameChart, frameName, frameWords } from './flame-chart.ts';
import type { Palette } from './palette.ts';
import type { PanelState } from './panel-state.ts';
import { rangeWords } from './range-words.ts';
import { shortLocation } from './source-location.ts';
import { sourceLink, type OpenSource } from './source-link.ts';
import { fill } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { table } from './table.ts';
import { formatCount, formatDuration, formatShare } from './time-format.ts';

/** Stands for all threads in the choice of one. */
const ALL = '';

export class FlameView {
  readonly root: HTMLDetailsElement = element('details', { class: 'flame' });
  readonly #openSource: OpenSource;
  readonly #about = element('p', { class: 'flame-about' });
  readonly #threads = element('select', { class: 'field' });
  readonly #frame = element('p', { class: 'flame-current', role: 'status' });
  readonly #chart: FlameChart;
  readonly #table = element('div');
  #shown: readonly unknown[] = [];
  #graph: FlameGraph | null = null;

  /** `changed`: another thread was chosen, or the view was opened. */
  constructor(openSource: OpenSource, changed: () => void, colourOf: (name: string) => number) {
    this.#openSource = openSource;
    this.#chart = new FlameChart({ openSource, colourOf, current: (frame) => this.#tell(frame) });
    const choice = element('label', { class: 'menu-row' }, [tableStrings.flameThreads, this.#threads]);
    const content = [this.#about, choice, this.#chart.root, this.#frame, this.#table];
    this.root.append(
      element('summary', {}, [tableStrings.flame]),
      element('div', { class: 'tables-content' }, content),
    );
    this.root.addEventListener('toggle', changed);
    this.#threads.addEventListener('change', changed);
  }

  /** What is to be asked; null while the view is closed. */
  query({ picked, extent, ofBefore, snapshot }: PanelState): FlameQuery | null {
    if (!this.root.open) return null;
    const { startNs, endNs } = picked ?? extent;
    const laneId = Number(this.#threads.value);
    // A thread that was chosen of the one run is none of the other.
    const isOfRun = (snapshot?.lanes.find(({ id }) => id === laneId)?.before ?? false) === ofBefore;
    return { startNs, endNs, before: ofBefore, ...(this.#threads.value !== ALL && isOfRun && { laneId }) };
  }

  update(state: PanelState, graph: FlameGraph | null, palette: Palette): void {
    if (!this.root.open || !graph || !isOf(graph, state)) return;
    const range = rangeWords(state);
    const now = [graph, palette, range];
    if (now.every((value, index) => value === this.#shown[index])) return;
    this.#shown = now;
    this.#graph = graph;
    const isEmpty = graph.frames.length === 0;
    setText(this.#about, isEmpty ? fill(tableStrings.flameEmpty, { range }) : aboutWords(graph, range));
    this.#fillThreads(graph);
    this.#chart.root.hidden = isEmpty;
    this.#chart.show(graph, palette);
    this.#table.replaceChildren(...(isEmpty ? [] : [this.#functions(graph, range)]));
  }

  #fillThreads({ threads }: FlameGraph): void {
    const { value } = this.#threads;
    this.#threads.replaceChildren(
      element('option', { value: ALL }, [tableStrings.flameAll]),
      ...threads.map(({ laneId, name, totalNs }) =>
        element('option', { value: String(laneId) }, [`${name} (${formatDuration(totalNs)})`]),
      ),
    );
    this.#threads.value = threads.some(({ laneId }) => String(laneId) === value) ? value : ALL;
  }

  #tell(frame: FlameFrame): void {
    if (!this.#graph) return;
    const { location } = frame;
    const link = location && sourceLink(shortLocation(location), location, this.#openSource);
    this.#frame.replaceChildren(frameWords(frame, this.#graph.totalNs), ...(link ? [' ', link] : []));
  }

  #functions({ functions, source, totalNs, left }: FlameGraph, range: string): HTMLElement {
    const caption = fill(source === 'profile' ? tableStrings.tableFlame : tableStrings.tableFlameSlices, { range });
    const more = left.functions > 0 ? fill(tableStrings.flameLeft, { count: formatCount(left.functions) }) : '';
    const headings = [
      tableStrings.columnFunction,
      tableStrings.columnLine,
      tableStrings.columnItself,
      tableStrings.columnSelfShare,
      tableStrings.columnTotal,
    ];
    const rows = functions.map((own) => ({
      cells: [
        frameName(own),
        own.location ? sourceLink(shortLocation(own.location), own.location, this.#openSource) : '',
        formatDuration(own.selfNs),
        formatShare(totalNs > 0 ? own.selfNs / totalNs : 0),
        formatDuration(own.totalNs),
      ],
    }));
    return table(`${caption}${more}`, headings, rows);
  }
}

/** Whether the graph is of the run and range that are shown; the whole of a live run grows while it is summed up. */
function isOf({ query }: FlameGraph, { picked, ofBefore }: PanelState): boolean {
  if ((query.before ?? false) !== ofBefore) return false;
  return !picked || (query.startNs === picked.startNs && query.endNs === picked.endNs);
}

function aboutWords({ source }: FlameGraph, range: string): string {
  return fill(source === 'profile' ? tableStrings.flameProfile : tableStrings.flameSlices, { range });
}
