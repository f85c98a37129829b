/**
 * What a view asks for a flame chart of a stretch of time, and what it gets: who called whom and how long that took, summed up.
 * Plain data, a few thousand frames at most.
 */
import type { SourceLocation, ThreadState, WaitReason } from './query.ts';
import type { FiguresQuery } from './range-figures.ts';

export interface FlameQuery extends FiguresQuery {
  /** Lane of a thread; absent = all threads of the program together. */
  readonly laneId?: number;
}

/** A function in one stack of callers, or something that a thread was at. */
export interface FlameFrame {
  /** 0 = nobody calls it. */
  readonly depth: number;
  /** Where it begins, ns from the left: the callees of a frame lie below it, the longest first. No time of the run. */
  readonly offsetNs: number;
  readonly totalNs: number;
  /** Without what it called. */
  readonly selfNs: number;
  readonly name: string;
  /** Where the function begins; absent for what is not the program's. */
  readonly location?: SourceLocation;
  /** Of what is no function: a wait, a copy. */
  readonly state?: ThreadState;
  readonly reason?: WaitReason;
}

/** One function, wherever it was called from. */
export interface FlameFunction extends Omit<FlameFrame, 'depth' | 'offsetNs'> {
  /** A function that calls itself counts once. */
  readonly totalNs: number;
}

export interface FlameGraph {
  readonly query: FlameQuery;
  /** `profile`: CPU time by V8's samples; `slices`: time on the wall in tasks and in what they waited for, where there is no profile. */
  readonly source: 'profile' | 'slices';
  readonly totalNs: number;
  /** By depth, then from left to right. */
  readonly frames: readonly FlameFrame[];
  /** The most time of their own first. */
  readonly functions: readonly FlameFunction[];
  /** Frames and functions that are too short to be told. */
  readonly left: { readonly frames: number; readonly functions: number };
  /** Threads that have something to show in the range, and how much. */
  readonly threads: readonly { readonly laneId: number; readonly name: string; readonly totalNs: number }[];
}
