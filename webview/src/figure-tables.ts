/** Tables of what a stretch of time comes to: functions, tasks, locks, queues, threads. Their first cells lead into the chart. */
import type { SliceRef } from '../../trace/src/query.ts';
import { THREAD_STATES } from '../../trace/src/query.ts';
import type { FunctionFigures, ObjectFigures, RangeFigures } from '../../trace/src/range-figures.ts';
import { button } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { stateWords } from './slice-words.ts';
import { shortLocation } from './source-location.ts';
import type { OpenSource } from './source-link.ts';
import { sourceLink } from './source-link.ts';
import { fill, strings } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import type { TableRow } from './table.ts';
import { table } from './table.ts';
import { formatCount, formatDuration, formatInstant, formatShare } from './time-format.ts';

/** Starts are told to this, ns. */
const STEP_NS = 10_000;

export interface TableActions {
  readonly openSource: OpenSource;
  /** Selects a slice and shows it in the chart. */
  readonly goTo: (slice: SliceRef) => void;
  /** Brings a lane into view. */
  readonly goToLane: (laneId: number) => void;
}

/** `range` says of what: the whole run, or the picked range. */
export function figureTables(
  figures: RangeFigures,
  state: PanelState,
  actions: TableActions,
  range: string,
): HTMLElement[] {
  const locks = figures.objects.filter(({ object }) => object === 'lock');
  const queues = figures.objects.filter(({ object }) => object === 'queue');
  return [
    ...functionTable(figures.functions, state, actions, range),
    ...taskTable(figures, state, actions, range),
    ...lockTable(locks, state, actions, range),
    ...queueTable(queues, state, actions, range),
  ];
}

/** The link from a row to its slice. */
function sliceLink(text: string, slice: SliceRef, { goTo }: TableActions): HTMLElement {
  return button(text, 'text-button', () => goTo(slice));
}

function isSelected({ selected }: PanelState, { laneId, id }: SliceRef): boolean {
  return selected?.laneId === laneId && selected.slice === id;
}

function functionTable(
  functions: readonly FunctionFigures[],
  state: PanelState,
  actions: TableActions,
  range: string,
): HTMLElement[] {
  if (functions.length === 0) return [];
  const headings = [
    tableStrings.columnFunction,
    tableStrings.columnLine,
    tableStrings.columnCalls,
    tableStrings.columnTime,
    tableStrings.columnMedian,
    tableStrings.columnP95,
    tableStrings.columnLongest,
    tableStrings.columnThreadCount,
  ];
  const rows = functions.map((row): TableRow => ({
    current: state.selected?.slice !== undefined && state.selectedDetails?.title === row.name && row.name !== '',
    cells: [
      row.name === '' ? tableStrings.anonymous : row.name,
      row.location ? sourceLink(shortLocation(row.location), row.location, actions.openSource) : '',
      formatCount(row.count),
      formatDuration(row.totalNs),
      formatDuration(row.p50Ns),
      formatDuration(row.p95Ns),
      sliceLink(formatDuration(row.longest.endNs - row.longest.startNs), row.longest, actions),
      formatCount(row.threads),
    ],
  }));
  return [table(`${tableStrings.tableFunctions}${range}`, headings, rows)];
}

function taskTable({ tasks }: RangeFigures, state: PanelState, actions: TableActions, range: string): HTMLElement[] {
  if (tasks.longest.length === 0) return [];
  const isTold = tasks.longest.some(({ given }) => given !== undefined);
  const headings = [
    tableStrings.columnTask,
    tableStrings.columnLine,
    tableStrings.columnThread,
    tableStrings.columnStart,
    tableStrings.columnDuration,
    tableStrings.columnQueued,
    ...(isTold ? [tableStrings.columnArguments] : []),
  ];
  const rows = tasks.longest.map(({ slice, location, task, given = '', queuedNs }): TableRow => ({
    current: isSelected(state, slice),
    cells: [
      sliceLink(task > 0 ? `${slice.title} ${task}` : slice.title, slice, actions),
      location ? sourceLink(shortLocation(location), location, actions.openSource) : '',
      state.laneName(slice.laneId),
      formatInstant(slice.startNs, STEP_NS),
      formatDuration(slice.endNs - slice.startNs),
      queuedNs === undefined ? '' : formatDuration(queuedNs),
      ...(isTold ? [given] : []),
    ],
  }));
  const shown = { shown: formatCount(rows.length), count: formatCount(tasks.count) };
  const caption = tasks.count > rows.length ? fill(tableStrings.tableTasksCut, shown) : tableStrings.tableTasks;
  const counted = tasks.counted > 0 ? fill(tableStrings.tasksCounted, { count: formatCount(tasks.counted) }) : '';
  return [table(`${caption}${range}${counted}`, headings, rows)];
}

function lockTable(
  locks: readonly ObjectFigures[],
  state: PanelState,
  actions: TableActions,
  range: string,
): HTMLElement[] {
  if (locks.length === 0) return [];
  const headings = [
    tableStrings.columnName,
    tableStrings.columnMadeAt,
    tableStrings.columnHeld,
    tableStrings.columnHolds,
    tableStrings.columnLongestHold,
    tableStrings.columnWaited,
    tableStrings.columnWaits,
    tableStrings.columnLongestWait,
    tableStrings.columnMostWaiting,
  ];
  const rows = locks.map((lock): TableRow => ({
    current: state.selected?.laneId === lock.laneId,
    cells: [
      ...nameCells(lock, actions),
      formatDuration(lock.heldNs),
      formatCount(lock.holds),
      lock.longestHold ? sliceLink(lengthOf(lock.longestHold), lock.longestHold, actions) : '',
      ...waitCells(lock, actions),
    ],
  }));
  return [table(`${tableStrings.tableLocks}${range}`, headings, rows)];
}

function queueTable(
  queues: readonly ObjectFigures[],
  state: PanelState,
  actions: TableActions,
  range: string,
): HTMLElement[] {
  if (queues.length === 0) return [];
  const headings = [
    tableStrings.columnName,
    tableStrings.columnMadeAt,
    tableStrings.columnPuts,
    tableStrings.columnGets,
    tableStrings.columnMostInIt,
    tableStrings.columnWaited,
    tableStrings.columnWaits,
    tableStrings.columnLongestWait,
    tableStrings.columnMostWaiting,
  ];
  const rows = queues.map((queue): TableRow => ({
    current: state.selected?.laneId === queue.laneId,
    cells: [
      ...nameCells(queue, actions),
      formatCount(queue.puts),
      formatCount(queue.gets),
      formatCount(queue.mostInIt),
      ...waitCells(queue, actions),
    ],
  }));
  return [table(`${tableStrings.tableQueues}${range}`, headings, rows)];
}

function nameCells({ name, laneId, location }: ObjectFigures, actions: TableActions): (Node | string)[] {
  return [
    button(name, 'text-button', () => actions.goToLane(laneId)),
    location ? sourceLink(shortLocation(location), location, actions.openSource) : '',
  ];
}

function waitCells(
  { waitNs, waits, longestWait, mostWaiting }: ObjectFigures,
  actions: TableActions,
): (Node | string)[] {
  return [
    formatDuration(waitNs),
    formatCount(waits),
    longestWait ? sliceLink(lengthOf(longestWait), longestWait, actions) : '',
    formatCount(mostWaiting),
  ];
}

function lengthOf({ startNs, endNs }: SliceRef): string {
  return formatDuration(endNs - startNs);
}

/** Threads of a range; of the whole run the summary knows more. */
export function threadFiguresTable({ threads }: RangeFigures, actions: TableActions, range: string): HTMLElement[] {
  const states = THREAD_STATES.filter((state) => threads.some((thread) => thread.states[state] > 0));
  const headings = [
    tableStrings.columnThread,
    tableStrings.columnRole,
    tableStrings.columnLifetime,
    tableStrings.columnCpu,
    ...states.map((state) => stateWords({ state })),
  ];
  const rows = threads.map((thread): TableRow => ({
    cells: [
      button(thread.name, 'text-button', () => actions.goToLane(thread.laneId)),
      strings.roles[thread.role],
      formatDuration(thread.lifetimeNs),
      formatDuration(thread.cpuNs),
      ...states.map((state) => formatShare(thread.states[state] / thread.lifetimeNs)),
    ],
  }));
  return [table(`${tableStrings.tableLanes}${range}`, headings, rows)];
}
