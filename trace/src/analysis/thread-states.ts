/**
 * How long a thread was in which state; the states of a thread add up to its lifetime.
 *
 * The sums of its life as `../model/thread-life.ts` lays it, which is what the chart shows too: slices say what a thread was
 * about, and inside a task, and outside of all slices, sampling says what it did. What was only counted has no place in
 * time: it is added here. What is left of the lifetime nobody saw: `unknown`.
 */
import { THREAD_STATES, WAIT_REASONS, type ThreadState, type WaitReason } from '../query.ts';
import { isThreadSlice, stateOfKind, waitReasonOf } from '../model/kind-state.ts';
import { threadLife, type ThreadLife } from '../model/thread-life.ts';
import type { ThreadTrack } from '../model/thread-track.ts';

/** All in ns. */
export interface ThreadStates {
  readonly lifetimeNs: number;
  readonly states: Readonly<Record<ThreadState, number>>;
  readonly waits: Readonly<Partial<Record<WaitReason, number>>>;
}

interface Totals {
  readonly states: Record<ThreadState, number>;
  readonly waits: Partial<Record<WaitReason, number>>;
}

/** `endNs`: until when a thread that has not ended is looked at; `life`: as laid until then. */
export function threadStates(
  track: ThreadTrack,
  endNs: number,
  life: ThreadLife = threadLife(track, endNs),
): ThreadStates {
  const totals: Totals = { states: emptyStates(), waits: {} };
  addSlices(totals, life);
  const ranOutsideNs = addPieces(totals, life);
  const { states } = totals;
  const lifetimeNs = life.endNs - life.startNs;
  states.unknown += Math.max(0, lifetimeNs - THREAD_STATES.reduce((sum, state) => sum + states[state], 0));
  move(states, track.countedTasks.ns - ranOutsideNs, ['unknown', 'idle'], 'running');
  move(states, life.unplacedIdleNs, ['unknown'], 'idle');
  move(states, track.countedGcNs, ['running'], 'gc');
  addCountedWaits(totals, track);
  return { lifetimeNs, ...totals };
}

export function emptyStates(): Record<ThreadState, number> {
  return {
    running: 0,
    starting: 0,
    waiting: 0,
    awaiting: 0,
    serializing: 0,
    gc: 0,
    runQueue: 0,
    idle: 0,
    unknown: 0,
  };
}

function addSlices({ states, waits }: Totals, { kindNs }: ThreadLife): void {
  kindNs.forEach((ns, kind) => {
    if (ns === 0 || !isThreadSlice(kind)) return;
    states[THREAD_STATES[stateOfKind(kind)]!] += ns;
    addWait(waits, waitReasonOf(kind), ns);
  });
}

/** Gives how long the thread ran outside of all slices. */
function addPieces({ states, waits }: Totals, life: ThreadLife): number {
  let ranOutsideNs = 0;
  life.eachSum((ns, number, reason, depth) => {
    const state = THREAD_STATES[number]!;
    states[state] += ns;
    addWait(waits, WAIT_REASONS[reason - 1], ns);
    if (depth === 0 && state === 'running') ranOutsideNs += ns;
  });
  return ranOutsideNs;
}

function addWait(waits: Totals['waits'], reason: WaitReason | undefined, ns: number): void {
  if (reason !== undefined && ns > 0) waits[reason] = (waits[reason] ?? 0) + ns;
}

/** Moves up to `ns` from the first of the states that have any. */
function move(states: Record<ThreadState, number>, ns: number, from: readonly ThreadState[], to: ThreadState): void {
  let left = Math.max(0, ns);
  for (const state of from) {
    const taken = Math.min(left, states[state]);
    states[state] -= taken;
    states[to] += taken;
    left -= taken;
  }
}

/** Waits too short for rows of their own are taken from the time in which they were counted. */
function addCountedWaits({ states, waits }: Totals, track: ThreadTrack): void {
  for (const [kind, ns] of track.countedWaitNs) {
    const reason = waitReasonOf(kind);
    if (reason === undefined) continue;
    const waited = Math.min(ns, states.running);
    move(states, waited, ['running'], 'waiting');
    addWait(waits, reason, waited);
  }
}
