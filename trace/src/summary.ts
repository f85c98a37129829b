import type { GcKindName, ThreadRoleName } from './vocabulary.ts';
import type { PathActivity, ThreadState, WaitReason } from './query.ts';

/** Ids of findings; docs/FINDINGS.md has a section for each. */
export type FindingId =
  | 'lock-contention'
  | 'uneven-work'
  | 'oversubscription'
  | 'tiny-tasks'
  | 'serialization-bound'
  | 'start-up-bound'
  | 'serial-section'
  | 'queue-starved'
  | 'queue-backpressure'
  | 'io-bound'
  | 'unused-workers'
  | 'worker-died'
  | 'deadlock';

export interface Finding {
  readonly id: FindingId;
  readonly severity: 'error' | 'warning' | 'info';
  /** 0 … 1: of the workers' lifetimes summed; of wall time for serial-section, start-up-bound and unused-workers. */
  readonly shareOfTime: number;
  /** `file.ts:14`, relative to the script's folder: the line to change. Absent where there is no natural line. */
  readonly location?: string;
  readonly message: string;
  readonly remedy: string;
  /** By how much the run would be shorter, ms of wall time, were the remedy taken: estimated from this run alone. Null where nothing can be said. */
  readonly estimatedGainMs: number | null;
  /** Why nothing can be said of the gain; there exactly where it is null. */
  readonly whyNoGain?: string;
  /** Range and threads that show it, and every line involved. */
  readonly evidence: {
    readonly startNs: number;
    readonly endNs: number;
    readonly threads: readonly string[];
    readonly lines: readonly string[];
  };
}

export interface ThreadSummary {
  readonly name: string;
  readonly role: ThreadRoleName;
  /** Of a row that stands for several, those of V8, libuv or the instrument in all processes: how many. Figures are their sums. */
  readonly threads?: number;
  readonly cpuMs: number;
  readonly runQueueMs: number;
  readonly lifetimeMs: number;
  readonly states: Readonly<Record<ThreadState, number>>;
  readonly waits: Readonly<Partial<Record<WaitReason, number>>>;
  readonly exitCode?: number;
  /** How often it was seen on another core than before: a lower bound. Absent where cores are not measured. */
  readonly migrations?: number;
  /** Its garbage collections, as far as it lived to be told of them; absent where nobody watched. */
  readonly gc?: CollectionSummary;
  /** The most that was seen of its memory; absent where nobody looked. */
  readonly memory?: ThreadMemory;
}

export interface CollectionSummary {
  readonly count: number;
  readonly ms: number;
  /** Those that there were; `other`: of a kind that V8 did not tell. */
  readonly kinds: Readonly<Partial<Record<GcKindName | 'other', { readonly count: number; readonly ms: number }>>>;
}

/** Peaks of what was seen at the end of tasks, after garbage collections, and at the end of the thread. Bytes. */
export interface ThreadMemory {
  readonly heapUsedPeakBytes: number;
  readonly heapTotalPeakBytes: number;
  /** Held by its objects outside of the heap: buffers, for the most part. */
  readonly externalPeakBytes: number;
}

/** What happens at one place on the critical path; places of one line and one kind are one entry. */
export interface CriticalPathEntry {
  readonly activity: PathActivity;
  /** Of `waiting`. */
  readonly reason?: WaitReason;
  /** Name of the lock, of `lock`. */
  readonly lock?: string;
  /** Where it was taken, the function, the waiting line, or the line that started the thread. */
  readonly location?: string;
  readonly ms: number;
  /** Add up to `ms`. */
  readonly states: Readonly<Partial<Record<ThreadState, number>>>;
  /** Of the path: 0 … 1. */
  readonly share: number;
}

/** A part of the path; of several short pieces, `merged` in number, it is what takes the most time. */
export interface CriticalPathSegment extends Omit<CriticalPathEntry, 'ms' | 'states' | 'share'> {
  readonly thread: string;
  readonly state: ThreadState;
  readonly startMs: number;
  readonly endMs: number;
  readonly merged: number;
}

/** What the end of the run waited for, from its start to its end without a gap. */
export interface CriticalPath {
  /** The run's wall time. */
  readonly ms: number;
  /** Add up to `ms`. */
  readonly states: Readonly<Partial<Record<ThreadState, number>>>;
  /** The largest first. */
  readonly entries: readonly CriticalPathEntry[];
  /** In the order of time; about 200 at most. */
  readonly segments: readonly CriticalPathSegment[];
  /** `slackMs`: how much longer a thread that is not on it could have worked without making the run longer, all else equal. */
  readonly threads: readonly { readonly name: string; readonly onPathMs: number; readonly slackMs: number }[];
}

/** What was copied through one queue or pipe, or as arguments and results of pools and processes; copies of 50 us and more. */
export interface CopyCost {
  /** Name of the queue or pipe, or `arguments and results`. */
  readonly what: string;
  /** The line that sends. Absent where it is not known. */
  readonly location?: string;
  readonly count: number;
  readonly ms: number;
  /** Absent where they are not known, as of messages of a process of its own. */
  readonly bytes?: number;
}

/** A line of the program and the CPU time that it used, in a run that was profiled. */
export interface HotLine {
  /** `pi.ts:14`, relative to the script's folder. */
  readonly location: string;
  /** Absolute path or URL of the file, and the line's number from 1: what `location` is short for. */
  readonly file: string;
  readonly line: number;
  /** Name of its function; '' = it has none. */
  readonly function: string;
  /** On the line itself, and in built-in functions called by it. */
  readonly selfMs: number;
  /** selfMs / CPU time of all threads that were profiled. */
  readonly share: number;
  /** In the line's function and in all that it called. */
  readonly totalMs: number;
  /** The threads that were there, the busiest first; `share` of the thread's own CPU time. */
  readonly threads: readonly { readonly name: string; readonly selfMs: number; readonly share: number }[];
}

/** How a run was profiled, and what of its CPU time is in no line of the program. */
export interface ProfileSummary {
  /** Sampling interval. */
  readonly intervalMs: number;
  readonly samples: number;
  /** CPU time that the samples stand for. */
  readonly cpuMs: number;
  /** `(node)`, `(parascope)`, `(garbage collector)`, `(program)`: native code of no function. */
  readonly others: readonly { readonly name: string; readonly selfMs: number; readonly share: number }[];
  /** Threads that were to be profiled and of which there is nothing, as the process was killed. */
  readonly lost: readonly string[];
}

/** Runs with so many workers. */
export interface ScalingPoint {
  /** As many as lived at the same time. */
  readonly workers: number;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Against the baseline; null without one. */
  readonly speedUp: number | null;
  /** Speed-up by worker, or by core where there are fewer. */
  readonly efficiency: number | null;
  /** More workers than cores: it measures the machine as much as the script. */
  readonly oversubscribed: boolean;
}

/** A law fitted to the points that are not oversubscribed. */
export interface FittedLaw {
  /** Time with one worker, as the law has it. */
  readonly oneMs: number;
  /** Share of it that no worker shortens: 0 … 1. */
  readonly serialFraction: number;
  /** Kappa of the Universal Scalability Law; 0 by Amdahl's. */
  readonly crosstalk: number;
  /** Root of the mean squared error, as a share of the times. */
  readonly error: number;
}

/** What `parascope scale --json` prints. All times are ms. */
export interface Scaling {
  readonly version: 1;
  readonly script: string;
  readonly cores: number;
  /** Mean cores that other programs used meanwhile; 0 where the system does not tell. */
  readonly othersCores: number;
  /** Per point. */
  readonly runs: number;
  /** What speed-ups are against: the serial run, less the time in which it copied and started, or one worker. */
  readonly baseline: { readonly kind: 'serial' | 'one-worker'; readonly ms: number } | null;
  readonly whyNoSerial?: string;
  /** How many workers the script starts whatever it is told; null where it does as it is told. */
  readonly fixedWorkers: number | null;
  /** By number of workers. */
  readonly points: readonly ScalingPoint[];
  /** Null with fewer than two numbers of workers. */
  readonly amdahl: FittedLaw | null;
  /** Null with fewer than three. */
  readonly usl: FittedLaw | null;
  /** Of the law that has more to say. */
  readonly serialFraction: number | null;
  /** More workers than these gain nothing (`peak`), or of more less than half is used (`efficiency`). Estimated. */
  readonly knee: { readonly workers: number; readonly by: 'peak' | 'efficiency' } | null;
  readonly sentence: string;
}

/** A core that the run may use. */
export interface CoreSummary {
  readonly core: number;
  /** By the program's threads. */
  readonly busyMs: number;
  /** By other programs, and with none: of the time for which the system told; absent where it does not. */
  readonly othersMs?: number;
  readonly idleMs?: number;
}

/** What `parascope run --json` prints, less the keys that only the command knows. All times are ms. */
export interface RunSummary {
  readonly version: 1;
  readonly script: string;
  readonly exitCode: number;
  /** Its tasks ran one after the other, by `--serial`. */
  readonly serial?: true;
  readonly wallMs: number;
  /** Of the script, our own cost apart. */
  readonly cpuMs: number;
  readonly cores: {
    readonly available: number;
    readonly busyMean: number;
    readonly measured: boolean;
    readonly perCore: readonly CoreSummary[];
  };
  /** busyMean / available. */
  readonly efficiency: number;
  readonly threads: readonly ThreadSummary[];
  /** Calls of the user's functions; `unfinished` of them have begun and not ended. Times are of those that have: 0 without one. */
  readonly tasks: {
    readonly count: number;
    readonly unfinished: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
  };
  readonly events: { readonly recorded: number; readonly counted: number; readonly dropped: number };
  readonly counts: {
    readonly spawn: number;
    readonly join: number;
    readonly submit: number;
    readonly put: number;
    readonly get: number;
    readonly acquire: number;
  };
  /** The costliest first. */
  readonly copies: readonly CopyCost[];
  readonly findings: readonly Finding[];
  /** One sentence: the figures, what limits the run, and what to do about it. */
  readonly verdict: string;
  /** The end of the verdict that says what to do; absent where nothing can be done. */
  readonly action?: string;
  /** The most that all processes together had resident, sampled every 100 ms; absent where nobody looked. */
  readonly memory?: { readonly residentPeakBytes: number };
  readonly overhead: { readonly nsPerEvent: number; readonly shareOfCpu: number };
  /** Where it was asked for and there is one. */
  readonly criticalPath?: CriticalPath;
  /** Of a run with `--cpu-prof`: the hottest lines, at most `HOT_LINES`. */
  readonly hotLines?: readonly HotLine[];
  readonly profile?: ProfileSummary;
  /** Folder of its `.cpuprofile` files. */
  readonly profiles?: string;
  readonly trace: string | null;
  readonly report: string | null;
}
