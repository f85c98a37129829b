/** Copying what travels between threads takes much of the time. Thresholds: docs/FINDINGS.md. */
import { formatBytes, formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lengthOf, subtract, union, unionOfSets, type Times } from './intervals.ts';
import { endsOf, isQueue } from './queue-waits.ts';
import { kindSet, sliceTimes, waitingTimes } from './ranges.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';
import { heaviest, heaviestSite } from './task-lines.ts';

/** Of the workers' lifetimes: below, what is computed with the data decides. */
const MIN_SHARE = 0.2;
const MIN_LOST_NS = 50_000_000;

const COPIES = kindSet((kind) => kind === RowKind.serialize);

/** What one thread copied. */
interface Copies {
  readonly thread: ThreadView;
  readonly times: Times;
  readonly bytes: number;
  /** Time by queue or pipe, 0 = arguments and results of a pool. */
  readonly byObject: ReadonlyMap<number, number>;
}

export function serializationBound(run: RunView): Finding[] {
  const copies = run.threads.map((thread) => copiesOf(run, thread)).filter(({ times }) => times.length > 0);
  if (copies.length === 0) return [];
  const everywhere = unionOfSets(copies.map(({ times }) => times));
  const lost = new Map(run.workers.map((worker) => [worker, lostNs(run, worker, copies, everywhere)]));
  const totalNs = [...lost.values()].reduce((sum, ns) => sum + ns, 0);
  const share = Math.min(1, totalNs / Math.max(1, run.workerNs));
  if (share < MIN_SHARE || totalNs < MIN_LOST_NS) return [];
  const site = siteOf(run, copies, lost);
  const location = lineOf(run, site);
  const bytes = copies.reduce((sum, each) => sum + each.bytes, 0);
  const losers = run.workers.filter((worker) => lost.get(worker)! > 0);
  return [
    {
      id: 'serialization-bound',
      severity: 'warning',
      shareOfTime: share,
      ...(location !== undefined && { location }),
      message: `${formatShare(share)} of worker time goes into copying ${bytes > 0 ? formatBytes(bytes) : 'what travels'} between threads${location === undefined ? '' : ` at ${location}`}, or into waiting for it.`,
      remedy:
        'Send less: share large data (a typed array on a SharedArrayBuffer, SharedArray), give each worker what all need once (initargs), and return only what is used.',
      estimatedGainMs: totalNs / losers.length / 1e6,
      evidence: {
        startNs: everywhere[0]!,
        endNs: everywhere.at(-1)!,
        threads: copies.map(({ thread }) => thread.track.name),
        lines: linesOf(run, [site]),
      },
    },
  ];
}

function copiesOf({ data }: RunView, thread: ThreadView): Copies {
  const { slices } = thread.track;
  const byObject = new Map<number, number>();
  let bytes = 0;
  const count = slices.ofKind[RowKind.serialize] === 0 ? 0 : slices.count;
  for (let slice = 0; slice < count; slice++) {
    if (slices.kind[slice] !== RowKind.serialize) continue;
    const object = slices.object[slice]!;
    bytes += slices.value[slice]!;
    byObject.set(object, (byObject.get(object) ?? 0) + Math.min(slices.end[slice]!, data.endNs) - slices.start[slice]!);
  }
  return { thread, times: union(sliceTimes(thread.track, data.endNs, COPIES)), bytes, byObject };
}

/** What a worker copied itself, and its waits while others did. */
function lostNs({ data }: RunView, worker: ThreadView, copies: readonly Copies[], everywhere: Times): number {
  const own = copies.find(({ thread }) => thread === worker)?.times ?? [];
  const waits = subtract(waitingTimes(worker.track, data.endNs), own);
  return lengthOf(own) + lengthOf(waits) - lengthOf(subtract(waits, everywhere));
}

/** Where most of it was sent: the line that puts into the queue, or hands in the tasks. */
function siteOf(run: RunView, copies: readonly Copies[], lost: ReadonlyMap<ThreadView, number>): number {
  const byObject = new Map<number, number>();
  for (const each of copies) {
    for (const [object, ns] of each.byObject) byObject.set(object, (byObject.get(object) ?? 0) + ns);
  }
  const object = heaviest(byObject);
  if (!isQueue(run, object)) return heaviestSite(run, (worker) => lost.get(worker) ?? 0);
  const [site = 0] = endsOf(run, RowKind.put, object).values();
  return site;
}
