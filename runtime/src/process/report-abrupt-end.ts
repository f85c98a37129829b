/** Says on standard error that a worker has ended without having said anything itself. */
import { writeSync } from 'node:fs';

/** Nobody in the worker could say it: there is no handler for this kind of end. Called by whoever sees the end first. */
export function reportAbruptEnd(name: string): void {
  try {
    writeSync(2, `Process ${name}:\nended without a word (exit code 1): most likely it ran out of memory\n`);
  } catch {
    // Standard error is closed or full: there is nobody to tell.
  }
}
