/** The program's own threads want more cores than there are, and wait for each other's. Thresholds: docs/FINDINGS.md. */
import { formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { demandOf, type Demand } from './demand.ts';
import { startingTimes } from './ranges.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';
import { heaviest } from './task-lines.ts';

/** Of the workers' lifetimes. One thread too many on two cores costs each a third. */
const MIN_SHARE = 0.2;
/** Less is the scheduler's grain. */
const MIN_QUEUE_NS = 50_000_000;
/** With fewer there is nothing parallel left. */
const LEAST_WORKERS = 2;

export function oversubscription(run: RunView): Finding[] {
  const queuedNs = run.workers.reduce((sum, { track }) => sum + track.activity.totalRunQueueNs, 0);
  // Most runs end here: own waits are a part of all waits.
  if (queuedNs < Math.max(MIN_QUEUE_NS, run.workerNs * MIN_SHARE)) return [];
  const demand = demandOf(run, (worker) => countsFromNs(run, worker));
  const ownNs = [...demand.ownQueueNs.values()].reduce((sum, ns) => sum + ns, 0);
  const share = Math.min(1, ownNs / Math.max(1, run.workerNs));
  if (share < MIN_SHARE || ownNs < MIN_QUEUE_NS) return [];
  return [findingOf(run, demand, share)];
}

/** Workers that start at the same time are start-up; of nested ones nobody sees how many start at once. */
function countsFromNs(run: RunView, worker: ThreadView): number {
  return isNested(run, worker) ? 0 : (startingTimes(worker, run.data.endNs)[1] ?? 0);
}

function isNested({ data }: RunView, { track }: ThreadView): boolean {
  return track.parent !== undefined && data.threads.get(track.parent)?.isWorker === true;
}

function findingOf(run: RunView, demand: Demand, share: number): Finding {
  const bySite = new Map<number, number>();
  for (const [{ track }, ns] of demand.ownQueueNs) bySite.set(track.site, (bySite.get(track.site) ?? 0) + ns);
  const site = heaviest(bySite);
  const location = lineOf(run, site);
  const crowd = run.workers.filter((worker) => demand.ownQueueNs.get(worker)! > 0);
  const threads = Math.max(run.coresAvailable + 1, Math.round(demand.meanThreads));
  const pinned = run.coresAvailable < (run.data.facts.meta?.coresAvailable ?? 0);
  const few = `${run.coresAvailable} ${run.coresAvailable === 1 ? 'core' : 'cores'}`;
  const cores = pinned ? `the ${few} that the script was restricted to` : few;
  return {
    id: 'oversubscription',
    // All cores work meanwhile: little is lost by it, and what else is found comes first.
    severity: 'info',
    shareOfTime: share,
    ...(location !== undefined && { location }),
    message: `${formatShare(share)} of worker time waits for a core: ${threads} threads of this program want to run at once on ${cores}${location === undefined ? '' : `, most of them started at ${location}`}.`,
    remedy: remedyOf(run, crowd),
    estimatedGainMs: gainNs(run, crowd) / 1e6,
    evidence: {
      startNs: demand.startNs,
      endNs: demand.endNs,
      threads: crowd.map(({ track }) => track.name),
      lines: linesOf(run, [site, ...bySite.keys()]),
    },
  };
}

function remedyOf(run: RunView, crowd: readonly ThreadView[]): string {
  const { coresAvailable } = run;
  if (crowd.some((worker) => isNested(run, worker))) {
    return `Let workers start no more workers where all together are ${coresAvailable} already: bound how deep they nest, and work inline below.`;
  }
  if (crowd.length > coresAvailable) return `Start ${coresAvailable} here, one per core: the others only take turns.`;
  if (crowd.length <= LEAST_WORKERS) {
    return 'Main, or another part of the program, computes at the same time: let that be a task too, or wait until the workers are done. Fewer workers gain nothing.';
  }
  return 'Start one worker fewer: main, or another part of the program, uses a core meanwhile.';
}

/** Those who only take turns cost their start. */
function gainNs({ coresAvailable }: RunView, crowd: readonly ThreadView[]): number {
  const starts = crowd.map(({ states }) => states.starting).sort((a, b) => b - a);
  const excess = starts.slice(coresAvailable);
  return excess.reduce((sum, ns) => sum + ns, 0) / Math.max(1, crowd.length);
}
