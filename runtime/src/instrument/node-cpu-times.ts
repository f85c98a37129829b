/**
 * CPU time of threads by Node's own accounting, for systems that do not show threads to their process: each thread asks
 * for its workers' time and stores it, with its own, where the collector finds it. Cores are not known this way.
 */
import type { Worker } from 'node:worker_threads';
import { LaneWord, viewLane } from './arena.ts';
import { currentSeat, type RecorderSeat } from './record.ts';

const PERIOD_MS = 50;

const watched = new Map<Worker, Int32Array>();
let timer: NodeJS.Timeout | undefined;

/** Follows a worker's CPU time until it ends; nothing on Linux, where the collector sees it from outside. */
export function watchCpuTime(worker: Worker, seat: RecorderSeat | undefined): void {
  if (process.platform !== 'linux') followCpuTime(worker, seat);
}

/** As `watchCpuTime`, on every system. */
export function followCpuTime(worker: Worker, seat: RecorderSeat | undefined): void {
  if (!seat || seat.slot < 0) return;
  watched.set(worker, viewLane(seat.arena, seat.slot).control);
  timer ??= setInterval(pollCpuTimes, PERIOD_MS).unref();
}

/** Stores the calling thread's own CPU time, where nobody else can see it. */
export function noteOwnCpuTime(): void {
  const own = currentSeat();
  if (!own || process.platform === 'linux') return;
  store(viewLane(own.arena, own.slot).control, process.threadCpuUsage());
}

function pollCpuTimes(): void {
  noteOwnCpuTime();
  for (const [worker, control] of watched)
    worker.cpuUsage().then(
      (used) => store(control, used),
      // It has ended.
      () => watched.delete(worker),
    );
  if (watched.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

function store(control: Int32Array, { user, system }: NodeJS.CpuUsage): void {
  Atomics.store(control, LaneWord.cpuMicros, user + system);
}
