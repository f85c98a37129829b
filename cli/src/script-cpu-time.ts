import { readFileSync } from 'node:fs';

/** The system counts in hundredths of a second, on every Linux. */
const TICK_MS = 10;
/** Places after the program's name in /proc/self/stat, see proc_pid_stat(5). */
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

/**
 * CPU time of the processes that this one has started and that have ended, with all of theirs, ms in steps of 10.
 * `undefined` where the system does not tell.
 */
export function endedChildrenCpuMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM]);
  return Number.isFinite(ticks) ? ticks * TICK_MS : undefined;
}
