/** The children of this thread, and what becomes of them when it ends: daemons are stopped, the others joined. */
import { ProgramWord } from '../../../protocol/src/worker.ts';
import type { ControlBlock } from './control-block.ts';
import { onWake } from '../shared-memory/bell.ts';
import { exitIfRefused, threadIdentity } from './thread-identity.ts';

/** A worker as its parent sees it. */
export interface Child {
  readonly name: string;
  readonly daemon: boolean;
  readonly control: ControlBlock;
  /** Thread id. */
  readonly ident: number;
  readonly alive: boolean;
  /** Its index in the trace; undefined while nothing is recorded. */
  readonly traceThread: number | undefined;
  /** The event loop stays alive until it has ended. */
  ref(): void;
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
  onWake(exitIfRefused);
  process.on('uncaughtExceptionMonitor', () => {
    failed = process.listenerCount('uncaughtException') === 0;
  });
  // This thread has nothing left to do: Python's exit function, without blocking.
  process.on('beforeExit', () => {
    stopDaemons();
    for (const child of livingChildren()) child.ref();
  });
  // Before the instrument's flush, so that what the children did last is in the trace.
  process.prependListener('exit', endChildren);
}

function stopDaemons(): void {
  for (const child of livingChildren()) if (child.daemon) child.stop(15);
}

/** `process.exit()` joins as Python's does. After an uncaught error nobody is left to serve the children: they are stopped. */
function endChildren(): void {
  const refused = Atomics.load(threadIdentity().program, ProgramWord.refused) === 1;
  if (refused && (process.exitCode === undefined || process.exitCode === 0)) process.exitCode = 1;
  if (failed || refused) for (const child of livingChildren()) child.stop(15);
  stopDaemons();
  for (const child of livingChildren()) child.control.waitEndedSync();
}
