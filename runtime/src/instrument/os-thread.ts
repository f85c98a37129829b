import { readlinkSync } from 'node:fs';

/** The operating system's id of the calling thread; 0 where it cannot be had without native code (all but Linux). */
export function osThreadId(): number {
  if (process.platform !== 'linux') return 0;
  try {
    return Number(/(\d+)$/.exec(readlinkSync('/proc/thread-self'))?.[1] ?? 0);
  } catch {
    // /proc is not mounted: as on other systems, CPU time then comes from Node.
    return 0;
  }
}
