/**
 * In a process of its own: a process that it starts. The program's broker starts that one too and serves it as all others, so
 * shared objects, pids and ends are the same; what this one sees of its life it asks for.
 */
import { serialize } from 'node:v8';
import { ProcessCall } from '../../../protocol/src/process.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { StartMethodError } from '../errors.ts';
import { callSite, clockNs, recordSlice } from '../instrument/record.ts';
import { bytesOfKey, ownKey } from '../process/authkey.ts';
import { adoptChild } from '../process/child-register.ts';
import { ControlBlock } from '../process/control-block.ts';
import { Sentinel } from '../process/sentinel.ts';
import type { WorkerSpec } from '../process/worker-handle.ts';
import { takeStartedWith } from '../shared-memory/codec/memory-journey.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { announceShared } from '../shared-memory/shared-registry.ts';
import { callAgent, callAgentSync, packCall, valueOf } from './own-calls.ts';
import { askParent, tellParent } from './own-parent.ts';
import { ProcessChild } from './process-child.ts';
import { commandOf } from './process-command.ts';
import { ProcessEndRecord } from './process-end-record.ts';
import { assertStarted, startOf } from './process-handle.ts';
import type { NestedStart } from './process-start.ts';
import { packShape } from './remote-values.ts';

/** The control block as the program has it. */
class RemoteControl extends ControlBlock {
  readonly #id: number;
  readonly #sentinel: Sentinel;
  /** Called when it is seen that it has ended. */
  onEnd: () => void = () => undefined;

  constructor(name: string, thread: ThreadId) {
    super();
    this.thread = thread;
    this.#id = announceShared(this.buffer);
    this.#sentinel = new Sentinel(this, name);
  }

  get id(): number {
    return this.#id;
  }

  override get ended(): boolean {
    if (!super.ended) this.refresh();
    return super.ended;
  }

  refresh(): void {
    const { bytes } = packShape.read(askParent(ProcessCall.fetch, this.#id).payload);
    new Uint8Array(this.buffer).set(bytes);
    if (super.ended) this.onEnd();
  }

  override requestStop(signal: number): boolean {
    if (this.ended) return false;
    tellParent(ProcessCall.stop, this.thread, Uint8Array.of(signal));
    return true;
  }

  override waitEndedSync(timeoutMs?: number): boolean {
    valueOf(callAgentSync({ head: packCall(null, 'wait', [[this.#sentinel], timeoutMs]) }));
    return this.ended;
  }

  override async waitEnded(timeoutMs?: number): Promise<boolean> {
    valueOf(await callAgent({ head: packCall(null, 'wait', [[this.#sentinel], timeoutMs]) }));
    return this.ended;
  }
}

export class NestedProcess extends ProcessChild {
  readonly control: RemoteControl;

  /**
   * Returns when the system has started the process or refused it.
   * @throws {ProcessLimitError} as in the program.
   * @throws {StartMethodError} for a pool's worker.
   */
  constructor(spec: WorkerSpec) {
    assertNoPool(spec);
    super(spec);
    const spawnedNs = clockNs();
    const thread = valueOf(askParent(ProcessCall.claim)) as ThreadId;
    spec.claimed?.(thread);
    takeStartedWith(thread);
    this.control = new RemoteControl(spec.name, thread);
    const { start, memories } = startOf(spec);
    const order: NestedStart = {
      start,
      thread,
      memories: [...memories.keys()],
      control: this.control.id,
      command: commandOf(spec.resourceLimits, start.codeFolder),
      authkey: bytesOfKey(spec.authkey ?? ownKey()),
    };
    assertStarted(valueOf(askParent(ProcessCall.start, 0, serialize(order))) as number, spec.name);
    this.control.refresh();
    adoptChild(this);
    const site = callSite();
    recordSlice(RowKind.spawn, spawnedNs, 0, 0, site);
    const end = new ProcessEndRecord(spawnedNs, site);
    this.control.onEnd = () => end.write(this);
  }

  ref(): void {
    // Who waits for it asks, and a question keeps the event loop alive.
  }

  recordEnd(): void {
    // It is when the end is seen.
  }

  stop(signal: 9 | 15): void {
    this.control.requestStop(signal);
  }
}

function assertNoPool({ name, job }: WorkerSpec): void {
  if (job.type !== 'pool') return;
  throw new StartMethodError(
    `${name} cannot be started: a pool of processes cannot be made in a process that was started by the start method ` +
      "'process'. Make it in main, or start a Process for each part, or use getContext('thread')",
  );
}
