/** A pool's owner that is in another process, as a worker sees it. */
import type { TaskLimits } from './task-clock.ts';

export interface RemoteOwner {
  /** Settles when the worker is to get ready; with false when it is to leave instead. */
  readonly untilWanted: () => Promise<boolean>;
  /** It is. */
  readonly prepared: () => void;
  /** The handles in a chunk have arrived. */
  readonly taken: () => void;
  /** A result lies in the ring. */
  readonly told: () => void;
  /** Keeps the limits of tasks that have one. */
  readonly limits: TaskLimits;
}
