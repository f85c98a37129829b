/** When threads were at what, as lists of times (see `intervals.ts`): what detectors lay over each other. */
import { stateOfKind, waitReasonOf } from '../model/kind-state.ts';
import type { SliceTable } from '../model/slice-table.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { workBegins } from '../model/work-begins.ts';
import { THREAD_STATES } from '../query.ts';
import { RowKind } from '../vocabulary.ts';
import { subtract, union, unionOfSets, type Times } from './intervals.ts';
import type { RunView, ThreadView } from './run-view.ts';

const STARTING = THREAD_STATES.indexOf('starting');

/** Kinds of rows, by number: 1 for those that are meant. */
export type KindSet = Uint8Array;

export function kindSet(isMeant: (kind: number) => boolean): KindSet {
  return Uint8Array.from({ length: 256 }, (_, kind) => (isMeant(kind) ? 1 : 0));
}

/** What a thread does of its own before it is ready. */
const STARTS = kindSet((kind) => kind !== RowKind.spawn && stateOfKind(kind) === STARTING);
const HELD_UP: ReadonlySet<number> = new Set([RowKind.waitLock, RowKind.waitGet, RowKind.waitPut]);
/** What a thread waits in, or has no task in. */
const WAITS = kindSet((kind) => kind === RowKind.waitTask || waitReasonOf(kind) !== undefined);
/** Of these, what is not a hold-up of work that it has. */
const FREE = kindSet((kind) => WAITS[kind] === 1 && !HELD_UP.has(kind));

/** Slices of a thread that took time, in the order of arrival; what is still open ends at the newest time. */
export function sliceTimes({ slices }: ThreadTrack, newestNs: number, kinds: KindSet): Times {
  const { count, kind, start, end } = slices;
  const times = new Float64Array(2 * countOf(slices, kinds));
  let at = 0;
  for (let slice = 0; slice < count && times.length > 0; slice++) {
    if (kinds[kind[slice]!] !== 1) continue;
    const endNs = Math.min(end[slice]!, newestNs);
    if (!(endNs > start[slice]!)) continue;
    times[at++] = start[slice]!;
    times[at++] = endNs;
  }
  return times.subarray(0, at);
}

/** How many slices there are of some kinds. */
function countOf({ ofKind }: SliceTable, kinds: KindSet): number {
  return ofKind.reduce((sum, count, kind) => sum + count * kinds[kind]!, 0);
}

/** From spawn until the worker is ready, whatever it was doing; none of a thread that was never starting. */
export function startingTimes({ track, states }: ThreadView, newestNs: number): number[] {
  if (states.starting === 0) return [];
  if (workBegins(track) === Infinity) return [track.startNs, track.exitNs ?? newestNs];
  const { slices } = track;
  let left = countOf(slices, STARTS);
  // Online comes after the modules of a foreign worker, which are its work.
  let ready = track.isForeign ? track.startNs : (track.onlineNs ?? track.startNs);
  for (let slice = 0; left > 0; slice++) {
    const kind = slices.kind[slice]!;
    if (STARTS[kind] !== 1) continue;
    const isModulesOfForeign = kind === RowKind.load && track.isForeign;
    ready = Math.max(ready, isModulesOfForeign ? slices.start[slice]! : slices.end[slice]!);
    left--;
  }
  return [track.startNs, Math.min(ready, track.exitNs ?? newestNs)];
}

/** Times in which some worker is being started. */
export function anyStarting(run: RunView): Times {
  return union(run.workers.flatMap((worker) => startingTimes(worker, run.data.endNs)));
}

/** Times in which a thread waits, or has no task, as its slices tell. */
export function waitingTimes(track: ThreadTrack, newestNs: number): Times {
  return union(sliceTimes(track, newestNs, WAITS));
}

/**
 * Times in which some worker has something to do: all but those in which it has no task, or waits to be told to go on.
 * Who waits for a lock, a message or room has work, and what holds it up is a finding of its own.
 */
export function anyOccupied(run: RunView): Times {
  return unionOfSets(run.workers.map((worker) => occupied(worker, run.data.endNs)));
}

function occupied({ track }: ThreadView, newestNs: number): Times {
  if (track.isForeign) return awakeTimes(track);
  const free = union(sliceTimes(track, newestNs, FREE));
  return subtract([track.startNs, track.exitNs ?? newestNs], free);
}

/** Of a thread whose work no slices tell: periods in which it used the CPU, or wanted to. */
function awakeTimes({ activity }: ThreadTrack): Times {
  const times: number[] = [];
  for (let period = 0; period < activity.count; period++) {
    const wantedNs = activity.cpuNs[period]! + activity.runQueueNs[period]!;
    const endNs = activity.time[period]!;
    if (wantedNs > 0) times.push(endNs - activity.periodNs[period]!, endNs);
  }
  return union(times);
}
