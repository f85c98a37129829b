/**
 * Turns recording on, in the main thread of a run and in each thread that it starts. Called by the preload, before any
 * module of the program.
 */
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { RUN_FILES, RUN_VARIABLE, type RunSetup } from '../../../protocol/src/run.ts';
import { FORMAT_VERSION, RowKind, ThreadRole, type RunMeta } from '../../../trace/src/vocabulary.ts';
import { isMainThread } from '../node-threads.ts';
import { HeaderWord, LifeTime, createArena, headerOf, lifeOf, ringDoorbell, viewLane } from './arena.ts';
import { noteChildProcesses } from './child-processes.ts';
import { Collector, type CollectorSetup } from './collector.ts';
import { watchUncaught } from './failure.ts';
import { noteLastMemory, turnBeforeExit, watchHeap } from './heap-watch.ts';
import { beginCollecting, createLane, recordOwnExit, seatInArena, setCollectHook } from './lane.ts';
import { noteOwnCpuTime } from './node-cpu-times.ts';
import { noteNewThread, osThreadIds } from './os-thread.ts';
import { sampleOwnThread } from './own-sample.ts';
import { readMachine } from './machine-sampler.ts';
import { allowedCores } from './proc-files.ts';
import { exitOnTerminate, isProfiled, recordProfiled } from './profiled.ts';
import { attachRecorder, clockNs, recordRow, recordSlice, type RecorderSeat } from './record.ts';
import { noteOwnTime } from './time-notes.ts';
import { takeInheritedSeat, patchWorker } from './worker-patch.ts';

/** The supervisor's `workerData` in a run that is recorded. */
export interface SupervisorOrders {
  readonly collector: CollectorSetup;
}

export interface InstrumentHost {
  /** Absolute path of the preload that calls `startInstrument` in every thread. */
  readonly preload: string;
  /** Starts the supervisor thread with this `workerData`; it must call `startCollector` with the orders. */
  readonly startSupervisor: (orders: SupervisorOrders) => void;
  /** What the trace calls this process; by default its script and process id. */
  readonly name?: string;
}

/** Threads and ids of each process of a run are numbered in a range of their own. */
const THREADS_PER_PROCESS = 1024;
const IDS_PER_PROCESS = 2 ** 26;
const MAX_PROCESSES = 64;
/**
 * A thread of the collector's own is begun with the first worker, when the package is imported, or after this time: a
 * script that is over before needs none, and writes its trace itself.
 */
const BEGIN_MS = 20;
/** How long the end of the program may wait for the last flush. */
const FLUSH_MS = 1000;

/** Turns recording on for this thread if it belongs to a run that is recorded; else does nothing. */
export function startInstrument(setup: RunSetup | null, host: InstrumentHost): void {
  if (isMainThread) {
    if (setup !== null && setup.runDir !== null) startProcess({ ...setup, runDir: setup.runDir }, host);
    return;
  }
  const inherited = takeInheritedSeat();
  if (!inherited) return;
  attachRecorder(inherited.seat);
  patchWorker(inherited.preload);
  recordStart(inherited.seat);
}

/** In the supervisor: drains and samples until the program ends. `undefined` when the run has ended already. */
export function startCollector({ collector: setup }: SupervisorOrders): Collector | undefined {
  attachRecorder(setup.seat);
  const collector = Collector.claim(setup, { closing: false });
  collector?.start();
  return collector;
}

function startProcess(setup: RunSetup & { runDir: string }, host: InstrumentHost): void {
  const number = setup.originMs === undefined ? 0 : claimProcessNumber(setup.runDir);
  if (number >= MAX_PROCESSES) return;
  const originMs = setup.originMs ?? performance.timeOrigin;
  // Processes started by this one belong to the same run.
  process.env[RUN_VARIABLE] = JSON.stringify({ ...setup, originMs, launcher: undefined });
  const arena = createArena({ thread: number * THREADS_PER_PROCESS, id: number * IDS_PER_PROCESS + 1 });
  headerOf(arena)[HeaderWord.withoutArguments] = setup.recordArguments === false ? 1 : 0;
  const role = number === 0 ? ThreadRole.main : ThreadRole.process;
  const seat = seatInArena(arena, originMs, role);
  attachRecorder(seat);
  const cores = allowedCores();
  recordRow({ kind: RowKind.meta, timeNs: 0, text: JSON.stringify(describeRun(setup, cores, originMs)) });
  const startNs = (performance.timeOrigin - originMs) * 1e6;
  const name = number === 0 ? 'main' : (host.name ?? `${path.basename(process.argv[1] ?? 'node')} (${process.pid})`);
  recordRow({ kind: RowKind.thread, timeNs: startNs, value: role, text: name });
  recordProfiled();
  watchHeap();
  turnBeforeExit();
  sampleOwnThread(seat, startNs);
  const segment = path.join(setup.runDir, `${process.pid}${RUN_FILES.segmentSuffix}`);
  let collector: CollectorSetup = {
    seat,
    main: seat.thread,
    hasThread: false,
    segment,
    cores,
    // The first process of a run samples the machine for all.
    since: number === 0 ? readMachine(clockNs()) : undefined,
    launcher: setup.launcher,
  };
  setCollectHook(() => {
    setCollectHook(undefined);
    clearTimeout(timer);
    sampleOwnThread(seat, startNs);
    collector = { ...collector, seat: seatOfSupervisor(), hasThread: true };
    startSupervisor(collector, host);
  });
  const timer = setTimeout(beginCollecting, BEGIN_MS).unref();
  patchWorker(host.preload);
  watchUncaught();
  noteChildProcesses();
  const end = (exitCode: number): void => endProcess(collector, startNs, exitCode);
  process.once('exit', end);
  if (isProfiled()) exitOnTerminate(end);
}

function seatOfSupervisor(): RecorderSeat {
  const seat = createLane({ name: 'parascope', role: ThreadRole.instrument });
  if (!seat) throw new Error('parascope: the main thread does not record; this is a bug in parascope');
  return seat;
}

/** The new thread's id is noted at once, so that its CPU time counts as ours even if it never gets to run. */
function startSupervisor(collector: CollectorSetup, host: InstrumentHost): void {
  const before = osThreadIds();
  host.startSupervisor({ collector });
  noteNewThread(collector.seat, before);
}

/** The last act of the process: what was recorded is in the segment when this returns, or a second has passed. */
function endProcess(collector: CollectorSetup, startNs: number, exitCode: number): void {
  noteOwnCpuTime();
  noteLastMemory();
  const nowNs = clockNs();
  recordRow({ kind: RowKind.end, timeNs: nowNs, durationNs: nowNs - startNs, value: exitCode });
  const last = Collector.claim(collector, { closing: true });
  if (last) {
    last.stop();
    return;
  }
  const header = headerOf(collector.seat.arena);
  const asked = Atomics.add(header, HeaderWord.flushAsked, 1) + 1;
  ringDoorbell(header);
  const deadlineMs = performance.now() + FLUSH_MS;
  for (let leftMs = FLUSH_MS; leftMs > 0; leftMs = deadlineMs - performance.now()) {
    const done = Atomics.load(header, HeaderWord.flushDone);
    if (done === asked) return;
    Atomics.wait(header, HeaderWord.flushDone, done, leftMs);
  }
}

/** A thread of a foreign program: it boots from the parent's `new Worker` until here; what follows is its own code. */
function recordStart(seat: RecorderSeat): void {
  recordOwnExit();
  watchUncaught();
  noteChildProcesses();
  recordSlice(RowKind.boot, lifeOf(viewLane(seat.arena, seat.slot).control)[LifeTime.start]!, 0, 0, 0);
  recordProfiled();
  noteOwnTime();
  watchHeap();
  recordRow({ kind: RowKind.online });
}

function describeRun({ script, serial }: RunSetup, cores: readonly number[], originMs: number): RunMeta {
  return {
    version: FORMAT_VERSION,
    script,
    argv: process.argv.slice(2),
    node: process.version,
    platform: process.platform,
    pid: process.pid,
    coresAvailable: process.getBuiltinModule('node:os').availableParallelism(),
    cores,
    coresMeasured: process.platform === 'linux',
    ...(serial === true && { serial }),
    startedAtMs: originMs,
  };
}

/** The first number that no other process of the run has taken. */
function claimProcessNumber(runDir: string): number {
  for (let number = 1; number < MAX_PROCESSES; number++) {
    try {
      closeSync(openSync(path.join(runDir, `process-${number}`), 'wx'));
      return number;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return MAX_PROCESSES;
    }
  }
  return MAX_PROCESSES;
}
