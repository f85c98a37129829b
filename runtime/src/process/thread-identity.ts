/** Who this thread is among the program's processes: its name, its ancestors, its children. */
import { PROGRAM_BYTES, ProgramWord, type ParentIdentity } from '../../../protocol/src/worker.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import { isMainThread, threadId } from '../node-threads.ts';
import { currentThread } from '../shared-memory/run-block.ts';
import { ControlBlock } from './control-block.ts';
import { adoptStartMethod } from './start-method.ts';
import type { OwnWorkerStart } from './worker-job.ts';

export interface ThreadIdentity {
  readonly name: string;
  /** Python's identity: numbers of the children on the way from main; empty in main. */
  readonly identity: readonly number[];
  readonly daemon: boolean;
  readonly control: ControlBlock;
  /** null in main. */
  readonly parent: ParentIdentity | null;
  /** The program's block, shared by all threads. */
  readonly program: Int32Array;
  /** Whether it works for a pool: such a worker may have children although it is a daemon. */
  readonly poolWorker: boolean;
}

/** Unique per process of the program: the thread's id; in a process of its own the process id. */
export function ownIdent(): number {
  return inOwnProcess ? process.pid : threadId();
}

let self: ThreadIdentity | undefined;
let children = 0;

/** This thread. In main it is made on first use. */
export function threadIdentity(): ThreadIdentity {
  self ??= mainIdentity();
  return self;
}

/** In a worker, first of all: becomes what its parent made it. */
export function adoptIdentity(
  start: Pick<OwnWorkerStart, 'name' | 'identity' | 'daemon' | 'startMethod' | 'control' | 'parent' | 'program'>,
  poolWorker: boolean,
): ThreadIdentity {
  const control = new ControlBlock(start.control);
  control.setOnline(ownIdent());
  adoptStartMethod(start.startMethod);
  self = {
    name: start.name,
    identity: start.identity,
    daemon: start.daemon,
    control,
    parent: start.parent,
    program: new Int32Array(start.program),
    poolWorker,
  };
  return self;
}

/** Identity of the next child: Python counts every process that is made, named or not. */
export function nextChildIdentity(): readonly number[] {
  return [...threadIdentity().identity, ++children];
}

/** What a child is told of this thread. */
export function asParent(): ParentIdentity {
  const { name, control } = threadIdentity();
  return { name, pid: process.pid, ident: ownIdent(), thread: currentThread(), control: control.buffer };
}

/** Whether a start without a main guard was refused, and told of. */
export function wasRefused(): boolean {
  return Atomics.load(threadIdentity().program, ProgramWord.refused) === 1;
}

let ending = false;

/** The `exit` event has come: a second `process.exit` now would skip the listeners that are left, the trace's last rows among them. */
export function beginEnding(): void {
  ending = true;
}

/** Whether it has come. */
export function isEnding(): boolean {
  return ending;
}

/** In main: after a refused start the program ends with exit code 1. */
export function exitIfRefused(): void {
  if (!ending && threadIdentity().parent === null && wasRefused()) process.exit(1);
}

/** Whether this thread was started by this package (then guards are false in it). */
export function isOwnWorker(): boolean {
  return self !== undefined && self.parent !== null;
}

function mainIdentity(): ThreadIdentity {
  const control = new ControlBlock();
  control.setOnline(threadId());
  return {
    // A thread that a foreign program started and that imports the package is a main of its own.
    name: isMainThread ? 'MainProcess' : `MainProcess-${threadId()}`,
    identity: [],
    daemon: false,
    control,
    parent: null,
    program: new Int32Array(new SharedArrayBuffer(PROGRAM_BYTES)),
    poolWorker: false,
  };
}
