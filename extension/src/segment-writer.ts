/** Which process writes a segment of a run, if it still does. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { RUN_FILES } from '../../protocol/src/run.ts';

/** A living writer appends far more often. A process of that number that does not is another one. */
const SILENT_MS = 30_000;

/** The process id that the segment is named after; undefined when that process has ended. */
export function writerOf(segment: string): number | undefined {
  const pid = Number(path.basename(segment, RUN_FILES.segmentSuffix));
  const changed = statSync(segment, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return isAlive(pid) && Date.now() - changed < SILENT_MS ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    // There is no such process, or it is another user's: not one of ours.
    return false;
  }
}
