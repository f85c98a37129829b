/** Threads as the operating system numbers them. */
import { readdirSync, readlinkSync } from 'node:fs';
import { LaneWord, viewLane } from './arena.ts';

/** Where a thread's lane is. `slot` -1: it has none. */
export interface LaneSeat {
  readonly arena: SharedArrayBuffer;
  readonly slot: number;
}

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

/** The operating system's ids of all threads of the process; empty where they cannot be had. */
export function osThreadIds(): number[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [];
  }
}

/**
 * Notes in the lane of a thread that has just been started which one it is: what it uses while it boots is known then, even
 * if it never gets to say so itself. `before`: `osThreadIds` right before the start.
 */
export function noteNewThread(seat: LaneSeat | undefined, before: readonly number[]): void {
  if (seat === undefined || seat.slot < 0) return;
  const [id, ...others] = osThreadIds().filter((each) => !before.includes(each));
  // Where another thread started one at the same moment, it is not known which is which.
  if (id === undefined || others.length > 0) return;
  Atomics.compareExchange(viewLane(seat.arena, seat.slot).control, LaneWord.tid, 0, id);
}
