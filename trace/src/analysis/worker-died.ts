/** A worker ended by an error, by `process.exit` inside a task, or by a crash: not by its parent, not by itself. */
import { sliceName } from '../model/slice-names.ts';
import type { Finding } from '../summary.ts';
import { ExitReason, RowKind } from '../vocabulary.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';

export function workerDied(run: RunView): Finding[] {
  return run.workers
    .filter(({ track }) => track.exitReason === ExitReason.died && track.exitCode !== 0)
    .map((worker) => findingOf(run, worker));
}

function findingOf(run: RunView, worker: ThreadView): Finding {
  const { track, lifetimeNs } = worker;
  const task = lastTask(worker);
  const function_ = task === undefined ? 0 : track.slices.site[task]!;
  const place = lineOf(run, function_);
  const inTask = task === undefined ? '' : ` in ${sliceName(run.data, track.slices, task)}`;
  const location = lineOf(run, track.site);
  const exitNs = track.exitNs ?? run.data.endNs;
  return {
    id: 'worker-died',
    severity: 'error',
    shareOfTime: run.workerNs > 0 ? lifetimeNs / run.workerNs : 0,
    ...(location !== undefined && { location }),
    message: `${track.name} died${inTask}${place === undefined ? '' : ` (${place})`}${exitText(track.exitCode)}.`,
    remedy:
      track.exitCode === 1
        ? 'Look at the error it printed; catch in the task what may go wrong, so that the worker lives on.'
        : 'Find what ends the thread: process.exit inside a task ends the worker, not only the task. Return or throw instead.',
    evidence: {
      startNs: task === undefined ? track.startNs : track.slices.start[task]!,
      endNs: exitNs,
      threads: [track.name],
      lines: linesOf(run, [function_, track.site]),
    },
  };
}

/** The task that ran when the worker ended. */
function lastTask({ track }: ThreadView): number | undefined {
  const { slices, exitNs } = track;
  for (let slice = slices.count - 1; slice >= 0; slice--) {
    if (slices.kind[slice] === RowKind.task) return slices.end[slice] === exitNs ? slice : undefined;
  }
  return undefined;
}

function exitText(code: number | undefined): string {
  return code === undefined ? '' : ` with exit code ${code}`;
}
