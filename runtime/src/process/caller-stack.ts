/** Who asked for a task or started a process: an error of a worker knows only the worker's own stack. */
import { DeadlockError, ParascopeError } from '../errors.ts';
import { cleanStacks, isOwnFrame, replaceStack } from './own-frames.ts';

const FRAMES = 12;

/** The stack of here, to be put into words only if it is needed; 1 to 2 us. */
export interface CallerStack {
  readonly stack?: string;
}

export function captureCaller(): CallerStack {
  const caller: CallerStack = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(caller, captureCaller);
  Error.stackTraceLimit = stackTraceLimit;
  return caller;
}

/**
 * Adds the caller's lines below the worker's own, under a heading. Of the runtime's own errors nothing else is left: where it
 * made them says nothing. Not to what is no error, nor to deadlocks, which are told for all threads.
 */
export function appendCaller(error: unknown, caller: CallerStack): void {
  appendFrames(error, framesOf(caller));
}

/** The lines of the user's code, in words: they can travel. */
export function framesOf({ stack = '' }: CallerStack): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !isOwnFrame(line) && !line.includes('node:internal/'));
}

/** As `appendCaller`, for the frames of a caller in another thread. */
export function appendFrames(error: unknown, frames: readonly string[]): void {
  const [line] = frames;
  if (line === undefined || !(error instanceof Error) || error instanceof DeadlockError) return;
  if (error instanceof ParascopeError) cleanStacks(error);
  // What the call itself refused was thrown at that line.
  if (typeof error.stack !== 'string' || error.stack.includes(line)) return;
  replaceStack(error, `${error.stack}\n  called from:\n${frames.join('\n')}`);
}
