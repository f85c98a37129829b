/** What a summary says of a CPU profile: the hottest lines of the program, and what was spent outside of it. */
import { relativeLocation } from '../format.ts';
import type { TraceData } from '../model/trace-data.ts';
import { cpuOfStacks, mergeStackTimes, totalOf, type StackTimes } from '../profile/cpu-of-stacks.ts';
import { hotFunctions, hotLines, isFolded, lineKey, mergeHotLines, type LineTime } from '../profile/hot-lines.ts';
import type { HotLine, ProfileSummary } from '../summary.ts';

/** How many lines are told. */
export const HOT_LINES = 20;
/** Parts of a line below this share of a thread's CPU time are not told. */
const LEAST_SHARE = 0.0005;

export interface ProfileOptions {
  /** Absolute path: locations are relative to its folder. */
  readonly script: string;
  /** Whether samples may still come: they do when the run is over. */
  readonly live: boolean;
  /** Only what lies in it; default: the whole run. */
  readonly range?: readonly [startNs: number, endNs: number];
}

interface ProfiledThread {
  readonly name: string;
  readonly times: StackTimes;
  readonly totalNs: number;
  readonly lines: readonly LineTime[];
}

/** Both keys of a run that was profiled; neither of one that was not. */
export function profileSummary(
  data: TraceData,
  options: ProfileOptions,
): { hotLines?: readonly HotLine[]; profile?: ProfileSummary } {
  const profilers = [...data.threads.values()].flatMap(({ profiler }) => profiler ?? []);
  const [profiler] = profilers;
  if (profiler === undefined) return {};
  const threads = profiledThreads(data, options.range);
  const times = mergeStackTimes(threads.map((thread) => thread.times));
  const totalNs = totalOf(times);
  const all = mergeHotLines(
    data,
    times,
    threads.map((thread) => thread.lines),
  );
  const lines = all.slice(0, HOT_LINES);
  const others = hotFunctions(data, times).filter(
    ({ label, location, selfNs }) => location === undefined && isFolded(label) && selfNs > totalNs * LEAST_SHARE,
  );
  return {
    hotLines: lines.map((line) => describeLine(line, { threads, totalNs, script: options.script })),
    profile: {
      intervalMs: profiler.intervalUs / 1000,
      samples: countSamples(data),
      cpuMs: toMs(totalNs),
      others: others.map(({ label, selfNs }) => ({ name: label, selfMs: toMs(selfNs), share: share(selfNs, totalNs) })),
      lost: options.live ? [] : lostThreads(data),
    },
  };
}

function profiledThreads(data: TraceData, range: ProfileOptions['range']): ProfiledThread[] {
  return [...data.profile.threads].map(([index, samples]) => {
    const track = data.threads.get(index);
    const times = cpuOfStacks(samples, track, range);
    const lines = hotLines(data, times, samples.lines);
    return { name: track?.name ?? `thread ${index}`, times, totalNs: totalOf(times), lines };
  });
}

function describeLine(
  line: LineTime,
  run: { threads: readonly ProfiledThread[]; totalNs: number; script: string },
): HotLine {
  const { location, label, selfNs, totalNs } = line;
  const threads = run.threads
    .map(({ name, totalNs: all, lines }) => {
      return { name, totalNs: all, ns: lines.find((own) => lineKey(own) === lineKey(line))?.selfNs ?? 0 };
    })
    .filter((thread) => thread.ns > thread.totalNs * LEAST_SHARE)
    .sort((a, b) => b.ns - a.ns);
  return {
    location: relativeLocation(location, run.script),
    file: location.file,
    line: location.line,
    function: label,
    selfMs: toMs(selfNs),
    share: share(selfNs, run.totalNs),
    totalMs: toMs(totalNs),
    threads: threads.map(({ name, ns, totalNs: all }) => ({ name, selfMs: toMs(ns), share: share(ns, all) })),
  };
}

function lostThreads({ threads, profile }: TraceData): string[] {
  return [...threads.values()]
    .filter(({ index, profiler }) => profiler !== undefined && !profile.threads.has(index))
    .map(({ name }) => name);
}

function countSamples({ profile }: TraceData): number {
  let count = 0;
  for (const { samples, count: rows } of profile.threads.values())
    for (let row = 0; row < rows; row++) count += samples[row]!;
  return Math.round(count);
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 1e3) / 1e3 : 0;
}

function toMs(ns: number): number {
  return Math.round(ns / 1e3) / 1e3;
}
