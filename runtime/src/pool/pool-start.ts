/** What a pool's worker is started with. */

export interface PoolStart {
  readonly type: 'pool';
  /** Slot ring of the tasks, shared by all workers of the pool. */
  readonly tasks: SharedArrayBuffer;
  /** Slot ring of this worker's results. */
  readonly results: SharedArrayBuffer;
  readonly definitions: SharedArrayBuffer;
  /** Words of `OwnerWord`. */
  readonly bell: SharedArrayBuffer;
  /** Number of the worker within its pool, from 0; never used twice. */
  readonly number: number;
  /** Encoded. */
  readonly initializer: { readonly fn: Uint8Array; readonly args: Uint8Array } | null;
  /** Chunks after which the worker ends and another takes its place; 0 = never. */
  readonly maxTasks: number;
  /** A worker that has had nothing to do for so long leaves while there are more than `minProcesses`. */
  readonly idleTimeoutMs: number;
  readonly minProcesses: number;
  /** The pool's object in the trace. */
  readonly object: number;
}

/** Words (int32) by which workers wake the pool's owner. */
export const OwnerWord = {
  /** Counted up with each result and each death. */
  bell: 0,
  /** How many waits of the owner are under way. */
  waits: 1,
  /** Workers that the pool has and that have not decided to leave. */
  staff: 2,
} as const;
export const OWNER_BYTES = 16;
