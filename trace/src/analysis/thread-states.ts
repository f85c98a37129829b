/**
 * How long a thread was in which state; the states of a thread add up to its lifetime.
 *
 * Slices say what a thread was about: waiting, idle, starting, copying, collecting garbage. Inside a task, and outside
 * all slices, sampling says what it did: CPU time is `running`, time in the run queue is `runQueue`. The rest it slept.
 * Where the system tells in which call: outside of the event loop it is `waiting` (blocked by what is none of our
 * objects); in the event loop it is `awaiting` within a task, and `idle` outside of slices. Where the system does not
 * tell, the rest of a task is `awaiting`, that of main and of helper threads `idle`, that of workers `unknown`.
 */
import { RowKind } from '../vocabulary.ts';
import { THREAD_STATES, type ThreadState, type WaitReason } from '../query.ts';
import { stateOfKind, waitReasonOf } from '../model/kind-state.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { workBegins } from '../model/work-begins.ts';
import { CpuShares, TimeClass } from './cpu-shares.ts';
import { NO_SLICE, visitSegments } from './segments.ts';

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

/** The kernel accounts a running thread's time at its ticks: less than this is what they leave open, not a wait. */
const ACCOUNTING_NS = 4_000_000;
const ACCOUNTING_SHARE = 0.02;

/** `endNs`: until when a thread that has not ended is looked at. */
export function threadStates(track: ThreadTrack, endNs: number): ThreadStates {
  const from = track.startNs;
  const to = Math.max(from, track.exitNs ?? endNs);
  const states = emptyStates();
  const waits: Partial<Record<WaitReason, number>> = {};
  const shares = new CpuShares(track.activity);
  const workNs = workBegins(track);
  visitSegments(track, from, to, (start, end, slice) => {
    const duration = end - start;
    if (slice === NO_SLICE) {
      const begin = Math.min(end, Math.max(start, workNs));
      states.starting += begin - start;
      if (begin > start) shares.add(start, begin, TimeClass.busy);
      if (end > begin) shares.add(begin, end, TimeClass.outside);
      return;
    }
    const kind = track.slices.kind[slice]!;
    if (kind === RowKind.task || (kind === RowKind.load && track.isForeign)) {
      shares.add(start, end, TimeClass.task);
      return;
    }
    const state = THREAD_STATES[stateOfKind(kind)]!;
    states[state] += duration;
    const reason = waitReasonOf(kind);
    if (reason !== undefined) waits[reason] = (waits[reason] ?? 0) + duration;
    if (state === 'starting' || state === 'gc' || state === 'serializing') shares.add(start, end, TimeClass.busy);
  });
  addTaskTime({ states, waits }, shares);
  addOutsideTime({ states, waits }, shares, track);
  addCountedWaits(states, waits, track);
  return { lifetimeNs: to - from, states, waits };
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

/**
 * Time in tasks that was not sampled counts as running: a task runs unless something says otherwise. A task whose thread
 * sleeps in a system call other than its event loop's is blocked by something that is none of our objects.
 */
function addTaskTime(totals: Totals, shares: CpuShares): void {
  const { totalNs, cpuNs, runQueueNs, sampledNs, blockedNs } = shares.of(TimeClass.task);
  const { states } = totals;
  const left = sampledNs - cpuNs - runQueueNs;
  const asleep = left < ACCOUNTING_NS || left < sampledNs * ACCOUNTING_SHARE ? 0 : left;
  const blocked = Math.min(blockedNs, asleep);
  addBlocked(totals, blocked);
  states.awaiting += asleep - blocked;
  states.runQueue += runQueueNs;
  states.running += totalNs - asleep - runQueueNs;
}

/** An event loop that waits has no task; of helper threads every sleep is idle time. */
function addOutsideTime(totals: Totals, shares: CpuShares, track: ThreadTrack): void {
  const { totalNs, cpuNs, runQueueNs, sampledNs, eventLoopNs, blockedNs } = shares.of(TimeClass.outside);
  const { states } = totals;
  const counted = Math.min(track.countedTasks.ns, totalNs - runQueueNs);
  const running = Math.max(cpuNs, counted);
  states.running += running;
  states.runQueue += runQueueNs;
  let left = Math.max(0, totalNs - running - runQueueNs);
  const take = (ns: number): number => {
    const taken = Math.min(left, ns);
    left -= taken;
    return taken;
  };
  const idle = track.isWorker ? take(track.countedIdleNs) : 0;
  if (track.isWorker || track.role === 'main') addBlocked(totals, take(Math.max(0, blockedNs - idle)));
  const loop = take(eventLoopNs);
  // What is left was not sampled, or nobody could see where the thread slept: of main and of helpers, in its event loop.
  const unseen = track.isWorker ? 0 : take(sampledNs);
  states.idle += idle + loop + unseen;
  states.unknown += left;
}

function addBlocked({ states, waits }: Totals, ns: number): void {
  if (ns <= 0) return;
  states.waiting += ns;
  waits.blocked = (waits.blocked ?? 0) + ns;
}

/** Waits too short for rows of their own are taken from the time in which they were counted. */
function addCountedWaits(
  states: Record<ThreadState, number>,
  waits: Partial<Record<WaitReason, number>>,
  track: ThreadTrack,
): void {
  for (const [kind, ns] of track.countedWaitNs) {
    const reason = waitReasonOf(kind);
    const waited = Math.min(ns, states.running);
    if (reason === undefined) continue;
    states.running -= waited;
    states.waiting += waited;
    waits[reason] = (waits[reason] ?? 0) + waited;
  }
}
