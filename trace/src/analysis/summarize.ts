import type { CoreTrack } from '../model/core-track.ts';
import { threadsInOrder } from '../model/lanes.ts';
import type { TraceData } from '../model/trace-data.ts';
import { THREAD_STATES, type ThreadState, type WaitReason } from '../query.ts';
import type { CoreSummary, Finding, RunSummary, ThreadSummary } from '../summary.ts';
import { copyCosts } from './copies.ts';
import { criticalPath } from './critical-path/critical-path.ts';
import { collectionsOf, memoryOf } from './memory-summary.ts';
import { deadlock } from './deadlock.ts';
import { ioBound } from './io-bound.ts';
import { isOfLittleGain } from './little-gain.ts';
import { lockContention } from './lock-contention.ts';
import { oversubscription } from './oversubscription.ts';
import { profileSummary } from './profile-summary.ts';
import { queueBackpressure } from './queue-backpressure.ts';
import { queueStarved } from './queue-starved.ts';
import { viewRun, type Detector, type OutsideView, type RunView, type ThreadView } from './run-view.ts';
import { serialSection } from './serial-section.ts';
import { serializationBound } from './serialization-bound.ts';
import { startUpBound } from './start-up-bound.ts';
import { taskPercentiles } from './task-times.ts';
import { tinyTasks } from './tiny-tasks.ts';
import { unevenWork } from './uneven-work.ts';
import { unusedWorkers } from './unused-workers.ts';
import { isTooShort, verdict } from './verdict.ts';
import { lacksGuard, workerDied } from './worker-died.ts';

const DETECTORS: readonly Detector[] = [deadlock, workerDied, lockContention, unusedWorkers, startUpBound];
/** Those that need a run which is long enough to be judged by its times. */
const TIME_DETECTORS: readonly Detector[] = [
  ioBound,
  oversubscription,
  queueBackpressure,
  queueStarved,
  serialSection,
  serializationBound,
  tinyTasks,
  unevenWork,
];
/** Those that are about waits for each other: in a deadlock these are that, and nothing else. */
const WAIT_DETECTORS: readonly Detector[] = [lockContention, queueBackpressure, queueStarved];
const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'info'];

export interface SummaryOptions {
  /** Absolute path of the script; default: what the trace says. */
  readonly script?: string;
  /** Whether nothing more will be recorded, as of a run that was stopped. Default: what the trace says. */
  readonly isOver?: boolean;
  /** Of the script's process; default: what the trace says, else 0. When given, the run is over. */
  readonly exitCode?: number;
  /** For a run of which nothing was recorded: the figures as seen from outside. */
  readonly outside?: OutsideView | undefined;
  /** Whether to look for the critical path, which takes about as long as all the rest. Default false. */
  readonly criticalPath?: boolean;
  /** Where the trace and the report are kept; default null. */
  readonly trace?: string | null;
  readonly report?: string | null;
}

/**
 * The figures, findings and the verdict of a run, or of what has been recorded of it so far: without an `end` row and
 * without an exit code it counts as still running.
 */
export function summarize(data: TraceData, options: SummaryOptions = {}): RunSummary {
  const { meta, ended, overheadNs, processCpuNs, recordNs } = data.facts;
  const script = options.script ?? meta?.script ?? '';
  const live = ended === undefined && options.exitCode === undefined && options.isOver !== true;
  const exitCode = options.exitCode ?? ended?.exitCode ?? 0;
  const run = viewRun(data, { script, live, exitCode, outside: options.outside });
  const findings = findingsOf(run);
  const { sentence, action } = verdict(run, findings);
  const path = options.criticalPath === true ? criticalPath(run) : undefined;
  const totalCpuNs = processCpuNs ?? run.cpuNs + overheadNs;
  return {
    version: 1,
    script,
    exitCode,
    ...(run.serial && { serial: true }),
    wallMs: toMs(run.wallNs),
    cpuMs: toMs(run.cpuNs),
    cores: coresOf(run),
    efficiency: round(run.busyMean / run.coresAvailable),
    threads: threadSummaries(run),
    tasks: tasksOf(run),
    events: { recorded: data.counts.recorded, counted: data.counts.counted, dropped: data.counts.dropped },
    counts: countsOf(data),
    copies: copyCosts(run),
    findings,
    verdict: sentence,
    ...(action !== '' && { action }),
    ...(data.facts.residentPeakBytes > 0 && {
      memory: { residentPeakBytes: Math.round(data.facts.residentPeakBytes) },
    }),
    overhead: {
      nsPerEvent: round(recordNs),
      shareOfCpu: totalCpuNs > 0 ? round(overheadNs / totalCpuNs) : 0,
    },
    ...(path !== undefined && { criticalPath: path }),
    ...profileSummary(data, { script, live }),
    trace: options.trace ?? null,
    report: options.report ?? null,
  };
}

/** So fine that a figure is rounded to the same digits from here as in the sentences, which are made from all of it. */
const FINE = 1e6;

/** Errors first; what costs little last; else by the share of time. */
function findingsOf(run: RunView): Finding[] {
  const rank = (finding: Finding): number =>
    SEVERITIES.indexOf(finding.severity) * 2 + Number(isOfLittleGain(run, finding));
  return detectorsFor(run)
    .flatMap((detect) => detect(run))
    .map(rounded)
    .sort((a, b) => rank(a) - rank(b) || b.shareOfTime - a.shareOfTime);
}

function rounded(finding: Finding): Finding {
  const { shareOfTime, estimatedGainMs } = finding;
  const gainMs = estimatedGainMs === null ? null : round(Math.max(0, estimatedGainMs));
  return { ...finding, shareOfTime: round(shareOfTime, FINE), estimatedGainMs: gainMs };
}

/**
 * A script that was refused has done nothing else that could be judged. Waits in a deadlock are that: taking locks less often, or
 * more messages, is no cure.
 */
function detectorsFor(run: RunView): readonly Detector[] {
  if (lacksGuard(run)) return [workerDied];
  // What limits a run that is meant to be serial is known.
  if (run.serial) return [deadlock, workerDied];
  const detectors = isTooShort(run) ? DETECTORS : [...DETECTORS, ...TIME_DETECTORS];
  return deadlock(run).length > 0 ? detectors.filter((detect) => !WAIT_DETECTORS.includes(detect)) : detectors;
}

function coresOf({ data, coresAvailable, busyMean, threads }: RunView): RunSummary['cores'] {
  const measured = data.facts.meta?.coresMeasured ?? data.cores.size > 0;
  const perCore = [...data.cores.values()]
    .sort((a, b) => a.core - b.core)
    .map(coreSummary)
    .filter(({ busyMs, othersMs }) => busyMs > 0 || othersMs !== undefined);
  return {
    available: coresAvailable,
    busyMean: round(busyMean, FINE),
    measured: measured && threads.length > 0,
    perCore,
  };
}

function coreSummary({ core, programNs, use }: CoreTrack): CoreSummary {
  const busyMs = toMs(programNs);
  return use === undefined
    ? { core, busyMs }
    : { core, busyMs, othersMs: toMs(use.othersNs), idleMs: toMs(use.idleNs) };
}

function threadSummaries({ data, threads }: RunView): ThreadSummary[] {
  const byTrack = new Map(threads.map((thread) => [thread.track, thread]));
  return threadsInOrder(data).flatMap((track) => {
    const thread = byTrack.get(track);
    return thread === undefined ? [] : [threadSummary(thread)];
  });
}

function threadSummary({ track, lifetimeNs, states, waits }: ThreadView): ThreadSummary {
  const statesMs = Object.fromEntries(THREAD_STATES.map((state) => [state, toMs(states[state])]));
  const waitsMs: Partial<Record<WaitReason, number>> = {};
  for (const [reason, ns] of Object.entries(waits) as [WaitReason, number][]) waitsMs[reason] = toMs(ns);
  return {
    name: track.name,
    role: track.role,
    cpuMs: toMs(track.activity.totalCpuNs),
    runQueueMs: toMs(track.activity.totalRunQueueNs),
    lifetimeMs: toMs(lifetimeNs),
    states: statesMs as Record<ThreadState, number>,
    waits: waitsMs,
    ...(track.exitCode !== undefined && { exitCode: track.exitCode }),
    ...(track.core !== undefined && { migrations: track.migrations }),
    ...collectionsOf(track),
    ...memoryOf(track),
  };
}

function tasksOf({ data, threads }: RunView): RunSummary['tasks'] {
  const unfinished = threads.reduce((sum, { track }) => sum + track.unfinishedTasks, 0);
  const [p50 = 0, p95 = 0] = taskPercentiles(data, [0.5, 0.95]);
  return { count: data.counts.task + unfinished, unfinished, p50Ms: toMs(p50), p95Ms: toMs(p95) };
}

function countsOf({ counts }: TraceData): RunSummary['counts'] {
  const { spawn, join, submit, put, get, acquire } = counts;
  return { spawn, join, submit, put, get, acquire };
}

function toMs(ns: number): number {
  return Math.round(ns / 1e3) / 1e3;
}

function round(value: number, parts = 1e3): number {
  return Math.round(value * parts) / parts;
}
