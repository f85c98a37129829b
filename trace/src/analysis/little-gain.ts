/** Findings that cost a run little: what they are about is there, but its remedy would hardly make the run shorter. */
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import type { Conclusion } from './one-sentence.ts';
import type { RunView } from './run-view.ts';

/** Of wall time. */
const LITTLE_SHARE = 0.1;
/**
 * CPU time of taking a lock and giving it back, and of a wait that blocks: work that a remedy saves too, and that gains, which rest
 * on unused cores, do not know of. As of samples/pi-shared-value.ts beside pi-exercise.ts.
 */
const ACQUIRE_NS = 250;
const BLOCKED_NS = 10_000;

/** False where nobody knows what the remedy gains. */
export function isOfLittleGain(run: RunView, { id, severity, estimatedGainMs }: Finding): boolean {
  if (severity === 'error' || estimatedGainMs === null) return false;
  const overheadNs = id === 'lock-contention' ? lockingNs(run) / run.coresAvailable : 0;
  return estimatedGainMs * 1e6 + overheadNs < run.wallNs * LITTLE_SHARE;
}

/** What to say of a run that keeps the cores busy, though something was found. */
export function littleToGain({ location, id }: Finding): Conclusion {
  const place = location === undefined ? '' : ` at ${location}`;
  return [
    `little to gain, all cores are at work: ${id}${place} costs less than a tenth of the run`,
    'Only less work per task, or more cores, would make it much faster.',
  ];
}

/** CPU time of all locks together: which one was taken how often is not kept. */
function lockingNs({ data }: RunView): number {
  let waits = 0;
  for (const totals of data.waits.byObject(RowKind.waitLock).values()) for (const { count } of totals) waits += count;
  return data.counts.acquire * ACQUIRE_NS + waits * BLOCKED_NS;
}
