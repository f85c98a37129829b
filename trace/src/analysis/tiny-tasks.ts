/** Handing tasks out and results back takes workers longer than the tasks do. Thresholds: docs/FINDINGS.md. */
import { formatCount, formatDuration, formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';
import { heaviest, siteOfTask } from './task-lines.ts';
import { tallyOf } from './thread-tally.ts';

/** Of the workers' lifetimes. */
const MIN_SHARE = 0.1;
/** Of what the tasks themselves take: handing out costs half as much again. */
const MIN_OVERHEAD = 0.5;
/** Longer tasks are not tiny: what goes on between them has other reasons. */
const MAX_MEAN_NS = 500_000;
const MIN_TASKS = 200;
const MIN_LOST_NS = 20_000_000;
/** How much work a chunk should hold: a few hundred times what handing it out costs. */
const CHUNK_NS = 10_000_000;

interface Handling {
  readonly worker: ThreadView;
  readonly tasks: number;
  readonly taskNs: number;
  /** CPU time outside of tasks, and short waits for the next one. */
  readonly lostNs: number;
  readonly pool: number;
}

export function tinyTasks(run: RunView): Finding[] {
  const byPool = Map.groupBy(
    run.workers.map((worker) => handlingOf(run, worker)).filter(({ pool, tasks }) => pool !== 0 && tasks > 0),
    ({ pool }) => pool,
  );
  return [...byPool.values()].flatMap((handlings) => poolFinding(run, handlings));
}

function handlingOf(run: RunView, worker: ThreadView): Handling {
  const { slices, countedTasks, countedIdleNs } = worker.track;
  const { pool, taskNs: singleNs, gapNs } = tallyOf(worker.track, run.data.endNs).sums;
  const tasks = countedTasks.count + slices.ofKind[RowKind.task]!;
  const taskNs = countedTasks.ns + singleNs;
  const lostNs = Math.max(0, worker.states.running - taskNs) + countedIdleNs + gapNs;
  return { worker, tasks, taskNs, pool, lostNs };
}

function poolFinding(run: RunView, handlings: readonly Handling[]): Finding[] {
  const sum = (of: (handling: Handling) => number): number => handlings.reduce((total, each) => total + of(each), 0);
  const tasks = sum((each) => each.tasks);
  const taskNs = sum((each) => each.taskNs);
  const lostNs = sum((each) => each.lostNs);
  const share = Math.min(1, lostNs / Math.max(1, run.workerNs));
  if (tasks < MIN_TASKS || taskNs > tasks * MAX_MEAN_NS) return [];
  if (share < MIN_SHARE || lostNs < Math.max(MIN_LOST_NS, taskNs * MIN_OVERHEAD)) return [];
  const site = submitSite(run, handlings);
  const location = lineOf(run, site);
  const workers = handlings.map(({ worker }) => worker);
  const chunksize = Math.max(2, Math.ceil(CHUNK_NS / Math.max(100, taskNs / tasks)));
  return [
    {
      id: 'tiny-tasks',
      severity: 'warning',
      shareOfTime: share,
      ...(location !== undefined && { location }),
      message: `${formatShare(share)} of worker time goes into handing out tasks${location === undefined ? '' : ` at ${location}`}: each of the ${formatCount(tasks)} takes ${formatDuration(taskNs / tasks)}.`,
      remedy: `Hand out more work at a time: map over all items with chunksize: ${roundNumber(chunksize)} or more, or let one task do many of them.`,
      estimatedGainMs: lostNs / workers.length / 1e6,
      evidence: {
        startNs: Math.min(...workers.map(({ track }) => track.startNs)),
        endNs: Math.max(...workers.map(({ track }) => track.exitNs ?? run.data.endNs)),
        threads: workers.map(({ track }) => track.name),
        lines: linesOf(run, [site]),
      },
    },
  ];
}

/** The line that handed in the most of them. */
function submitSite(run: RunView, handlings: readonly Handling[]): number {
  const bySite = new Map<number, number>();
  for (const { worker } of handlings) {
    const { slices } = worker.track;
    for (let slice = 0; slice < slices.count; slice++) {
      if (slices.kind[slice] !== RowKind.task) continue;
      const site = siteOfTask(run, worker.track, slice);
      bySite.set(site, (bySite.get(site) ?? 0) + 1);
    }
  }
  return heaviest(bySite);
}

/** 1 to 10, then in steps that a person would choose. */
function roundNumber(value: number): number {
  if (value <= 10) return value;
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.round(value / step) * step;
}
