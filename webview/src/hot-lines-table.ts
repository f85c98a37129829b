/** The lines that use the CPU, of a run that was profiled. */
import type { HotLine, RunSummary } from '../../trace/src/summary.ts';
import { sourceLink, type OpenSource } from './source-link.ts';
import { fill } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { table } from './table.ts';
import { formatDuration, formatShare } from './time-format.ts';

/** One table, or none of a run that was not profiled or has no samples. */
export function hotLineTable(
  { hotLines = [], profile }: Pick<RunSummary, 'hotLines' | 'profile'>,
  openSource: OpenSource,
  range: string,
): HTMLElement[] {
  if (profile === undefined || hotLines.length === 0) return [];
  const headings = [
    tableStrings.columnLine,
    tableStrings.columnFunction,
    tableStrings.columnSelf,
    tableStrings.columnSelfShare,
    tableStrings.columnTotal,
    tableStrings.columnThreads,
  ];
  const lines = hotLines.map((line) => [
    sourceLink(line.location, { file: line.file, line: line.line, column: 1 }, openSource),
    line.function === '' ? tableStrings.anonymous : line.function,
    formatDuration(line.selfMs * 1e6),
    formatShare(line.share),
    formatDuration(line.totalMs * 1e6),
    threadsOf(line),
  ]);
  const others = profile.others.map(({ name, selfMs, share }) => [
    name,
    tableStrings.outsideOfScript,
    formatDuration(selfMs * 1e6),
    formatShare(share),
    '',
    '',
  ]);
  const caption = fill(tableStrings.tableHotLines, { range, interval: formatDuration(profile.intervalMs * 1e6) });
  return [
    table(
      caption,
      headings,
      [...lines, ...others].map((cells) => ({ cells })),
    ),
  ];
}

/** `PoolWorker-1 97 %, PoolWorker-2 96 %`: of the CPU time of each. */
function threadsOf({ threads }: HotLine): string {
  return threads.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ');
}
