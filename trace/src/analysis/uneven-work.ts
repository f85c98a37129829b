/** Some workers are done long before the others, and cores have nothing to do meanwhile. Thresholds: docs/FINDINGS.md. */
import { formatShare } from '../format.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { lengthOf, subtract, union } from './intervals.ts';
import { lineOf, linesOf, type RunView } from './run-view.ts';
import type { Member, Team } from './team.ts';
import { teamsOf } from './teams.ts';
import { tallyOf } from './thread-tally.ts';
import { TimesOfWorkers, type WorkerTimes } from './worker-times.ts';

/** Of the workers' lifetimes: some rest is left at the end of any work that comes in whole tasks. */
const MIN_SHARE = 0.15;
/** Of what the team's cores could have done: a lasting imbalance, not one of many batches. */
const MIN_TEAM_SHARE = 0.15;
/** The last of the team did so much more than the mean of all. */
const MIN_EXCESS = 1.1;
/** Less is a few tasks' worth of chance. */
const MIN_LOST_NS = 50_000_000;

interface Loss {
  readonly team: Team;
  /** Time of cores that had none of the team to run. */
  readonly ns: number;
  /** When the first of the team had nothing left to do. */
  readonly fromNs: number;
}

export function unevenWork(run: RunView): Finding[] {
  // Most runs end here: the rest goes over all tasks.
  if (!isMuch(run, mostLostNs(run))) return [];
  const times = new TimesOfWorkers(run.data.endNs);
  const losses: Loss[] = [];
  for (const team of teamsOf(run, times)) {
    const loss = lossOf(run, team, times);
    if (loss.ns >= (team.endNs - team.startNs) * coresOf(run, team) * MIN_TEAM_SHARE) losses.push(loss);
  }
  const findings: Finding[] = [];
  for (const all of Map.groupBy(losses, ({ team }) => team.site).values()) {
    // What is left goes over all waits too.
    if (!isMuch(run, lostNsOf(all))) continue;
    const ofSite = all.filter(({ team }) => hasMoreToDo(team, times));
    const lostNs = lostNsOf(ofSite);
    const outlived = ofSite.reduce((sum, { team }) => sum + outlivedNs(team), 0);
    const share = lostNs / Math.max(1, run.workerNs + outlived);
    if (share >= MIN_SHARE && lostNs >= MIN_LOST_NS) findings.push(findingOf(run, ofSite, share));
  }
  return findings;
}

/** Whether so much lost time, of one line, may be a finding. */
function isMuch({ workerNs }: RunView, lostNs: number): boolean {
  return lostNs >= MIN_LOST_NS && lostNs / Math.max(1, workerNs) >= MIN_SHARE;
}

/** No more can be lost: a worker is of one team at a time, and who is in a task of a team is not done. */
function mostLostNs({ data, workers }: RunView): number {
  const firstNs = workers.reduce((first, { track }) => Math.min(first, track.startNs), data.endNs);
  const inTaskNs = workers.reduce((sum, { track }) => sum + tallyOf(track, data.endNs).sums.inTaskNs, 0);
  return workers.length * (data.endNs - firstNs) - inTaskNs;
}

function lostNsOf(losses: readonly Loss[]): number {
  return losses.reduce((sum, { ns }) => sum + ns, 0);
}

function coresOf(run: RunView, { members }: Team): number {
  return Math.min(run.coresAvailable, members.length);
}

/** While fewer of the team have something to do than there are cores for it, the rest of these cores is lost. */
function lossOf(run: RunView, team: Team, times: TimesOfWorkers): Loss {
  const sinceNs = Math.max(team.handedInNs, suppliedNs(team, times));
  const done = Float64Array.from(team.members, ({ doneNs }) => Math.max(doneNs, sinceNs)).sort();
  const cores = coresOf(run, team);
  let ns = 0;
  for (let left = cores - 1; left >= 0; left--) ns += Math.max(0, team.endNs - done[done.length - 1 - left]!);
  return { team, ns, fromNs: done[0]! };
}

/** When the last one got what it was last at: while it had to wait for that, there was nothing for the others either. */
function suppliedNs(team: Team, times: TimesOfWorkers): number {
  return Math.max(team.startNs, times.of(last(team).worker.track).lastIdleEnd(team.endNs));
}

/** Whether the last one had more to do than the others: one that was held up by something else is no uneven work. */
function hasMoreToDo(team: Team, times: TimesOfWorkers): boolean {
  const works = team.members.map(({ worker }) => workNs(times.of(worker.track), team));
  const mean = works.reduce((sum, ns) => sum + ns, 0) / works.length;
  return workNs(times.of(last(team).worker.track), team) >= mean * MIN_EXCESS;
}

/** Time in tasks of a team, less the waits in them. */
function workNs(times: WorkerTimes, { startNs, endNs }: Team): number {
  return lengthOf(subtract(union(times.tasksFrom(startNs, endNs)), times.waits));
}

/** Of processes that have ended: how much longer they would have lived to the end of their team. */
function outlivedNs({ pool, members, endNs }: Team): number {
  return pool !== 0 ? 0 : members.reduce((sum, { worker }) => sum + Math.max(0, endNs - worker.track.exitNs!), 0);
}

function findingOf(run: RunView, losses: readonly Loss[], share: number): Finding {
  const worst = losses.reduce((a, b) => (a.ns >= b.ns ? a : b));
  const { team } = worst;
  const location = lineOf(run, team.site);
  const what = team.pool === 0 ? 'processes' : 'workers';
  const early = team.members.filter(({ doneNs }) => doneNs < team.endNs);
  return {
    id: 'uneven-work',
    severity: 'warning',
    shareOfTime: share,
    ...(location !== undefined && { location }),
    message: `${formatShare(share)} of worker time is lost because the work${location === undefined ? '' : ` of ${location}`} is uneven: ${what} that were done early wait for the last one, ${last(team).worker.track.name}.`,
    remedy: remedyOf(team, worst.fromNs),
    estimatedGainMs: losses.reduce((sum, loss) => sum + gainNs(run, loss), 0) / 1e6,
    evidence: {
      startNs: worst.fromNs,
      endNs: team.endNs,
      threads: [...early, last(team)].map(({ worker }) => worker.track.name),
      lines: linesOf(run, [team.site, ...losses.map((loss) => loss.team.site)]),
    },
  };
}

function last({ members, endNs }: Team): Member {
  return members.find(({ doneNs }) => doneNs === endNs) ?? members.at(-1)!;
}

function remedyOf(team: Team, fromNs: number): string {
  if (team.pool === 0) {
    return 'Give each process as much to do as the others, or let a Pool hand the same work out in many small tasks.';
  }
  // Whoever was free could have had them, had they not been in one chunk.
  const { slices } = last(team).worker.track;
  for (let slice = 0; slice < slices.count; slice++) {
    const isLate = slices.start[slice]! > fromNs && slices.start[slice]! < team.endNs;
    if (slices.kind[slice] === RowKind.task && isLate) {
      return 'Hand the tasks out one at a time (chunksize: 1), so that whoever is free takes the next.';
    }
  }
  return 'Split the longest tasks into smaller ones, or hand them in first, so that the short ones fill what is left.';
}

/** Were it even: the team's work shared out among its cores, but no less than its longest task. */
function gainNs(run: RunView, { team }: Loss): number {
  const work = team.members.reduce((sum, { ns }) => sum + ns, 0);
  // What a process does can be dealt out anew; a task is a whole.
  const longest = team.pool === 0 ? 0 : Math.max(...team.members.map(({ longestNs }) => longestNs));
  const even = Math.max(longest, work / coresOf(run, team));
  return Math.max(0, team.endNs - team.startNs - even);
}
