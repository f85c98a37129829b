/** `currentProcess`, `parentProcess`, `activeChildren`: who this thread is and who it belongs to. */
import { milliseconds } from '../check-arguments.ts';
import type { ParentIdentity } from '../../../protocol/src/worker.ts';
import { endOf, livingChildren } from './child-register.ts';
import { ControlBlock } from './control-block.ts';
import { processOf, reviveProcess, type Process } from './process.ts';
import { ownIdent, threadIdentity } from './thread-identity.ts';

let current: Process | undefined;
let parent: ParentProcess | null | undefined;

/** The object that stands for the process this code runs in. In the main thread its name is `MainProcess`. */
export function currentProcess(): Process {
  if (current === undefined) {
    const { name, daemon, identity } = threadIdentity();
    current = reviveProcess(ownIdent(), identity, { name, daemon });
  }
  return current;
}

/** In a new process, before the user's code: the object it will see. */
export function setCurrentProcess(process: Process): void {
  current = process;
}

/** The process that started this one; null in the main thread. */
export function parentProcess(): ParentProcess | null {
  if (parent === undefined) {
    const identity = threadIdentity().parent;
    parent = identity === null ? null : new ParentProcess(identity);
  }
  return parent;
}

/** Children of this process that have not ended, workers of pools included. */
export function activeChildren(): Process[] {
  return livingChildren().map((child) => processOf(child));
}

/** A parent as its child sees it. */
export class ParentProcess {
  /** As its own `currentProcess().name` when it started this one. */
  readonly name: string;
  /** The operating system's process id. */
  readonly pid: number;
  /** Thread id. */
  readonly ident: number;
  readonly #control: ControlBlock;
  readonly #thread: number;

  constructor(identity: ParentIdentity) {
    this.name = identity.name;
    this.pid = identity.pid;
    this.ident = identity.ident;
    this.#thread = identity.thread;
    this.#control = new ControlBlock(identity.control);
  }

  /** Whether it has not ended. */
  isAlive(): boolean {
    return !this.#control.ended;
  }

  /** Resolves when the parent has ended, or after `timeoutMs`. */
  async join(timeoutMs?: number): Promise<void> {
    milliseconds('join(timeoutMs)', timeoutMs);
    await this.#control.waitEnded(timeoutMs, endOf(this.name, this.#thread));
  }

  /** The same, blocking this thread. */
  joinSync(timeoutMs?: number): void {
    milliseconds('joinSync(timeoutMs)', timeoutMs);
    this.#control.waitEndedSync(timeoutMs, endOf(this.name, this.#thread));
  }
}
