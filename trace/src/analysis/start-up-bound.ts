/** For much of the run workers are being started and none has a task yet. */
import { formatDuration, formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lengthOf, subtract, union } from './intervals.ts';
import { startingRanges } from './ranges.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';

/** Of wall time. */
const MIN_SHARE = 0.25;
/** One worker takes 20 to 60 ms to start: less is no burden. */
const MIN_START_NS = 100_000_000;

export function startUpBound(run: RunView): Finding[] {
  const ranges = run.workers.flatMap((worker) => startingRanges(worker, run.data.endNs));
  const starting = union(ranges);
  // Most runs end here: whatever the tasks did, they can only shorten this.
  if (lengthOf(starting) < Math.max(MIN_START_NS, run.wallNs * MIN_SHARE)) return [];
  const tasks = union(run.workers.flatMap((worker) => taskRanges(worker, run.data.endNs)));
  const lost = subtract(starting, tasks);
  const lostNs = lengthOf(lost);
  const share = run.wallNs > 0 ? Math.min(1, lostNs / run.wallNs) : 0;
  const atOnce = ranges.reduce((sum, [start, end]) => sum + end - start, 0) / lengthOf(starting);
  const served = servedShare(run, lost, atOnce);
  if (share * served < MIN_SHARE || lostNs * served < MIN_START_NS) return [];
  const worst = worstSite(run);
  const location = lineOf(run, worst);
  const startedThere = run.workers.filter(({ track }) => track.site === worst);
  const meanNs = startedThere.reduce((sum, { states }) => sum + states.starting, 0) / startedThere.length;
  return [
    {
      id: 'start-up-bound',
      severity: 'warning',
      shareOfTime: share,
      ...(location !== undefined && { location }),
      message:
        `${formatShare(share)} of the run goes by while workers start and none works: ` +
        `${startedThere.length} started here, ${formatDuration(meanNs)} each.`,
      remedy: remedyOf(run, startedThere),
      evidence: {
        startNs: lost[0]!,
        endNs: lost.at(-1)!,
        threads: startedThere.map(({ track }) => track.name),
        lines: linesOf(run, [worst, ...new Set(run.workers.map(({ track }) => track.site))]),
      },
    },
  ];
}

/**
 * Starting is work for the CPU: where the program got less of the cores than so many starting workers can use, starting
 * took long because others had them, and only this share of it is start-up. 1 where CPU time was not measured.
 */
function servedShare(run: RunView, lost: readonly number[], atOnce: number): number {
  if (lost.length === 0 || run.workers.every(({ track }) => track.activity.count === 0)) return 1;
  const [used = 0] = run.data.load.program.buckets(lost[0]!, lost.at(-1)!, 1);
  return Math.min(1, used / Math.min(run.coresAvailable, atOnce));
}

function taskRanges({ track }: ThreadView, newestNs: number): [number, number][] {
  const { slices } = track;
  const ranges: [number, number][] = [];
  for (let slice = 0; slice < slices.count; slice++) {
    const kind = slices.kind[slice];
    if (kind === RowKind.task || (kind === RowKind.load && track.isForeign)) {
      ranges.push([slices.start[slice]!, Math.min(slices.end[slice]!, newestNs)]);
    }
  }
  return ranges;
}

/** The line whose workers spent the most time starting. */
function worstSite(run: RunView): number {
  const bySite = new Map<number, number>();
  for (const { track, states } of run.workers) {
    bySite.set(track.site, (bySite.get(track.site) ?? 0) + states.starting);
  }
  return [...bySite].reduce((a, b) => (a[1] >= b[1] ? a : b))[0];
}

function remedyOf(run: RunView, workers: readonly ThreadView[]): string {
  if (workers.length > run.coresAvailable) {
    return `Start fewer: a Pool starts its workers once (${run.coresAvailable} here, one per core) and gives each many tasks.`;
  }
  return 'Give each worker more to do, keep one Pool for all of the work, and import in the script only what its workers need.';
}
