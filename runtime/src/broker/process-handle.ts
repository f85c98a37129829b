/** One process of the operating system as its parent sees it: the start method `'process'`. */
import { getSystemErrorName } from 'node:util';
import { PROCESS_PROTOCOL } from '../../../protocol/src/process.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { ProcessLimitError, StartMethodError } from '../errors.ts';
import { callSite, clockNs, recordSlice } from '../instrument/record.ts';
import { codeFolder } from '../loader/compile-cache.ts';
import { copiedLoaderState } from '../loader/loader-state.ts';
import { workerThreads } from '../node-threads.ts';
import { ownKey } from '../process/authkey.ts';
import { adoptChild } from '../process/child-register.ts';
import { ControlBlock, NOBODY_STARTS } from '../process/control-block.ts';
import { asParent, exitIfRefused, threadIdentity } from '../process/thread-identity.ts';
import type { PoolStart } from '../pool/pool-start.ts';
import type { WorkerSpec } from '../process/worker-handle.ts';
import { holdAlive, releaseAlive } from '../shared-memory/keep-alive.ts';
import { retireThread } from '../shared-memory/death.ts';
import { claimThread, runBuffer } from '../shared-memory/run-block.ts';
import { keepAllMemory } from '../shared-memory/references.ts';
import { takeStartedWith } from '../shared-memory/codec/memory-journey.ts';
import { tellSupervisor } from '../supervisor/supervisor-client.ts';
import { tellBroker } from './broker-client.ts';
import { ProcessChild } from './process-child.ts';
import { commandOf } from './process-command.ts';
import { ProcessEndRecord } from './process-end-record.ts';
import type { OwnProcessStart } from './process-start.ts';

let lastChild = 0;

export class ProcessHandle extends ProcessChild {
  readonly control: ControlBlock = new ControlBlock();
  readonly #number: number = ++lastChild;
  readonly #end: ProcessEndRecord;
  #held = false;

  /**
   * Returns when the system has started the process or refused it.
   * @throws {ProcessLimitError} at the limit of processes of this user, or of the container.
   * @throws {StartMethodError} where the system does not run this Node's executable.
   */
  constructor(spec: WorkerSpec) {
    super(spec);
    keepAllMemory();
    const spawnedNs = clockNs();
    const site = callSite();
    this.#end = new ProcessEndRecord(spawnedNs, site);
    this.control.thread = claimThread();
    spec.claimed?.(this.thread);
    const { MessageChannel } = workerThreads();
    const { port1, port2 } = new MessageChannel();
    // First of all: the end of the process must be seen however soon it comes.
    tellSupervisor(
      {
        type: 'watch',
        lifeline: port2,
        control: this.control.buffer,
        parent: threadIdentity().control.buffer,
        name: spec.name,
        thread: this.thread,
        bell: spec.bell ?? null,
        has: takeStartedWith(this.thread),
      },
      [port2],
    );
    const { start, memories, pool } = startOf(spec);
    tellBroker(
      {
        type: 'start',
        child: this.#number,
        start,
        memories,
        pool,
        control: this.control.buffer,
        program: threadIdentity().program.buffer as SharedArrayBuffer,
        run: runBuffer(),
        thread: this.thread,
        lifeline: port1,
        command: commandOf(spec.resourceLimits, start.codeFolder),
        authkey: spec.authkey ?? ownKey(),
      },
      [port1],
    );
    const errno = this.control.waitStarted();
    if (errno !== 0) retireThread(this.thread);
    assertStarted(errno, this.name);
    adoptChild(this);
    recordSlice(RowKind.spawn, spawnedNs, this.#traceObject(), 0, site);
    void this.#watchEnd();
  }

  ref(): void {
    if (this.#held || !this.alive) return;
    this.#held = true;
    holdAlive();
  }

  stop(signal: 9 | 15): void {
    if (this.control.requestStop(signal)) tellBroker({ type: 'stop', child: this.#number, signal });
  }

  recordEnd(): void {
    this.#end.write(this);
  }

  #traceObject(): number {
    return (this.traceThread ?? -1) + 1;
  }

  /** Waits without keeping this thread alive. */
  async #watchEnd(): Promise<void> {
    await this.control.whenEnded();
    this.recordEnd();
    if (this.#held) releaseAlive();
    exitIfRefused();
  }
}

/** Throws what a start comes to that the system has refused by that error number; 0 = it has not. */
export function assertStarted(errno: number, name: string): void {
  if (errno === 0) return;
  if (errno === NOBODY_STARTS)
    throw new StartMethodError(`${name} cannot be started: the thread of this program that starts processes has ended`);
  const why = getSystemErrorName(errno);
  if (why !== 'EAGAIN' && why !== 'ENOMEM') {
    throw new StartMethodError(`${name} cannot be started: the system refuses to run ${process.execPath} (${why})`);
  }
  throw new ProcessLimitError(
    `${name} cannot be started: the system refuses another process (${why}). ` +
      'Start fewer at a time, or raise the limit (ulimit -u, the pids limit of the container)',
  );
}

/** What the child is told, and the memory that it names. */
export function startOf(spec: WorkerSpec): {
  readonly start: OwnProcessStart;
  readonly memories: ReadonlyMap<number, SharedArrayBuffer>;
  readonly pool: PoolStart | null;
} {
  const { name, pid, ident, thread } = asParent();
  const { job } = spec;
  if (job.type === 'manager')
    throw new StartMethodError("the server of a manager is a thread: expected the method 'thread'");
  const isPool = job.type === 'pool';

  const start: OwnProcessStart = {
    protocol: PROCESS_PROTOCOL,
    name: spec.name,
    identity: spec.identity,
    daemon: spec.daemon,
    startMethod: spec.method,
    parent: { name, pid, ident, thread },
    program: [...threadIdentity().program],
    loader: copiedLoaderState(),
    codeFolder: codeFolder(process.env),
    job: isPool
      ? { type: 'pool', initializer: job.initializer, object: job.object }
      : { ...job, call: { ...job.call, memories: new Map() } },
  };
  return { start, memories: isPool ? new Map() : job.call.memories, pool: isPool ? job : null };
}
