/** Workers wait for each other at a lock. Thresholds: docs/FINDINGS.md. */
import { formatShare } from '../format.ts';
import { objectName } from '../model/slice-names.ts';
import type { WaitTotal } from '../model/wait-totals.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lineOf, linesOf, unusedCoresNs, type RunView } from './run-view.ts';

/** Of the workers' lifetimes: below, other things decide. */
const MIN_SHARE = 0.1;
/** A wait this short in all is start-up noise. */
const MIN_WAIT_NS = 5_000_000;

export function lockContention(run: RunView): Finding[] {
  const workers = new Set(run.workers.map(({ track }) => track.index));
  const findings: Finding[] = [];
  for (const [lock, totals] of run.data.waits.byObject(RowKind.waitLock)) {
    const waitedNs = totals.reduce((sum, total) => sum + timeOf(total, workers), 0);
    const share = run.workerNs > 0 ? Math.min(1, waitedNs / run.workerNs) : 0;
    // Contention takes several workers, and the one who waits is not the only one there.
    if (share < MIN_SHARE || waitedNs < MIN_WAIT_NS || run.workers.length < 2) continue;
    findings.push(findingOf(run, lock, totals, share));
  }
  return findings;
}

function findingOf(run: RunView, lock: number, totals: readonly WaitTotal[], share: number): Finding {
  const worst = totals.reduce((a, b) => (a.ns >= b.ns ? a : b));
  const location = lineOf(run, worst.site);
  const name = objectName(run.data, lock, '');
  const which = `${location === undefined ? '' : ` at ${location}`}${name === '' ? '' : ` (${name})`}`;
  const created = run.data.objects.get(lock)?.site ?? 0;
  const threads = new Set(totals.flatMap((total) => [...total.threads.keys()]));
  return {
    id: 'lock-contention',
    severity: 'warning',
    shareOfTime: share,
    ...(location !== undefined && { location }),
    message: `${formatShare(share)} of worker time waits for the lock${which}.`,
    remedy:
      'Take the lock less often: let each worker compute its own part without it and add the part to the shared result once, at the end.',
    estimatedGainMs: gainNs(run, totals) / 1e6,
    evidence: {
      startNs: Math.min(...totals.map((total) => total.firstNs)),
      endNs: Math.max(...totals.map((total) => total.lastNs)),
      threads: run.workers.filter(({ track }) => threads.has(track.index)).map(({ track }) => track.name),
      lines: linesOf(run, [...totals.map((total) => total.site), created]),
    },
  };
}

/** The waits of a worker, as long as there are cores for what it would do instead. */
function gainNs(run: RunView, totals: readonly WaitTotal[]): number {
  const waiting = run.workers.filter(({ track }) => totals.some(({ threads }) => threads.has(track.index)));
  const workers = new Set(waiting.map(({ track }) => track.index));
  const waitedNs = totals.reduce((sum, total) => sum + timeOf(total, workers), 0);
  return Math.min(waitedNs / Math.max(1, waiting.length), unusedCoresNs(run));
}

function timeOf(total: WaitTotal, threads: ReadonlySet<number>): number {
  let ns = 0;
  for (const [thread, waitedNs] of total.threads) if (threads.has(thread)) ns += waitedNs;
  return ns;
}
