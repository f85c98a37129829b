import { lstatSync, rmSync } from 'node:fs';

/**
 * Calls `write`, which is to make `file`, after a run: what the run has shown is worth more than a file of it. Where the
 * system refuses, as on a full disk, that is one line on standard error, and no half of the file stays. Gives whether it is there.
 */
export function tryToWrite(file: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    // "ENOSPC: no space left on device, write": the call at its end says nothing to the user.
    const [reason = error.message] = error.message.split(', ');
    process.stderr.write(`parascope: ${reason}: cannot write ${file}\n`);
    // Never a device or a pipe that stands for a file.
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) rmSync(file);
    return false;
  }
}
