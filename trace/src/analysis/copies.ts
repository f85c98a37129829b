/** What copying between threads costs: time and bytes, by queue, pipe or call. */
import { objectName } from '../model/slice-names.ts';
import type { CopyCost } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lineOf, type RunView, type ThreadView } from './run-view.ts';
import { endsOf, isQueue } from './queue-waits.ts';
import { heaviestSite } from './task-lines.ts';
import { tallyOf, type CopySum } from './thread-tally.ts';

interface Sum extends CopySum {
  readonly byWorker: Map<ThreadView, number>;
}

/**
 * The costliest first. Copies that took less than 50 us are inside their put, get or task and not told apart, so this is what
 * a change could save, not all that is copied.
 */
export function copyCosts(run: RunView): CopyCost[] {
  const sums = new Map<number, Sum>();
  for (const thread of run.threads) addCopies(run, thread, sums);
  return [...sums]
    .sort(([, a], [, b]) => b.ns - a.ns)
    .map(([object, { count, ns, bytes, byWorker }]) => {
      const location = lineOf(run, siteOf(run, object, byWorker));
      return {
        what: isQueue(run, object) ? objectName(run.data, object, 'a queue') : 'arguments and results',
        ...(location !== undefined && { location }),
        count,
        ms: Math.round(ns / 1e3) / 1e3,
        ...(bytes > 0 && { bytes }),
      };
    });
}

function addCopies(run: RunView, thread: ThreadView, sums: Map<number, Sum>): void {
  for (const [object, { count, ns, bytes }] of tallyOf(thread.track, run.data.endNs).sums.copies) {
    let sum = sums.get(object);
    if (sum === undefined) sums.set(object, (sum = { count: 0, ns: 0, bytes: 0, byWorker: new Map() }));
    sum.count += count;
    sum.ns += ns;
    sum.bytes += bytes;
    sum.byWorker.set(thread, ns);
  }
}

/** The line that sends: where it puts into the queue, or hands in the tasks. */
function siteOf(run: RunView, object: number, byWorker: ReadonlyMap<ThreadView, number>): number {
  if (!isQueue(run, object)) return heaviestSite(run, (worker) => byWorker.get(worker) ?? 0);
  const [site = 0] = endsOf(run, RowKind.put, object).values();
  return site;
}
