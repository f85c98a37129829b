/** How a process ended, as shells count it and in words. Pure but for the platform's signal numbers. */
import { constants } from 'node:os';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The exit code by the shells' convention: 128 + n for signal n. */
export function exitCodeOf({ code, signal }: ProcessEnd): number {
  if (signal !== null) return 128 + constants.signals[signal];
  return code ?? 1;
}

/** What to say about an end that nobody can see from the script's own output; `undefined` when there is nothing. */
export function wordsOfEnd({ signal }: ProcessEnd, traceEnd: string | undefined): string | undefined {
  if (signal === null) return undefined;
  const trace = traceEnd === undefined ? '' : `; the trace is complete up to ${traceEnd}`;
  return `killed by ${signal}${trace}`;
}
