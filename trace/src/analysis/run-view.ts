/** What the detectors and the verdict look at: a run's figures, computed once. */
import { relativeLocation } from '../format.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import type { TraceData } from '../model/trace-data.ts';
import type { Finding } from '../summary.ts';
import { threadStates, type ThreadStates } from './thread-states.ts';

/** What whoever started a run saw of it from outside: all there is to say of one that recorded nothing. */
export interface OutsideView {
  /** End of the sentence "nothing was recorded, because …". */
  readonly why: string;
  readonly wallNs: number;
  /** CPU time of the program by the system's own accounting, ns; 0 where it does not tell. */
  readonly cpuNs: number;
  readonly coresAvailable: number;
}

export interface ThreadView extends ThreadStates {
  readonly track: ThreadTrack;
}

export interface RunView {
  readonly data: TraceData;
  /** Absolute path of the script. */
  readonly script: string;
  /** Why nothing was recorded, where that is so: the figures are those from outside. */
  readonly unrecorded: string | undefined;
  /** The run has not ended: figures are of what has been recorded so far. */
  readonly live: boolean;
  /** Its tasks ran one after the other, by `--serial`. */
  readonly serial: boolean;
  /** Of the script's process; 0 where it is not known. */
  readonly exitCode: number;
  readonly wallNs: number;
  readonly cpuNs: number;
  /** Those that it may use, also where it has restricted itself while it ran. */
  readonly coresAvailable: number;
  readonly busyMean: number;
  /** Mean cores that other programs used; 0 where that is not known. */
  readonly othersMean: number;
  readonly threads: readonly ThreadView[];
  /** Threads and processes that the program started. */
  readonly workers: readonly ThreadView[];
  /** Sum of the workers' lifetimes. */
  readonly workerNs: number;
}

/** Gives what one detector found; most give one finding per object or line. */
export type Detector = (run: RunView) => readonly Finding[];

export interface ViewOptions {
  /** Absolute path. */
  readonly script: string;
  /** The run has neither ended nor been given up. */
  readonly live: boolean;
  readonly exitCode: number;
  /** Stands for the figures of a run of which nothing was recorded. */
  readonly outside: OutsideView | undefined;
}

export function viewRun(data: TraceData, { script, live, exitCode, outside }: ViewOptions): RunView {
  const { meta, ended, processCpuNs, overheadNs, coresAllowed } = data.facts;
  const threads = [...data.threads.values()].map((track) => ({
    track,
    ...threadStates(track, data.endNs, data.lifeOf(track)),
  }));
  const workers = threads.filter(({ track }) => track.isWorker);
  const firstNs = Math.min(data.endNs, ...threads.map(({ track }) => track.startNs));
  const recordedNs = ended !== undefined && ended.wallNs > 0 ? ended.wallNs : data.endNs - firstNs;
  const wallNs = outside?.wallNs ?? recordedNs;
  const sampledNs = threads
    .filter(({ track }) => track.role !== 'instrument')
    .reduce((sum, { track }) => sum + track.activity.totalCpuNs, 0);
  const recordedCpuNs = processCpuNs === undefined ? sampledNs : Math.max(0, processCpuNs - overheadNs);
  const cpuNs = outside?.cpuNs ?? recordedCpuNs;
  return {
    data,
    script,
    unrecorded: outside?.why,
    live,
    serial: meta?.serial === true,
    exitCode,
    wallNs,
    cpuNs,
    coresAvailable: outside?.coresAvailable ?? Math.min(meta?.coresAvailable ?? 1, coresAllowed ?? Infinity),
    // A trace may say that less than 1 ns has gone by.
    busyMean: wallNs >= 1 ? cpuNs / wallNs : 0,
    othersMean: othersMean(data),
    threads,
    workers,
    workerNs: workers.reduce((sum, { lifetimeNs }) => sum + lifetimeNs, 0),
  };
}

/** By how much the run would be shorter if its CPU time were spread evenly over all cores, ns: no remedy gains more. */
export function unusedCoresNs({ wallNs, cpuNs, coresAvailable }: RunView): number {
  return Math.max(0, wallNs - cpuNs / coresAvailable);
}

/** `pi.ts:14`, relative to the script's folder; `undefined` where the place is not known. */
export function lineOf(run: RunView, site: number): string | undefined {
  const location = run.data.sites.get(site)?.location;
  return location && relativeLocation(location, run.script);
}

/** The lines that are known, each once. */
export function linesOf(run: RunView, sites: Iterable<number>): string[] {
  const lines = new Set<string>();
  for (const site of sites) {
    const line = lineOf(run, site);
    if (line !== undefined) lines.add(line);
  }
  return [...lines];
}

/** Mean cores that other programs used, over the time for which it is known. */
export function othersMean({ load, facts, endNs }: TraceData): number {
  const { machineSinceNs } = facts;
  if (machineSinceNs === undefined) return 0;
  const [machine = 0] = load.machine.buckets(machineSinceNs, endNs, 1);
  const [program = 0] = load.program.buckets(machineSinceNs, endNs, 1);
  const [instrument = 0] = load.instrument.buckets(machineSinceNs, endNs, 1);
  return Math.max(0, machine - program - instrument);
}
