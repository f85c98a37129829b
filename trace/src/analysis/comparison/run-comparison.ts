/** What `parascope compare` finds: two runs beside each other. */
import type { ThreadState, WaitReason } from '../../query.ts';
import type { Finding, RunSummary } from '../../summary.ts';

/** What of a run is compared. Times are ms. */
export interface ComparedRun {
  readonly script: string;
  /** Trace or run folder. */
  readonly trace: string | null;
  readonly exitCode: number;
  /** Its tasks ran one after the other, by `--serial`. */
  readonly serial: boolean;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly busyMean: number;
  readonly coresAvailable: number;
  /** 0 … 1 */
  readonly efficiency: number;
  readonly workers: number;
  readonly tasks: RunSummary['tasks'];
  /** Of the workers' lifetimes summed, which is the sum of all states. */
  readonly states: Readonly<Record<ThreadState, number>>;
  /** `states.waiting`, by reason. */
  readonly waits: Readonly<Partial<Record<WaitReason, number>>>;
  readonly verdict: string;
}

/** A finding that one of the runs has, or both. `stays`: of the same id in both, if at another line. */
export type FindingChange =
  | { readonly change: 'gone'; readonly before: Finding }
  | { readonly change: 'new'; readonly after: Finding }
  | { readonly change: 'stays'; readonly before: Finding; readonly after: Finding };

/** What `parascope compare --json` prints. */
export interface RunComparison {
  readonly version: 1;
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** before.wallMs / after.wallMs: 2 = twice as fast. Measured, with one run each. */
  readonly speedUp: number;
  /** Gone first, then new, then what stays. */
  readonly findings: readonly FindingChange[];
  /** Why the two can be compared with care only; empty where nothing speaks against it. */
  readonly notes: readonly string[];
  readonly sentence: string;
}
