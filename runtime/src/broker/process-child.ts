/** A process of its own as who has started it sees it, in the program or in another such process: what its control block says. */
import type { Child } from '../process/child-register.ts';
import type { ControlBlock } from '../process/control-block.ts';
import type { WorkerSpec } from '../process/worker-handle.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';

export abstract class ProcessChild implements Child {
  readonly name: string;
  readonly daemon: boolean;
  abstract readonly control: ControlBlock;

  constructor({ name, daemon }: Pick<WorkerSpec, 'name' | 'daemon'>) {
    this.name = name;
    this.daemon = daemon;
  }

  get thread(): ThreadId {
    return this.control.thread;
  }

  get ident(): number {
    return this.pid;
  }

  get pid(): number {
    return this.control.pid;
  }

  get alive(): boolean {
    return !this.control.ended;
  }

  get traceThread(): number | undefined {
    return this.control.traceThread;
  }

  abstract ref(): void;
  abstract recordEnd(): void;
  abstract stop(signal: 9 | 15): void;
}
