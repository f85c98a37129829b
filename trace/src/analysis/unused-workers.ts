/** A pool has workers that never got a task, although they were ready while others worked. */
import { formatShare } from '../format.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { poolWorkers, type PoolWorker } from './pool-workers.ts';
import { kindSet, sliceTimes } from './ranges.ts';
import { lineOf, linesOf, unusedCoresNs, type RunView } from './run-view.ts';

/** Of the pool's busy span: a worker that became ready later may just have come too late. */
const MIN_READY_SHARE = 0.5;
/** With fewer for each it is chance who is quick enough to take them. */
const MIN_TASKS_EACH = 2;
/** A span this short is over before workers can be compared. */
const MIN_SPAN_NS = 5_000_000;

const IDLE = kindSet((kind) => kind === RowKind.waitTask);

export function unusedWorkers(run: RunView): Finding[] {
  const findings: Finding[] = [];
  const pools = poolWorkers(run);
  // Tasks were handed in and never ran: who would have got them is not known.
  if (run.workers.reduce((sum, { track }) => sum + tasksBegun(track), 0) < submittedTasks(run)) return [];
  for (const [pool, workers] of pools) {
    const over = !run.live || workers.every(({ worker }) => worker.track.exitNs !== undefined);
    const unused = over ? unusedOf(workers) : [];
    if (unused.length > 0) findings.push(findingOf(run, pool, workers, unused));
  }
  return findings;
}

function submittedTasks({ data }: RunView): number {
  return data.submissions.all.reduce((sum, { count }) => sum + count, 0);
}

/** Of pools, and of processes: these are handed in as well. */
function tasksBegun({ slices, countedTasks }: ThreadTrack): number {
  return countedTasks.count + slices.ofKind[RowKind.task]!;
}

function tasksOf(workers: readonly PoolWorker[]): number {
  return workers.reduce((sum, worker) => sum + worker.tasks, 0);
}

function unusedOf(workers: readonly PoolWorker[]): readonly PoolWorker[] {
  const idle = workers.filter(({ tasks }) => tasks === 0);
  const tasks = tasksOf(workers);
  if (tasks === 0) return [];
  if (tasks < workers.length) return idle;
  if (tasks < workers.length * MIN_TASKS_EACH) return [];
  const first = Math.min(...workers.map(({ firstTaskNs }) => firstTaskNs));
  const last = Math.max(...workers.map(({ lastTaskNs }) => lastTaskNs));
  if (last - first < MIN_SPAN_NS) return [];
  return idle.filter((worker) => readyNs(worker, first, last) >= (last - first) * MIN_READY_SHARE);
}

function readyNs({ worker }: PoolWorker, fromNs: number, toNs: number): number {
  const idle = sliceTimes(worker.track, toNs, IDLE);
  let ns = 0;
  for (let i = 0; i < idle.length; i += 2) ns += Math.max(0, idle[i + 1]! - Math.max(idle[i]!, fromNs));
  return ns;
}

/**
 * With fewer tasks than workers: what starting those cost, which others could have used. Else the tasks spread over all
 * workers for which there are cores.
 */
function gainNs(run: RunView, workers: readonly PoolWorker[], unused: readonly PoolWorker[]): number {
  if (tasksOf(workers) < workers.length) {
    return unused.reduce((sum, { worker }) => sum + worker.track.activity.totalCpuNs, 0) / run.coresAvailable;
  }
  const spanNs =
    Math.max(...workers.map(({ lastTaskNs }) => lastTaskNs)) -
    Math.min(...workers.map(({ firstTaskNs }) => firstTaskNs));
  const used = workers.length - unused.length;
  const usable = Math.max(used, Math.min(workers.length, run.coresAvailable));
  return Math.min(spanNs * (1 - used / usable), unusedCoresNs(run));
}

function findingOf(run: RunView, pool: number, workers: readonly PoolWorker[], unused: readonly PoolWorker[]): Finding {
  const tasks = tasksOf(workers);
  const created = run.data.objects.get(pool)?.site ?? 0;
  const site = created === 0 ? (unused[0]?.worker.track.site ?? 0) : created;
  const location = lineOf(run, site);
  const unusedNs = unused.reduce((sum, { worker }) => sum + worker.lifetimeNs, 0);
  const share = run.wallNs > 0 ? Math.min(1, unusedNs / unused.length / run.wallNs) : 0;
  const few = tasks < workers.length;
  return {
    id: 'unused-workers',
    severity: 'warning',
    shareOfTime: share,
    ...(location !== undefined && { location }),
    message:
      `${unused.length} of ${workers.length} workers of the pool${location === undefined ? '' : ` at ${location}`} ` +
      `lived for ${formatShare(share)} of the run and never got a task` +
      `${few ? `: there ${tasks === 1 ? 'was only 1 task' : `were only ${tasks} tasks`}` : ''}.`,
    remedy: few
      ? `Make the pool no larger than the number of tasks (${tasks}), or split the work into more tasks.`
      : 'Hand the work out in smaller chunks (option chunksize), or hand in the next task before the last result is there (applyAsync, map).',
    estimatedGainMs: gainNs(run, workers, unused) / 1e6,
    evidence: {
      startNs: Math.min(...unused.map(({ worker }) => worker.track.startNs)),
      endNs: Math.max(...unused.map(({ worker }) => worker.track.exitNs ?? run.data.endNs)),
      threads: unused.map(({ worker }) => worker.track.name),
      lines: linesOf(run, [site]),
    },
  };
}
