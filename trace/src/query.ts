/**
 * What a view asks of a trace and what it gets: plain data that crosses any message channel. The view never holds the
 * trace; each answer's size depends on pixels, not on events.
 */

/** States a thread is in; the order is the order of stacking and of the legend. Index = `state` in columns. */
export const THREAD_STATES = [
  'running',
  'starting',
  'waiting',
  'awaiting',
  'serializing',
  'gc',
  'runQueue',
  'idle',
  'unknown',
] as const;
export type ThreadState = (typeof THREAD_STATES)[number];

/** Why a thread waits; `blocked`: asleep in a system call (`Atomics.wait` of its own, a file, a pipe), for no object of ours. */
export const WAIT_REASONS = [
  'lock',
  'get',
  'put',
  'join',
  'result',
  'semaphore',
  'event',
  'condition',
  'barrier',
  'blocked',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** A place in the user's source; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface LaneInfo {
  /** Stable during a run. */
  readonly id: number;
  readonly kind: 'thread' | 'core' | 'object';
  readonly name: string;
  /** Of lanes of shared objects: `queue` carries messages, `lock` is whatever else threads wait for. */
  readonly object?: 'lock' | 'queue';
  /** Of thread lanes. */
  readonly role?: 'main' | 'worker' | 'process' | 'instrument' | 'helper';
  readonly startNs: number;
  /** Absent while the thread lives. */
  readonly endNs?: number;
  /** Of the run that is shown below the other, to be compared with it. Default: of the one run there is. */
  readonly before?: boolean;
  /** Rows of nested slices (1 = flat, 0 = nothing recorded yet). */
  readonly depth: number;
}

/** Of which run something is asked, where two are shown. */
export interface OfRun {
  /** Of the run before; default: of the later one, or of the only one. */
  readonly before?: boolean;
}

/** Half-open interval [startNs, endNs) drawn on widthPx device-independent pixels. Lanes are of both runs, the use of cores of one. */
export interface WindowQuery extends OfRun {
  readonly startNs: number;
  readonly endNs: number;
  readonly widthPx: number;
  readonly laneIds: readonly number[];
}

/** Slices of one lane in a window, as columns of `count` rows ordered by depth and start. */
export interface LaneColumns {
  readonly laneId: number;
  readonly count: number;
  readonly startNs: Float64Array;
  /** For an open slice: the newest time known. */
  readonly endNs: Float64Array;
  /** 0 = outermost slices; those of a deeper row lie inside one of the row above. What a thread is at is its deepest slice. */
  readonly depth: Uint8Array;
  /** Index into THREAD_STATES; on lanes of cores and locks the state is always running and `name` the thread that is there, or holds. */
  readonly state: Uint8Array;
  /** Of waiting slices: index into WAIT_REASONS + 1; 0 = none, or several were merged. */
  readonly reason: Uint8Array;
  /** Index into `names` of the answer: task, function or object name, and wait reason in words. */
  readonly name: Uint32Array;
  /** Row to ask details for; -1 where several slices were merged into one mark. */
  readonly slice: Int32Array;
  /** How many slices the mark stands for: 1 = itself. */
  readonly merged: Uint32Array;
  /** 1 while the slice is still open. */
  readonly open: Uint8Array;
  /** Times at which the core or CPU time was sampled (core lanes); empty when denser than pixels. */
  readonly samplesNs: Float64Array;
  /** Of lanes of shared objects. */
  readonly levels?: readonly LevelColumns[];
  /** Of core lanes: what other programs used of the time that our threads left, 0 to 1, in equal buckets of the window; empty where it is not known. */
  readonly others?: Float32Array;
}

/** How many of something there were, in equal buckets of the window: in the mean of each, and at most. */
export interface LevelColumns {
  /** Messages that lie in a queue, or threads that wait, by what for. */
  readonly what: 'depth' | WaitReason;
  readonly mean: Float32Array;
  readonly peak: Float32Array;
}

/** Core use over the window, in `count` equal buckets; each array holds mean cores (0 … available). */
export interface UtilizationColumns {
  readonly count: number;
  readonly program: Float32Array;
  readonly others: Float32Array;
  /** Our own threads. */
  readonly instrument: Float32Array;
  readonly available: number;
  /** False where the system does not tell cores (then program is from CPU time alone). */
  readonly measured: boolean;
}

export interface WindowAnswer {
  readonly query: WindowQuery;
  readonly lanes: readonly LaneColumns[];
  readonly utilization: UtilizationColumns;
  readonly names: readonly string[];
}

/** How long a thread was in a state. */
export interface StateTime {
  readonly state: ThreadState;
  /** Of waits, where it is known. */
  readonly reason?: WaitReason;
  readonly ns: number;
}

/** Facts of one slice, for tooltip and details. Everything is text or a number with its unit in the name. */
export interface SliceDetails {
  readonly laneId: number;
  readonly slice: number;
  readonly title: string;
  readonly state: ThreadState;
  readonly waitReason?: WaitReason;
  readonly startNs: number;
  readonly durationNs: number;
  readonly open: boolean;
  /** Of tasks: what their thread was at meanwhile, the longest first; adds up to the duration. */
  readonly within?: readonly StateTime[];
  /** Where it runs or waits in the source. */
  readonly location?: SourceLocation;
  /** e.g. object: `Lock-1 (pi.ts:14)`. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

/**
 * Why something could go on: `start` a thread by its parent, `submit` a task by who handed it in, `result` by the task that
 * gave it, `message` by who put it, `room` in a queue by who took from it, `release` of a lock or semaphore, `notify` by an
 * event or condition, `barrier` by the last to come, `end` of a thread for who joined it.
 */
export const FLOW_KINDS = [
  'start',
  'submit',
  'result',
  'message',
  'room',
  'release',
  'notify',
  'barrier',
  'end',
] as const;
export type FlowKind = (typeof FLOW_KINDS)[number];

/** A slice that one can go to. */
export interface SliceRef {
  readonly laneId: number;
  readonly id: number;
  readonly depth: number;
  readonly startNs: number;
  /** Of an open slice: the newest time known. */
  readonly endNs: number;
  readonly open: boolean;
  readonly state: ThreadState;
  readonly waitReason?: WaitReason;
  readonly title: string;
}

/** The other end of a flow. */
export interface FlowEnd {
  readonly laneId: number;
  readonly timeNs: number;
  /** The line there, where it is known: of a release that which took the lock. */
  readonly location?: SourceLocation;
  /** The slice in which it happened; absent outside of all. */
  readonly slice?: SliceRef;
}

export interface Flow {
  readonly kind: FlowKind;
  /** `in`: what let the slice go on, or what it got; `out`: what it let go on. */
  readonly direction: 'in' | 'out';
  /** When, on the side of the slice. */
  readonly hereNs: number;
  readonly there: FlowEnd;
  /** Name of the lock, queue … that it went through. */
  readonly object?: string;
}

/** The flows of a slice, a few dozen at most: by time, those into it first. */
export interface SliceFlows {
  readonly laneId: number;
  readonly slice: number;
  readonly flows: readonly Flow[];
  /** How many more there are. */
  readonly more: number;
}

/** Slices whose name or line contains a text. */
export interface SearchMatches {
  readonly text: string;
  /** How many there are. */
  readonly count: number;
  /** The first 10,000, in the order of time. */
  readonly slices: readonly SliceRef[];
}

/** A part of the critical path; of several short ones, `merged` in number, it is what takes the most time. */
export interface PathStretch {
  readonly laneId: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly activity: PathActivity;
  readonly state: ThreadState;
  readonly reason?: WaitReason;
  /** Name of the lock, of `lock`. */
  readonly lock?: string;
  readonly location?: SourceLocation;
  readonly merged: number;
}

/**
 * What a thread on the critical path does. `lock`: it holds a lock that the path's next thread waited for, or waits itself
 * until it is handed on; `task`: it runs one; `main` and `worker`: it works outside of tasks; else its state.
 */
export type PathActivity = 'lock' | 'task' | 'main' | 'worker' | 'waiting' | 'starting' | 'idle' | 'unknown';

/** How long the slices of one kind take that have ended: calls of a function, waits for an object, holds of a lock. */
export interface KindHistogram {
  readonly count: number;
  /** To 2 %. */
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly longestNs: number;
  /** One more than `counts`; none where there is no such slice. */
  readonly boundsNs: readonly number[];
  readonly counts: readonly number[];
}
