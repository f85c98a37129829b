/** For much of the run workers are being started and none has a task yet. */
import { formatDuration, formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lengthOf, subtract, union, unionOfSets, type Times } from './intervals.ts';
import { kindSet, sliceTimes, startingTimes } from './ranges.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';
import { hasDied } from './worker-died.ts';

/** Of wall time. */
const MIN_SHARE = 0.25;
/** One worker takes 20 to 60 ms to start: less is no burden. */
const MIN_START_NS = 100_000_000;

export function startUpBound(run: RunView): Finding[] {
  // What a worker that died was started for was not done: its death is to be mended, not its start.
  const workers = run.workers.filter(({ track }) => !hasDied(track));
  const times = workers.flatMap((worker) => startingTimes(worker, run.data.endNs));
  const starting = union(times);
  // Most runs end here: whatever the tasks did, they can only shorten this.
  if (lengthOf(starting) < Math.max(MIN_START_NS, run.wallNs * MIN_SHARE)) return [];
  const tasks = unionOfSets(run.workers.map((worker) => taskTimes(worker, run.data.endNs)));
  const lost = subtract(starting, tasks);
  const lostNs = lengthOf(lost);
  const share = run.wallNs > 0 ? Math.min(1, lostNs / run.wallNs) : 0;
  const atOnce = lengthOf(times) / lengthOf(starting);
  const served = servedShare(run, lost, atOnce);
  if (share * served < MIN_SHARE || lostNs * served < MIN_START_NS) return [];
  const worst = worstSite(workers);
  const location = lineOf(run, worst);
  const startedThere = workers.filter(({ track }) => track.site === worst);
  const meanNs = startedThere.reduce((sum, { states }) => sum + states.starting, 0) / startedThere.length;
  return [
    {
      id: 'start-up-bound',
      severity: 'warning',
      shareOfTime: share,
      ...(location !== undefined && { location }),
      message:
        `${formatShare(share)} of the run goes by while workers start and none works: ` +
        `${startedThere.length} started${location === undefined ? '' : ` at ${location}`}, ${formatDuration(meanNs)} each.`,
      remedy: remedyOf(run, startedThere),
      ...gainOf(run, startedThere.length, lostNs),
      evidence: {
        startNs: lost[0]!,
        endNs: lost.at(-1)!,
        threads: startedThere.map(({ track }) => track.name),
        lines: linesOf(run, [worst, ...new Set(workers.map(({ track }) => track.site))]),
      },
    },
  ];
}

/**
 * Starting is work for the CPU: where the program got less of the cores than so many starting workers can use, starting
 * took long because others had them, and only this share of it is start-up. 1 where CPU time was not measured.
 */
function servedShare(run: RunView, lost: Times, atOnce: number): number {
  if (lost.length === 0 || run.workers.every(({ track }) => track.activity.count === 0)) return 1;
  const [used = 0] = run.data.load.program.buckets(lost[0]!, lost.at(-1)!, 1);
  return Math.min(1, used / Math.min(run.coresAvailable, atOnce));
}

const TASKS = kindSet((kind) => kind === RowKind.task);
/** The modules of a foreign worker are its work. */
const TASKS_OF_FOREIGN = kindSet((kind) => kind === RowKind.task || kind === RowKind.load);

function taskTimes({ track }: ThreadView, newestNs: number): Times {
  return union(sliceTimes(track, newestNs, track.isForeign ? TASKS_OF_FOREIGN : TASKS));
}

/** The line whose workers spent the most time starting. */
function worstSite(workers: readonly ThreadView[]): number {
  const bySite = new Map<number, number>();
  for (const { track, states } of workers) {
    bySite.set(track.site, (bySite.get(track.site) ?? 0) + states.starting);
  }
  return [...bySite].reduce((a, b) => (a[1] >= b[1] ? a : b))[0];
}

/** One worker per core started once, instead of all these. */
function gainOf({ coresAvailable }: RunView, started: number, lostNs: number): Pick<Finding, GainKey> {
  if (started > coresAvailable) return { estimatedGainMs: (lostNs * (1 - coresAvailable / started)) / 1e6 };
  return { estimatedGainMs: null, whyNoGain: 'it depends on how much of what the workers load can be left out' };
}

type GainKey = 'estimatedGainMs' | 'whyNoGain';

function remedyOf(run: RunView, workers: readonly ThreadView[]): string {
  if (workers.length > run.coresAvailable) {
    return `Start fewer: a Pool starts its workers once (${run.coresAvailable} here, one per core) and gives each many tasks.`;
  }
  return 'Give each worker more to do, keep one Pool for all of the work, and import in the script only what its workers need.';
}
