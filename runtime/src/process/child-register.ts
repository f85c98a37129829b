/** The children of this thread, and what becomes of them when it ends: daemons are stopped, the others joined. */
import { ProgramWord } from '../../../protocol/src/worker.ts';
import type { ControlBlock } from './control-block.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { setKeptAtEnd } from '../deadlock/own-waits.ts';
import { ownHandler } from '../instrument/signal-handlers.ts';
import { onWake } from '../shared-memory/bell.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { letSpeak } from './let-speak.ts';
import { beginEnding, exitIfRefused, isEnding, threadIdentity, wasRefused } from './thread-identity.ts';

/** A worker as its parent sees it. */
export interface Child {
  readonly name: string;
  readonly daemon: boolean;
  readonly control: ControlBlock;
  /** Thread id; of a process of its own its process id. */
  readonly ident: number;
  /** The operating system's process id. */
  readonly pid: number;
  readonly alive: boolean;
  /** Its id in the run block. */
  readonly thread: ThreadId;
  /** Its index in the trace; undefined while nothing is recorded. */
  readonly traceThread: number | undefined;
  /** The event loop stays alive until it has ended. */
  ref(): void;
  /** Writes its end into the trace, where whoever knows of it goes on without the event loop that would tell. */
  recordEnd(): void;
  /** Stops the thread; its `finally` blocks and exit handlers do not run. Nothing happens where it has ended. */
  stop(signal: 9 | 15): void;
}

const children = new Set<Child>();
let installed = false;
let failed = false;

/** Called for each worker that this thread starts. */
export function adoptChild(child: Child): void {
  children.add(child);
  if (!installed) install();
}

/** Children that have not ended. */
export function livingChildren(): Child[] {
  for (const child of children) if (!child.alive) children.delete(child);
  return [...children];
}

function install(): void {
  installed = true;
  onWake(wake);
  process.on('uncaughtExceptionMonitor', () => {
    failed = process.listenerCount('uncaughtException') === 0;
  });
  // This thread has nothing left to do: Python's exit function, without blocking.
  const awaitChildren = ownHandler(() => {
    stopDaemons();
    for (const child of livingChildren()) waitAtEnd(child);
  });
  process.on('beforeExit', awaitChildren);
  setKeptAtEnd(() => {
    const awaited = livingChildren().filter((child) => awaitedAtEnd.has(child));
    const processes = awaited.filter(({ pid }) => pid !== process.pid).length;
    return { holds: processes, handles: awaited.length - processes };
  });
  // Before the instrument's flush, so that what the children did last is in the trace.
  process.prependListener('exit', endChildren);
}

/** What who joins that child waits for. */
export function endOf(name: string, thread: ThreadId): Awaited {
  return { what: () => `the end of ${name}`, by: { type: 'threads', threads: [thread] } };
}

/** The same at this thread's own end, where an error would help nobody. */
function atEnd({ name, thread }: Child): Awaited {
  return { ...endOf(name, thread), unbreakable: true };
}

const awaitedAtEnd = new WeakSet<Child>();

function waitAtEnd(child: Child): void {
  child.ref();
  if (awaitedAtEnd.has(child)) return;
  awaitedAtEnd.add(child);
  void child.control.waitEnded(undefined, atEnd(child));
}

const stoppedAtEnd = new WeakSet<Child>();

/** Whether it was stopped because its parent had nothing left to do. */
export function wasStoppedAtEnd(child: Child): boolean {
  return stoppedAtEnd.has(child);
}

function stopDaemons(): void {
  const daemons = livingChildren().filter(({ daemon }) => daemon);
  letSpeak(daemons.map(({ control }) => control));
  for (const daemon of daemons) {
    stoppedAtEnd.add(daemon);
    daemon.stop(15);
  }
}

/** `process.exit()` joins as Python's does. After an uncaught error nobody is left to serve the children: they are stopped. */
function endChildren(): void {
  beginEnding();
  if (failed) stopAll();
  stopIfRefused();
  stopDaemons();
  for (const child of livingChildren()) child.control.waitEndedSync(undefined, atEnd(child));
  // Only now: a deadlock may have ended the last of them.
  if (Atomics.load(threadIdentity().program, ProgramWord.deadlocked) === 1) failByExitCode();
}

/** A blocked thread has woken. One that ends already still waits for its children, which a refusal stops. */
function wake(): void {
  exitIfRefused();
  if (isEnding()) stopIfRefused();
}

let stopped = false;

function stopIfRefused(): void {
  if (stopped || !wasRefused()) return;
  stopped = true;
  failByExitCode();
  stopAll();
}

function stopAll(): void {
  for (const child of livingChildren()) child.stop(15);
}

function failByExitCode(): void {
  if (process.exitCode === undefined || process.exitCode === 0) process.exitCode = 1;
}
