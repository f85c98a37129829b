/** How much longer a thread could have worked without making the run longer. */
import { waitReasonOf } from '../../model/kind-state.ts';
import { NO_SLICE } from '../../model/segments.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import { RowKind } from '../../vocabulary.ts';
import { ThreadWalk } from './thread-walk.ts';

/**
 * From the end of its last work until its parent went on, or until the end of the run: ns. All else equal, a thread whose
 * work had ended by so much later would not have been noticed. Of threads on the path it is 0 by definition.
 */
export function slackOf(data: TraceData, track: ThreadTrack, runEndNs: number): number {
  const doneNs = lastWorkNs(data, track);
  const parent = track.parent === undefined ? undefined : data.threads.get(track.parent);
  return Math.max(0, (parent && endOfWaitAt(parent, doneNs)) ?? runEndNs) - doneNs;
}

/** When it was last at anything but waiting. */
function lastWorkNs(data: TraceData, track: ThreadTrack): number {
  const life = data.lifeOf(track);
  const walk = new ThreadWalk(track, life);
  let timeNs = life.endNs;
  while (timeNs > life.startNs) {
    const stretch = walk.before(timeNs);
    if (!isWait(track, stretch.slice)) {
      const [last] = walk.parts(stretch, stretch.startNs, timeNs);
      const isRest = last === undefined || last.state === 'idle' || last.state === 'unknown';
      if (!isRest) return last.endNs;
    }
    timeNs = stretch.startNs;
  }
  return life.startNs;
}

function isWait({ slices }: ThreadTrack, slice: number): boolean {
  if (slice === NO_SLICE) return false;
  const kind = slices.kind[slice]!;
  return kind === RowKind.waitTask || waitReasonOf(kind) !== undefined;
}

/** When the wait ends that the thread is in at a time; `undefined` where it does not wait. */
function endOfWaitAt({ levels, slices }: ThreadTrack, timeNs: number): number | undefined {
  for (const level of levels.toReversed()) {
    const at = level.firstEndingAfter(timeNs);
    if (at === level.count || level.starts[at]! > timeNs) continue;
    const isOpen = level.ends[at] === Infinity;
    return waitReasonOf(slices.kind[level.slices[at]!]!) === undefined || isOpen ? undefined : level.ends[at];
  }
  return undefined;
}
