/** Two runs beside each other as a table, for a terminal. */
import type { ComparedRun, FindingChange, RunComparison } from './analysis/comparison/run-comparison.ts';
import { formatDuration, formatShare } from './format.ts';
import { THREAD_STATES, WAIT_REASONS } from './query.ts';
import type { Finding } from './summary.ts';

/** States that take less than this of the workers' time in both runs are left out. */
const LEAST_SHARE = 0.005;

/** Lines end in newlines, the last one too. Shares are of the workers' lifetimes summed. */
export function textComparison({ before, after, speedUp, findings, notes }: RunComparison): string {
  const figures = (title: string, of: (run: ComparedRun) => string, change = ''): string =>
    row(title, of(before), of(after), change);
  const lines = [
    row('', 'before', 'after', ''),
    figures('wall time', ({ wallMs }) => ms(wallMs), `${speedUp.toFixed(2)} x as fast`),
    figures('CPU time', ({ cpuMs }) => ms(cpuMs)),
    figures('cores busy', ({ busyMean, coresAvailable }) => `${busyMean.toFixed(2)} of ${coresAvailable}`),
    figures('workers', ({ workers }) => String(workers)),
    figures('tasks', ({ tasks }) => String(tasks.count)),
    figures('task, median', ({ tasks }) => (tasks.count > 0 ? ms(tasks.p50Ms) : '')),
    figures('task, 95 % below', ({ tasks }) => (tasks.count > 0 ? ms(tasks.p95Ms) : '')),
    ...stateRows(before, after),
    ...findings.map(findingLine),
    ...notes.map((note) => `  note: ${note}`),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function stateRows(before: ComparedRun, after: ComparedRun): string[] {
  const share = (run: ComparedRun, timeMs: number): number => timeMs / Math.max(1e-9, lifetimesMs(run));
  const rowOf = (title: string, timeMs: (run: ComparedRun) => number): string[] => {
    const shares = [before, after].map((run) => share(run, timeMs(run)));
    if (shares.every((each) => each < LEAST_SHARE)) return [];
    return [row(title, ...(shares.map(formatShare) as [string, string]), '')];
  };
  const rows = THREAD_STATES.flatMap((state) => [
    ...rowOf(`  ${state}`, ({ states }) => states[state]),
    ...(state === 'waiting' ? WAIT_REASONS : []).flatMap((reason) =>
      rowOf(`    ${reason}`, ({ waits }) => waits[reason] ?? 0),
    ),
  ]);
  return rows.length === 0 ? [] : ['  time of the workers', ...rows];
}

function lifetimesMs({ states }: ComparedRun): number {
  return THREAD_STATES.reduce((sum, state) => sum + states[state], 0);
}

function findingLine(change: FindingChange): string {
  switch (change.change) {
    case 'gone':
      return `  gone   ${words(change.before)}`;
    case 'new':
      return `  new    ${words(change.after)}\n           ${change.after.message} ${change.after.remedy}`;
    case 'stays':
      return `  stays  ${words(change.after)}, was ${formatShare(change.before.shareOfTime)}`;
  }
}

function words({ id, location = '', shareOfTime }: Finding): string {
  return `${id}${location === '' ? '' : ` ${location}`}  ${formatShare(shareOfTime)}`;
}

function ms(value: number): string {
  return formatDuration(value * 1e6);
}

function row(title: string, before: string, after: string, change: string): string {
  return `  ${title.padEnd(20)}  ${before.padStart(12)}  ${after.padStart(12)}  ${change}`;
}
