/** Workers that put messages wait for room: those that take them are slower. Thresholds: docs/FINDINGS.md. */
import { formatShare } from '../format.ts';
import { objectName } from '../model/slice-names.ts';
import type { Finding } from '../summary.ts';
import { ObjectType, RowKind } from '../vocabulary.ts';
import { endsOf, isQueue, queueWaits, type QueueWait } from './queue-waits.ts';
import { lineOf, linesOf, type RunView } from './run-view.ts';

/** Of the workers' lifetimes: below, a queue with a limit does what it is for. */
const MIN_SHARE = 0.15;
const MIN_WAIT_NS = 50_000_000;

export function queueBackpressure(run: RunView): Finding[] {
  const leastNs = Math.max(MIN_WAIT_NS, run.workerNs * MIN_SHARE);
  return queueWaits(run, RowKind.waitPut, leastNs)
    .filter(({ ns }) => ns >= leastNs)
    .flatMap((wait) => (isQueue(run, wait.object) ? [queueFinding(run, wait)] : poolFinding(run, wait)));
}

function queueFinding(run: RunView, wait: QueueWait): Finding {
  const location = lineOf(run, wait.site);
  const getters = endsOf(run, RowKind.get, wait.object);
  const who = getters.size === 1 ? (run.data.threads.get([...getters.keys()][0]!)?.name ?? 'the one') : 'those';
  return {
    ...findingOf(run, wait, location),
    message: `${shareOf(run, wait)} of worker time waits${location === undefined ? '' : ` at ${location}`} for room in ${objectName(run.data, wait.object, 'the queue')}: messages are taken more slowly than they are put.`,
    remedy: `Take faster: start more workers that get (${who} cannot keep up), or do less per message. A larger maxsize helps only where messages come in bursts.`,
    evidence: evidenceOf(run, wait, getters.values()),
  };
}

/** Workers of a pool whose results nobody takes in time: no line of theirs waits, what hands out the pool's work does. */
function poolFinding(run: RunView, wait: QueueWait): Finding[] {
  const pool = run.data.objects.get(wait.object);
  if (pool?.type !== ObjectType.pool) return [];
  const location = lineOf(run, pool.site);
  return [
    {
      ...findingOf(run, wait, location),
      message: `${shareOf(run, wait)} of worker time waits until the results of the pool${location === undefined ? '' : ` made at ${location}`} are taken.`,
      remedy: 'Let the tasks return less, or do less with each result where it is taken.',
      evidence: evidenceOf(run, wait, [pool.site]),
    },
  ];
}

function shareOf(run: RunView, { ns }: QueueWait): string {
  return formatShare(Math.min(1, ns / run.workerNs));
}

function findingOf(
  run: RunView,
  wait: QueueWait,
  location: string | undefined,
): Omit<Finding, 'message' | 'remedy' | 'evidence'> {
  return {
    id: 'queue-backpressure',
    severity: 'warning',
    shareOfTime: Math.min(1, wait.ns / run.workerNs),
    ...(location !== undefined && { location }),
    estimatedGainMs: wait.ns / wait.workers.length / 2 / 1e6,
  };
}

function evidenceOf(run: RunView, wait: QueueWait, more: Iterable<number>): Finding['evidence'] {
  return {
    startNs: wait.startNs,
    endNs: wait.endNs,
    threads: wait.workers.map(({ track }) => track.name),
    lines: linesOf(run, [...wait.sites, ...more]),
  };
}
