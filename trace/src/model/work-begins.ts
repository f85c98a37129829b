import { RowKind } from '../vocabulary.ts';
import { stateIndex, stateOfKind } from './kind-state.ts';
import type { ThreadTrack } from './thread-track.ts';

const STARTING = stateIndex('starting');

/**
 * Until when the thread is starting, ns: a worker until its first task or its first wait for one, a foreign one until its
 * modules begin. Infinity when it never showed a sign of life; -Infinity for threads that are no workers.
 */
export function workBegins(track: ThreadTrack): number {
  if (!track.isWorker) return -Infinity;
  const { slices } = track;
  const [outermost] = track.levels;
  for (let index = 0; outermost !== undefined && index < outermost.count; index++) {
    const kind = slices.kind[outermost.slices[index]!]!;
    const isModulesOfForeign = kind === RowKind.load && track.isForeign;
    if (stateOfKind(kind) !== STARTING || isModulesOfForeign) return outermost.starts[index]!;
  }
  if (track.onlineNs !== undefined) return track.onlineNs;
  // What it used by then, it used to start.
  return slices.count > 0 ? -Infinity : Infinity;
}
