/**
 * What a view asks of a stretch of time, for tables and statistics: plain data, a few hundred rows at most. The rows are those
 * of the model; each leads to its slice in the chart.
 */
import type { OfRun, SourceLocation, SliceRef, ThreadState, WaitReason } from './query.ts';
import type { HotLine, ProfileSummary } from './summary.ts';
import type { ThreadRoleName } from './vocabulary.ts';

/** [startNs, endNs) */
export interface FiguresQuery extends OfRun {
  readonly startNs: number;
  readonly endNs: number;
}

/** What a thread was at; the states add up to the part of its life that lies in the range. */
export interface ThreadFigures {
  readonly laneId: number;
  readonly name: string;
  readonly role: ThreadRoleName;
  readonly states: Readonly<Record<ThreadState, number>>;
  readonly waits: Readonly<Partial<Record<WaitReason, number>>>;
  readonly lifetimeNs: number;
  /** CPU time by sampling: of a period that lies half in the range, half of it. */
  readonly cpuNs: number;
}

/** Calls of one function as tasks. */
export interface FunctionFigures {
  readonly name: string;
  readonly location?: SourceLocation;
  /** Calls that lie at least partly in the range. */
  readonly count: number;
  /** Inside the range. */
  readonly totalNs: number;
  /** Of whole calls, to 2 %; those that go on count as long as they have taken so far. */
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly longest: SliceRef;
  /** How many threads called it. */
  readonly threads: number;
}

export interface TaskFigures {
  readonly slice: SliceRef;
  readonly location?: SourceLocation;
  /** Its number; 0 = a Process target. */
  readonly task: number;
  /** What it was given, in short; absent where the trace does not say. */
  readonly given?: string;
  /** From handing it in to its start; absent where nobody told. */
  readonly queuedNs?: number;
}

/** A lock, queue or whatever else threads wait for. */
export interface ObjectFigures {
  readonly laneId: number;
  readonly name: string;
  /** As of its lane. */
  readonly object: 'lock' | 'queue';
  /** Where it was made. */
  readonly location?: SourceLocation;
  /** Holds that were recorded one by one, and their time in the range. */
  readonly holds: number;
  readonly heldNs: number;
  readonly longestHold?: SliceRef;
  /** Waits, and their time in the range; of the whole run also those that were only counted. */
  readonly waits: number;
  readonly waitNs: number;
  readonly longestWait?: SliceRef;
  /** At once. */
  readonly mostWaiting: number;
  readonly puts: number;
  readonly gets: number;
  /** Messages in it at once. */
  readonly mostInIt: number;
}

export interface RangeFigures {
  readonly query: FiguresQuery;
  readonly threads: readonly ThreadFigures[];
  /** The most time first. */
  readonly functions: readonly FunctionFigures[];
  readonly tasks: {
    readonly count: number;
    /** Too short for a row of their own: of the whole run, since nobody knows when they were. */
    readonly counted: number;
    /** The longest first. */
    readonly longest: readonly TaskFigures[];
  };
  /** Those that were used in the range, the longest waits first. */
  readonly objects: readonly ObjectFigures[];
  /** Of a run that was profiled: the lines that used the CPU in the range. */
  readonly hotLines?: readonly HotLine[];
  readonly profile?: ProfileSummary;
}
