/**
 * How long a thread was in which state; the states of a thread add up to its lifetime.
 *
 * Slices say what a thread was about: waiting, idle, starting, copying, collecting garbage. Inside a task, and outside
 * all slices, sampling says what it did: CPU time is `running`, time in the run queue is `runQueue`. What is left of a
 * task is `awaiting` (its thread had nothing to run: I/O, timers, a blocking system call). What is left outside of slices
 * is `idle` for main (its event loop waits) and for helper threads, and `unknown` for workers: no event explains it.
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
  addTaskTime(states, shares);
  addOutsideTime(states, shares, track);
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

/** Time in tasks that was not sampled counts as running: a task runs unless something says otherwise. */
function addTaskTime(states: Record<ThreadState, number>, shares: CpuShares): void {
  const { totalNs, cpuNs, runQueueNs, sampledNs } = shares.of(TimeClass.task);
  const left = sampledNs - cpuNs - runQueueNs;
  const awaiting = left < ACCOUNTING_NS || left < sampledNs * ACCOUNTING_SHARE ? 0 : left;
  states.awaiting += awaiting;
  states.runQueue += runQueueNs;
  states.running += totalNs - awaiting - runQueueNs;
}

function addOutsideTime(states: Record<ThreadState, number>, shares: CpuShares, track: ThreadTrack): void {
  const { totalNs, cpuNs, runQueueNs, sampledNs } = shares.of(TimeClass.outside);
  const counted = Math.min(track.countedTasks.ns, totalNs - runQueueNs);
  const running = Math.max(cpuNs, counted);
  states.running += running;
  states.runQueue += runQueueNs;
  const left = Math.max(0, totalNs - running - runQueueNs);
  if (track.isWorker) {
    const idle = Math.min(left, track.countedIdleNs);
    states.idle += idle;
    states.unknown += left - idle;
  } else {
    const unsampled = Math.min(left, totalNs - sampledNs);
    states.unknown += unsampled;
    states.idle += left - unsampled;
  }
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
