/** The frame of every worker: exit codes, uncaught errors, and the end of work that can never end. */
import { recordUncaught, recordUnsettled } from '../instrument/failure.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import { reportError, reportWords } from './report-error.ts';
import { threadIdentity } from './thread-identity.ts';

/** Node's own code for a program that awaits what can never happen. */
const UNSETTLED_EXIT_CODE = 13;

let pendingWork: string | null = null;
let lastTask: string | undefined;
let tellUncaught: ((error: unknown) => void) | undefined;

/** Name of the function that a pool's worker runs, for what its tasks leave behind. */
export function noteTask(name: string): void {
  lastTask = name;
}

/** Has `tell` called with the error of which this worker dies, where nobody catches it. */
export function onUncaught(tell: (error: unknown) => void): void {
  tellUncaught = tell;
}

/** Installs what turns each kind of end into Python's exit code. First of all in a worker. */
export function installWorkerLife(): void {
  const { control, name } = threadIdentity();
  process.on('exit', (code) => {
    control.recordExit(code);
    control.noteTurned();
  });
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    if (process.listenerCount('uncaughtException') > 0) return;
    recordUncaught(error);
    tellUncaught?.(error);
    const isLeftBehind = origin === 'unhandledRejection' && lastTask !== undefined;
    reportError(name, error, isLeftBehind ? `a promise that no task awaited; last task: ${lastTask}` : undefined);
    // Node itself would print it again: of a worker's error it says nothing, of a process's own it does.
    if (inOwnProcess) process.exit(1);
  });
  process.on('beforeExit', () => {
    if (pendingWork === null || (process.exitCode ?? 0) !== 0) return;
    reportWords(name, `${pendingWork} awaits something that can no longer happen: nothing is left to run`);
    recordUnsettled();
    process.exitCode = UNSETTLED_EXIT_CODE;
  });
}

/** Runs the process's work: an error ends the process with exit code 1, and its end is left to the event loop. */
export async function runWork(what: string, work: () => Promise<void>): Promise<void> {
  pendingWork = what;
  try {
    await work();
    pendingWork = null;
  } catch (error) {
    pendingWork = null;
    recordUncaught(error);
    reportError(threadIdentity().name, error);
    process.exit(1);
  }
}
