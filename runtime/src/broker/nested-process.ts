/**
 * In a process of its own: a process that it starts. The program's broker starts that one too and serves it as all others, so
 * shared objects, pids and ends are the same; what this one sees of its life it asks for.
 */
import { serialize } from 'node:v8';
import { ProcessCall } from '../../../protocol/src/process.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { callSite, clockNs, recordSlice } from '../instrument/record.ts';
import { bytesOfKey, ownKey } from '../process/authkey.ts';
import { adoptChild } from '../process/child-register.ts';
import { ControlBlock } from '../process/control-block.ts';
import { Sentinel } from '../process/sentinel.ts';
import type { WorkerSpec } from '../process/worker-handle.ts';
import { takeStartedWith } from '../shared-memory/codec/memory-journey.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { announceShared } from '../shared-memory/shared-registry.ts';
import { tellCourier } from './broker-client.ts';
import { type AgentCall, callAgent, callAgentSync, packCall, valueOf } from './own-calls.ts';
import { askParent, tellParent } from './own-parent.ts';
import { ProcessChild } from './process-child.ts';
import { commandOf } from './process-command.ts';
import { ProcessEndRecord } from './process-end-record.ts';
import { assertStarted, startOf } from './process-handle.ts';
import type { NestedStart } from './process-start.ts';
import { packShape } from './remote-values.ts';

/** A control block of which the program has one with the same id. Of a pool's worker this process is told the end. */
class NestedControl extends ControlBlock {
  readonly id: number;

  constructor(thread: ThreadId) {
    super();
    this.thread = thread;
    this.id = announceShared(this.buffer);
  }

  /** Makes it what the program's is now. */
  refresh(): void {
    const { bytes } = packShape.read(askParent(ProcessCall.fetch, this.id).payload);
    new Uint8Array(this.buffer).set(bytes);
  }

  override requestStop(signal: number): boolean {
    if (!super.requestStop(signal)) return false;
    tellParent(ProcessCall.stop, this.thread, Uint8Array.of(signal));
    return true;
  }
}

/** The control block as the program has it: who wants to know of the end asks. */
class RemoteControl extends NestedControl {
  readonly #sentinel: Sentinel;
  /** Called when it is seen that it has ended. */
  onEnd: () => void = () => undefined;

  constructor(name: string, thread: ThreadId) {
    super(thread);
    this.#sentinel = new Sentinel(this, name);
  }

  override get ended(): boolean {
    if (!super.ended) this.refresh();
    return super.ended;
  }

  override refresh(): void {
    super.refresh();
    if (super.ended) this.onEnd();
  }

  override waitEndedSync(timeoutMs?: number, awaited?: Awaited): boolean {
    valueOf(callAgentSync(this.#call(timeoutMs, awaited)));
    return this.ended;
  }

  override async waitEnded(timeoutMs?: number, awaited?: Awaited): Promise<boolean> {
    valueOf(await callAgent(this.#call(timeoutMs, awaited)));
    return this.ended;
  }

  #call(timeoutMs: number | undefined, awaited: Awaited | undefined): AgentCall {
    return { head: packCall(null, 'wait', [[this.#sentinel], timeoutMs, awaited?.unbreakable]) };
  }
}

export class NestedProcess extends ProcessChild {
  readonly control: NestedControl;
  readonly #end: ProcessEndRecord;

  /**
   * Returns when the system has started the process or refused it.
   * @throws {ProcessLimitError} as in the program.
   */
  constructor(spec: WorkerSpec) {
    super(spec);
    const spawnedNs = clockNs();
    const thread = valueOf(askParent(ProcessCall.claim)) as ThreadId;
    spec.claimed?.(thread);
    takeStartedWith(thread);
    const { start, memories, pool } = startOf(spec);
    const remote = pool === null ? new RemoteControl(spec.name, thread) : undefined;
    this.control = remote ?? new NestedControl(thread);
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
    if (pool !== null) tellCourier({ thread, pool, control: this.control.buffer });
    adoptChild(this);
    const site = callSite();
    recordSlice(RowKind.spawn, spawnedNs, 0, 0, site);
    this.#end = new ProcessEndRecord(spawnedNs, site);
    if (remote !== undefined) remote.onEnd = () => this.recordEnd();
  }

  ref(): void {
    // Who waits for it holds its event loop.
  }

  recordEnd(): void {
    this.#end.write(this);
  }

  stop(signal: 9 | 15): void {
    this.control.requestStop(signal);
  }
}
