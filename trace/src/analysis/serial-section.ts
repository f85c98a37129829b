/** For a good part of the run main computes and no worker has anything to do. Thresholds: docs/FINDINGS.md. */
import { formatDuration, formatShare } from '../format.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { subtract, union } from './intervals.ts';
import { anyOccupied, kindSet, sliceTimes, waitingTimes } from './ranges.ts';
import { lineOf, linesOf, type RunView } from './run-view.ts';

/** Of wall time: with a quarter alone, four cores at best make it 2.3 times faster. */
const MIN_SHARE = 0.25;
const MIN_ALONE_NS = 100_000_000;
/** Stretches that are this close are one section of the program. */
const JOIN_NS = 20_000_000;

const COPIES = kindSet((kind) => kind === RowKind.serialize);

interface Stretch {
  readonly startNs: number;
  readonly endNs: number;
  /** Time that main ran. */
  readonly ns: number;
}

export function serialSection(run: RunView): Finding[] {
  const main = run.data.threads.get(0);
  if (main === undefined || run.workers.length === 0) return [];
  // Most runs end here: the rest goes over all that workers did.
  if (!isMuch(run, main.activity.totalCpuNs)) return [];
  const stretches = stretchesOf(run, main);
  const aloneNs = stretches.reduce((sum, { ns }) => sum + ns, 0);
  if (!isMuch(run, aloneNs)) return [];
  const longest = stretches.reduce((a, b) => (a.ns >= b.ns ? a : b));
  const { site, where } = placeOf(run, main, longest);
  const location = lineOf(run, site);
  const place = location === undefined ? '' : `, longest (${formatDuration(longest.ns)}) right ${where} ${location}`;
  return [
    {
      id: 'serial-section',
      severity: 'warning',
      shareOfTime: shareOf(run, aloneNs),
      ...(location !== undefined && { location }),
      message: `main computes alone for ${formatShare(shareOf(run, aloneNs))} of the run, while no worker has anything to do${place}.`,
      remedy: 'Let the workers do that part too, or hand them their work first, so that both go on at the same time.',
      estimatedGainMs: (aloneNs * (1 - 1 / run.coresAvailable)) / 1e6,
      evidence: {
        startNs: longest.startNs,
        endNs: longest.endNs,
        threads: [main.name],
        lines: linesOf(run, [site]),
      },
    },
  ];
}

/** Whether so much time of main, alone, may be a finding. */
function isMuch(run: RunView, aloneNs: number): boolean {
  return shareOf(run, aloneNs) >= MIN_SHARE && aloneNs >= MIN_ALONE_NS;
}

function shareOf({ wallNs }: RunView, aloneNs: number): number {
  return Math.min(1, aloneNs / Math.max(1, wallNs));
}

/**
 * Where main used the CPU, and nobody else had anything to do. What it waits for with the workers does not count, nor does the
 * start of Node, nor time in which others held its core: that is the machine's, and would be the workers' as well.
 */
function stretchesOf(run: RunView, main: ThreadTrack): Stretch[] {
  const life = [main.onlineNs ?? main.startNs, run.data.endNs];
  // Copying for the workers, or from them, has a finding of its own.
  const copies = union(sliceTimes(main, run.data.endNs, COPIES));
  const own = subtract(subtract(life, copies), waitingTimes(main, run.data.endNs));
  const alone = subtract(own, anyOccupied(run));
  const { activity } = main;
  const parts: Stretch[] = [];
  let period = 0;
  for (let i = 0; i < alone.length; i += 2) {
    const fromNs = alone[i]!;
    const toNs = alone[i + 1]!;
    while (period < activity.count && activity.time[period]! <= fromNs) period++;
    for (let at = period; at < activity.count; at++) {
      const startNs = activity.time[at]! - activity.periodNs[at]!;
      if (startNs >= toNs) break;
      const ran = activity.cpuNs[at]! / Math.max(1, activity.periodNs[at]!);
      const part = { startNs: Math.max(startNs, fromNs), endNs: Math.min(activity.time[at]!, toNs) };
      parts.push({ ...part, ns: (part.endNs - part.startNs) * Math.min(1, ran) });
    }
  }
  return joined(parts.filter(({ ns }) => ns > 0));
}

/** Parts come in the order of time. */
function joined(parts: readonly Stretch[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const part of parts) {
    const before = stretches.at(-1);
    if (before === undefined || part.startNs - before.endNs > JOIN_NS) stretches.push(part);
    else stretches.splice(-1, 1, { startNs: before.startNs, endNs: part.endNs, ns: before.ns + part.ns });
  }
  return stretches;
}

interface Place {
  readonly site: number;
  readonly where: 'before' | 'behind';
}

/** What main's next act with the workers is, or, where there is none, what was its last one. */
function placeOf(run: RunView, main: ThreadTrack, { startNs, endNs }: Stretch): Place {
  const acts = actsOf(run, main).sort((a, b) => a.timeNs - b.timeNs);
  const next = acts.find(({ timeNs }) => timeNs >= endNs - JOIN_NS);
  if (next !== undefined) return { site: next.site, where: 'before' };
  const last = acts.findLast(({ timeNs }) => timeNs <= startNs + JOIN_NS);
  return { site: last?.site ?? 0, where: 'behind' };
}

/** Starts and waits first: of what happens at the same time, they are the earlier. */
function actsOf({ data }: RunView, { slices, index }: ThreadTrack): { timeNs: number; site: number }[] {
  const acts: { timeNs: number; site: number }[] = [];
  for (let slice = 0; slice < slices.count; slice++) {
    if (slices.site[slice] !== 0) acts.push({ timeNs: slices.start[slice]!, site: slices.site[slice]! });
  }
  for (const { thread, timeNs, site } of data.submissions.all) if (thread === index) acts.push({ timeNs, site });
  return acts;
}
