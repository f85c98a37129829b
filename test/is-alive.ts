import { readFileSync } from 'node:fs';

/** Whether a process runs. One that has ended and waits for its parent to collect it does not, where that can be seen. */
export function isAlive(pid: number): boolean {
  try {
    if (process.platform === 'linux') return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    return process.kill(pid, 0);
  } catch {
    // There is no such process.
    return false;
  }
}
