/** Workers that take messages wait for those that put them. Thresholds: docs/FINDINGS.md. */
import { formatShare } from '../format.ts';
import { objectName } from '../model/slice-names.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { endsOf, isQueue, queueWaits, type QueueWait } from './queue-waits.ts';
import { lineOf, linesOf, type RunView } from './run-view.ts';

/** Of the workers' lifetimes: one of many that listens to the others is as it should be. */
const MIN_SHARE = 0.25;
/** Less is the beginning and the end of the work. */
const MIN_WAIT_NS = 50_000_000;

export function queueStarved(run: RunView): Finding[] {
  const leastNs = Math.max(MIN_WAIT_NS, run.workerNs * MIN_SHARE);
  return queueWaits(run, RowKind.waitGet, leastNs)
    .filter(({ object, ns }) => isQueue(run, object) && ns >= leastNs)
    .map((wait) => findingOf(run, wait));
}

function findingOf(run: RunView, wait: QueueWait): Finding {
  const share = Math.min(1, wait.ns / run.workerNs);
  const location = lineOf(run, wait.site);
  const putters = endsOf(run, RowKind.put, wait.object);
  return {
    id: 'queue-starved',
    severity: 'warning',
    shareOfTime: share,
    ...(location !== undefined && { location }),
    message: `${formatShare(share)} of worker time waits${location === undefined ? '' : ` at ${location}`} for messages: ${objectName(run.data, wait.object, 'the queue')} is empty most of the time.`,
    remedy: remedyOf(run, [...putters.keys()]),
    estimatedGainMs: wait.ns / wait.workers.length / 2 / 1e6,
    evidence: {
      startNs: wait.startNs,
      endNs: wait.endNs,
      threads: wait.workers.map(({ track }) => track.name),
      lines: linesOf(run, [...wait.sites, ...putters.values()]),
    },
  };
}

function remedyOf(run: RunView, putters: readonly number[]): string {
  const [first] = putters;
  if (first === 0 && putters.length === 1) {
    return 'Main alone fills it, and not fast enough: let each message carry more work, or let the workers make their own input.';
  }
  const name = putters.length === 1 ? (run.data.threads.get(first!)?.name ?? 'one worker') : 'the workers';
  return `Start more of those that put (${name} cannot keep up), fewer of those that take, or make a message cheaper to produce.`;
}
