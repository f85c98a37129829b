/** Who asked for a task or started a process: an error of a worker knows only the worker's own stack. */
import { ParascopeError } from '../errors.ts';
import { isOwnFrame } from './own-frames.ts';

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
 * Adds the caller's lines below the worker's own, under a heading. Not to the runtime's own errors, which may stand for several
 * calls at once, nor to what is no error.
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
  if (frames.length === 0 || !(error instanceof Error) || error instanceof ParascopeError) return;
  if (typeof error.stack !== 'string') return;
  // A frozen error keeps its stack as it is.
  Reflect.set(error, 'stack', `${error.stack}\n  called from:\n${frames.join('\n')}`);
}
