/** One worker thread as its parent sees it: starts it, watches it, stops it. Processes and pools are made of these. */
import { fileURLToPath } from 'node:url';
import type { ResourceLimits, Worker, WorkerOptions } from 'node:worker_threads';
import { WORKER_PROTOCOL } from '../../../protocol/src/worker.ts';
import { ExitReason, RowKind } from '../../../trace/src/vocabulary.ts';
import { recordAbruptEnd, recordWorkerError } from '../instrument/failure.ts';
import { markOwn } from '../instrument/foreign-workers.ts';
import { createLane, recordExit } from '../instrument/lane.ts';
import { callSite, clockNs, recordSlice, type RecorderSeat } from '../instrument/record.ts';
import { watchCpuTime } from '../instrument/node-cpu-times.ts';
import { noteNewThread, osThreadIds } from '../instrument/os-thread.ts';
import { noteToldToEnd } from '../instrument/time-notes.ts';
import { ownWorker } from '../instrument/worker-patch.ts';
import { codeFolder, withCompileCache } from '../loader/compile-cache.ts';
import { ScriptSource } from '../loader/kept-script.ts';
import { loaderState } from '../loader/loader-state.ts';
import { workerThreads } from '../node-threads.ts';
import { claimThread, runBuffer, type ThreadId } from '../shared-memory/run-block.ts';
import { terminalShape } from '../output/terminal-shape.ts';
import { distUrl, entryUrl } from '../package-dir.ts';
import { takeStartedWith } from '../shared-memory/codec/memory-journey.ts';
import { tellSupervisor } from '../supervisor/supervisor-client.ts';
import { ownKey, type ProcessKey } from './authkey.ts';
import { ControlBlock } from './control-block.ts';
import { createThread } from './create-thread.ts';
import { adoptChild, type Child } from './child-register.ts';
import { reportAbruptEnd } from './report-abrupt-end.ts';
import type { OwnWorkerStart, WorkerJob } from './worker-job.ts';
import type { StartMethod } from './start-method.ts';
import { asParent, exitIfRefused, threadIdentity } from './thread-identity.ts';
import { workerFlags } from './worker-flags.ts';

let workerCore: ScriptSource | undefined;

export interface WorkerSpec {
  readonly name: string;
  readonly identity: readonly number[];
  readonly daemon: boolean;
  readonly job: WorkerJob;
  readonly resourceLimits?: ResourceLimits | undefined;
  /** A word that the supervisor counts up and notifies when the worker ends. */
  readonly bell?: SharedArrayBuffer | undefined;
  /** Called with the new thread's id before it runs. */
  readonly claimed?: ((thread: ThreadId) => void) | undefined;
  /** Its secret; by default that of this process. */
  readonly authkey?: ProcessKey | undefined;
  /** How it is started. */
  readonly method: StartMethod;
}

export class WorkerHandle implements Child {
  readonly name: string;
  readonly daemon: boolean;
  readonly control: ControlBlock = new ControlBlock();
  readonly #worker: Worker;
  readonly #bell: SharedArrayBuffer | null;
  readonly #thread: ThreadId;
  readonly #seat: RecorderSeat | undefined;
  readonly ident: number;

  constructor(spec: WorkerSpec) {
    this.name = spec.name;
    this.daemon = spec.daemon;
    this.#bell = spec.bell ?? null;
    const spawnedNs = clockNs();
    const site = callSite();
    this.#seat = createLane({ name: spec.name, site });
    const keptIn = codeFolder(process.env);
    const thread = claimThread();
    this.#thread = thread;
    this.control.thread = thread;
    spec.claimed?.(thread);
    const { MessageChannel, Worker } = workerThreads();
    const { port1, port2 } = new MessageChannel();
    const start: OwnWorkerStart = {
      protocol: WORKER_PROTOCOL,
      control: this.control.buffer,
      program: threadIdentity().program.buffer as SharedArrayBuffer,
      run: runBuffer(),
      thread,
      lifeline: port1,
      name: spec.name,
      identity: spec.identity,
      daemon: spec.daemon,
      startMethod: spec.method,
      authkey: spec.authkey ?? ownKey(),
      parent: asParent(),
      stdout: terminalShape(1),
      stderr: terminalShape(2),
      loader: loaderState(),
      seat: this.#seat,
      spawnedNs,
      codeFolder: keptIn,
      core: (workerCore ??= new ScriptSource(fileURLToPath(`${distUrl}worker-core.js`))).read(keptIn, spec.job.type),
      job: spec.job,
    };
    const options: WorkerOptions = {
      name: spec.name,
      argv: process.argv.slice(2),
      execArgv: workerFlags(),
      workerData: start,
      transferList: [port1],
      trackUnmanagedFds: false,
      ...ownWorker,
      ...(spec.resourceLimits !== undefined && { resourceLimits: spec.resourceLimits }),
    };
    const before = this.#seat === undefined ? [] : osThreadIds();
    this.#worker = withCompileCache(keptIn, () =>
      createThread(spec.name, thread, () => new Worker(entryUrl('worker'), options)),
    );
    markOwn(this.#worker);
    noteNewThread(this.#seat, before);
    this.ident = this.#worker.threadId;
    // The worker first: the supervisor, started by the first of these messages, must not delay it.
    tellSupervisor(
      {
        type: 'watch',
        lifeline: port2,
        control: this.control.buffer,
        parent: start.parent.control,
        name: spec.name,
        thread,
        bell: this.#bell,
        has: takeStartedWith(thread),
      },
      [port2],
    );
    watchCpuTime(this.#worker, this.#seat);
    this.#worker.unref();
    // What went wrong the worker has printed itself, unless it ran out of memory; its exit code says the rest.
    this.#worker.on('error', (error) => recordWorkerError(this.#seat?.thread, error));
    this.#worker.on('exit', (code) => this.#handleExit(code));
    adoptChild(this);
    recordSlice(RowKind.spawn, spawnedNs, this.#seat?.thread ?? 0, 0, site);
  }

  get thread(): ThreadId {
    return this.#thread;
  }

  get pid(): number {
    return process.pid;
  }

  get alive(): boolean {
    return !this.control.ended;
  }

  get traceThread(): number | undefined {
    return this.#seat?.thread;
  }

  ref(): void {
    this.#worker.ref();
  }

  stop(signal: 9 | 15): void {
    if (!this.control.requestStop(signal)) return;
    noteToldToEnd(this.#seat);
    void this.#worker.terminate();
    if (!this.control.online) this.#stopEarly();
  }

  recordEnd(): void {
    if (!this.control.ended) return;
    if (this.control.endedAbruptly && this.control.ident !== 0) recordAbruptEnd(this.#seat?.thread);
    recordExit(this.#seat, this.control.exitCode ?? Number.NaN, this.#exitReason());
  }

  #stopEarly(): void {
    tellSupervisor({ type: 'stop-early', control: this.control.buffer, thread: this.#thread });
  }

  #exitReason(): ExitReason {
    if (this.control.stopSignal !== 0) return ExitReason.terminated;
    return this.control.exitCode === 0 ? ExitReason.finished : ExitReason.died;
  }

  /** As the supervisor does: a pool whose supervisor cannot run still learns of the death. */
  #ringBell(): void {
    if (this.#bell === null) return;
    const words = new Int32Array(this.#bell);
    Atomics.add(words, 0, 1);
    Atomics.notify(words, 0);
  }

  #handleExit(code: number): void {
    if (!this.control.ended && this.control.stopSignal === 0 && code !== 1) this.control.recordExit(code);
    if (this.control.markEnded() && this.control.endedAbruptly) reportAbruptEnd(this.name);
    this.recordEnd();
    this.#ringBell();
    exitIfRefused();
  }
}
