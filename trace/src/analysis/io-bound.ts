/** Workers have tasks in flight that wait for something outside: files, the network, timers. Thresholds: docs/FINDINGS.md. */
import { formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';
import { heaviestSite } from './task-lines.ts';

/** Of the workers' lifetimes: below, other things decide. */
const MIN_SHARE = 0.3;
/** Less is over before anybody notices. */
const MIN_AWAITING_NS = 50_000_000;

export function ioBound(run: RunView): Finding[] {
  // What a task waits for may be a child process that keeps a core busy.
  if (run.data.childSites.length > 0) return [];
  const awaitingNs = sum(run.workers, ({ states }) => states.awaiting);
  const busyNs = sum(run.workers, ({ states }) => states.running + states.runQueue + states.gc + states.serializing);
  const share = run.workerNs > 0 ? Math.min(1, awaitingNs / run.workerNs) : 0;
  if (share < MIN_SHARE || awaitingNs < MIN_AWAITING_NS || awaitingNs <= busyNs) return [];
  const waiting = run.workers.filter(({ states }) => states.awaiting > 0);
  const site = heaviestSite(run, ({ states }) => states.awaiting);
  const location = lineOf(run, site);
  return [
    {
      id: 'io-bound',
      severity: 'warning',
      shareOfTime: share,
      ...(location !== undefined && { location }),
      message: `${formatShare(share)} of worker time goes by while tasks${location === undefined ? '' : ` of ${location}`} wait for files, the network or timers, and use no core.`,
      remedy:
        'Have more of them in flight at once: let each task await several things together (Promise.all), or start more workers than cores.',
      // Twice as many at a time.
      estimatedGainMs: awaitingNs / waiting.length / 2 / 1e6,
      evidence: {
        startNs: Math.min(...waiting.map(({ track }) => track.startNs)),
        endNs: Math.max(...waiting.map(({ track }) => track.exitNs ?? run.data.endNs)),
        threads: waiting.map(({ track }) => track.name),
        lines: linesOf(run, [site]),
      },
    },
  ];
}

function sum(workers: readonly ThreadView[], of: (worker: ThreadView) => number): number {
  return workers.reduce((total, worker) => total + of(worker), 0);
}
