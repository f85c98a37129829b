/** Tables of the whole run, out of its summary: threads and cores. */
import { formatBytes } from '../../trace/src/format.ts';
import { THREAD_STATES } from '../../trace/src/query.ts';
import type { RunSummary, ThreadSummary } from '../../trace/src/summary.ts';
import { button } from './element.ts';
import type { TableActions } from './figure-tables.ts';
import type { PanelState } from './panel-state.ts';
import { fill, strings } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { table, type TableRow } from './table.ts';
import { formatCount, formatDuration, formatShare } from './time-format.ts';

/** `range` says of what: the whole run, and which of two. */
export function threadTable(
  { threads, memory }: RunSummary,
  state: PanelState,
  actions: TableActions,
  range: string,
): HTMLElement {
  const moved = threads.some(({ migrations }) => migrations !== undefined);
  const watched = threads.some(({ gc }) => gc !== undefined);
  const states = THREAD_STATES.filter((own) => threads.some((thread) => thread.states[own] > 0));
  const headings = [
    tableStrings.columnThread,
    tableStrings.columnRole,
    tableStrings.columnLifetime,
    tableStrings.columnCpu,
    tableStrings.columnRunQueue,
    ...states.map((own) => strings.states[own]),
    ...(moved ? [tableStrings.columnMigrations] : []),
    ...(watched ? [tableStrings.columnCollections, tableStrings.columnHeap] : []),
  ];
  const { snapshot, ofBefore } = state;
  const lanes = snapshot?.lanes.filter(({ kind, before = false }) => kind === 'thread' && before === ofBefore) ?? [];
  const rows = threads.map((thread, index): TableRow => {
    // Both lists are in the order of the lanes.
    const laneId = lanes[index]?.id ?? -1;
    return {
      current: state.selected?.laneId === laneId,
      cells: [
        button(thread.name, 'text-button', () => actions.goToLane(laneId)),
        strings.roles[thread.role],
        formatDuration(thread.lifetimeMs * 1e6),
        formatDuration(thread.cpuMs * 1e6),
        formatDuration(thread.runQueueMs * 1e6),
        ...states.map((own) => (thread.lifetimeMs > 0 ? formatShare(thread.states[own] / thread.lifetimeMs) : '')),
        ...(moved ? [thread.migrations === undefined ? '' : formatCount(thread.migrations)] : []),
        ...(watched ? [thread.gc ? formatCount(thread.gc.count) : '', heapWords(thread)] : []),
      ],
    };
  });
  const resident = memory ? fill(tableStrings.residentMost, { bytes: formatBytes(memory.residentPeakBytes) }) : '';
  return table(`${tableStrings.tableLanes}${range}${resident}`, headings, rows);
}

function heapWords({ memory }: ThreadSummary): string {
  return memory ? formatBytes(memory.heapUsedPeakBytes) : '';
}

/** None where cores were not measured; `run` says which of two it is. */
export function coreTable({ cores, wallMs }: RunSummary, run: string): HTMLElement[] {
  if (cores.perCore.length === 0) return [];
  const told = cores.perCore.some(({ othersMs }) => othersMs !== undefined);
  const words = (ms: number | undefined): string => (ms === undefined ? '' : formatDuration(ms * 1e6));
  const rows = cores.perCore.map(({ core, busyMs, othersMs, idleMs }) => ({
    cells: [
      String(core),
      formatDuration(busyMs * 1e6),
      wallMs > 0 ? formatShare(busyMs / wallMs) : '',
      ...(told ? [words(othersMs), words(idleMs)] : []),
    ],
  }));
  const headings: string[] = [tableStrings.columnCore, tableStrings.columnBusy, tableStrings.columnShare];
  if (told) headings.push(tableStrings.columnOthers, tableStrings.columnCoreIdle);
  return [table(`${tableStrings.tableCores}${run}`, headings, rows)];
}
