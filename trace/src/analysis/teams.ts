/**
 * Work that was meant to be done side by side: the tasks that a pool had in hand at once, or processes of one kind that
 * were started together. Each of a team has a time at which it was done.
 */
import type { Submission } from '../model/introductions.ts';
import { ExitReason, RowKind } from '../vocabulary.ts';
import { lengthOf, subtract } from './intervals.ts';
import type { RunView, ThreadView } from './run-view.ts';
import { heaviest } from './task-lines.ts';
import type { TimesOfWorkers, WorkerTimes } from './worker-times.ts';

/** What one worker did for a team. */
export interface Member {
  readonly worker: ThreadView;
  /** Of all its tasks, and of the longest: 0 for one that was ready and got nothing. */
  readonly ns: number;
  readonly longestNs: number;
  readonly doneNs: number;
}

export interface Team {
  /** 0 for processes. */
  readonly pool: number;
  readonly members: readonly Member[];
  readonly startNs: number;
  readonly endNs: number;
  /** When the last of it was handed in: who was done before had to wait for that. */
  readonly handedInNs: number;
  /** The line that handed most of the work in. */
  readonly site: number;
}

/** What one worker did of what was handed in at once; `submission` is undefined where that is not known. */
interface Portion {
  readonly worker: ThreadView;
  readonly pool: number;
  readonly submission: Submission | undefined;
  startNs: number;
  endNs: number;
  ns: number;
  longestNs: number;
}

/** Starts this far apart are no longer one act. */
const TOGETHER_NS = 50_000_000;
/** A result is written this soon after its task. */
const HAND_OVER_NS = 1_000_000;
/** A worker that had nothing of a batch was ready for at least this share of it. */
const MIN_READY_SHARE = 0.5;

/** Teams of two or more that have come to their end. `times`: of the same run. */
export function teamsOf(run: RunView, times: TimesOfWorkers): Team[] {
  const teams = [...poolTeams(run, times), ...processTeams(run)];
  return teams.filter(({ members, endNs }) => members.length > 1 && !(run.live && endNs >= run.data.endNs));
}

/** What was handed in belongs together as long as it came before all that came before it was done. */
function poolTeams(run: RunView, times: TimesOfWorkers): Team[] {
  const portions = run.workers.flatMap((worker) => portionsOf(run, worker));
  const teams: Team[] = [];
  for (const [pool, ofPool] of Map.groupBy(portions, (portion) => portion.pool)) {
    const staff = new Set(ofPool.map(({ worker }) => worker));
    ofPool.sort((a, b) => beginOf(a) - beginOf(b));
    let batch: Portion[] = [];
    let endNs = -Infinity;
    for (const portion of ofPool) {
      if (beginOf(portion) >= endNs && batch.length > 0) {
        teams.push(poolTeam({ pool, portions: batch, staff, times }));
        batch = [];
      }
      batch.push(portion);
      endNs = Math.max(endNs, portion.endNs);
    }
    teams.push(poolTeam({ pool, portions: batch, staff, times }));
  }
  return teams;
}

function beginOf({ submission, startNs }: Portion): number {
  return submission?.timeNs ?? startNs;
}

function portionsOf({ data }: RunView, worker: ThreadView): Portion[] {
  const { slices } = worker.track;
  const portions = new Map<Submission | number, Portion>();
  let portion: Portion | undefined;
  for (let slice = 0; slice < slices.count; slice++) {
    const pool = slices.value[slice]!;
    if (slices.kind[slice] !== RowKind.task || pool === 0) continue;
    const startNs = slices.start[slice]!;
    const endNs = Math.min(slices.end[slice]!, data.endNs);
    const submission = data.submissions.of(slices.object[slice]!);
    // Most tasks are of the portion of the task before.
    if (portion?.submission !== submission || portion?.pool !== pool) {
      portion = portions.get(submission ?? pool) ?? { worker, pool, submission, startNs, endNs, ns: 0, longestNs: 0 };
      portions.set(submission ?? pool, portion);
    }
    portion.startNs = Math.min(portion.startNs, startNs);
    portion.endNs = Math.max(portion.endNs, endNs);
    portion.ns += endNs - startNs;
    portion.longestNs = Math.max(portion.longestNs, endNs - startNs);
  }
  return [...portions.values()];
}

interface Batch {
  readonly pool: number;
  /** One at least; as many as the pool has tasks, where each is handed in by itself. */
  readonly portions: readonly Portion[];
  readonly staff: ReadonlySet<ThreadView>;
  readonly times: TimesOfWorkers;
}

function poolTeam({ pool, portions, staff, times }: Batch): Team {
  const startNs = portions.reduce((first, portion) => Math.min(first, portion.startNs), Infinity);
  const endNs = lastEnd(portions);
  const byWorker = Map.groupBy(portions, ({ worker }) => worker);
  const members: Member[] = [];
  for (const worker of staff) {
    const own = byWorker.get(worker);
    if (own !== undefined) members.push(memberOf(worker, own, { endNs, times: times.of(worker.track) }));
    else if (isReady(times.of(worker.track), startNs, endNs)) {
      members.push({ worker, ns: 0, longestNs: 0, doneNs: startNs });
    }
  }
  const bySite = new Map<number, number>();
  let handedInNs = -Infinity;
  for (const { submission, ns } of portions) {
    const site = submission?.site ?? 0;
    bySite.set(site, (bySite.get(site) ?? 0) + ns);
    handedInNs = Math.max(handedInNs, submission?.timeNs ?? startNs);
  }
  return { pool, members, startNs, endNs, handedInNs, site: heaviest(bySite) };
}

function lastEnd(portions: readonly Portion[]): number {
  return portions.reduce((last, { endNs }) => Math.max(last, endNs), -Infinity);
}

function memberOf(
  worker: ThreadView,
  portions: readonly Portion[],
  { endNs, times }: { readonly endNs: number; readonly times: WorkerTimes },
): Member {
  return {
    worker,
    ns: portions.reduce((sum, { ns }) => sum + ns, 0),
    longestNs: portions.reduce((longest, portion) => Math.max(longest, portion.longestNs), 0),
    doneNs: Math.min(endNs, heldUpUntil(times, lastEnd(portions))),
  };
}

/** A worker that has to wait for room for its last results has not got nothing to do. */
function heldUpUntil(times: WorkerTimes, doneNs: number): number {
  return Math.max(doneNs, times.endOfPutFrom(doneNs - HAND_OVER_NS) ?? doneNs);
}

function isReady({ idle }: WorkerTimes, startNs: number, endNs: number): boolean {
  const busyNs = lengthOf(subtract([startNs, endNs], idle));
  return endNs - startNs - busyNs >= (endNs - startNs) * MIN_READY_SHARE;
}

/** A process with its one task. */
interface Single {
  readonly worker: ThreadView;
  readonly slice: number;
}

/** Processes with the same target that one line starts in a row, before the first of them has ended. */
function processTeams(run: RunView): Team[] {
  const singles = run.workers.flatMap(singleOf);
  const teams: Team[] = [];
  for (const alike of Map.groupBy(singles, kindOf).values()) {
    alike.sort((a, b) => a.worker.track.startNs - b.worker.track.startNs);
    let team: Single[] = [];
    for (const single of alike) {
      if (isTogether(team, single)) {
        team.push(single);
        continue;
      }
      if (team.length > 0) teams.push(processTeam(team));
      team = [single];
    }
    teams.push(processTeam(team));
  }
  return teams;
}

/** Of a process that came to its end by itself. */
function singleOf(worker: ThreadView): Single[] {
  const { slices, exitReason, exitCode } = worker.track;
  if (exitReason !== ExitReason.finished || exitCode !== 0) return [];
  for (let slice = 0; slice < slices.count; slice++) {
    if (slices.kind[slice] === RowKind.task) return slices.value[slice] === 0 ? [{ worker, slice }] : [];
  }
  return [];
}

/** The line that starts it, and its target. */
function kindOf({ worker: { track }, slice }: Single): string {
  return `${track.site}:${track.slices.site[slice]!}`;
}

function isTogether(team: readonly Single[], { worker }: Single): boolean {
  const last = team.at(-1)?.worker.track;
  if (last === undefined || worker.track.startNs - last.startNs > TOGETHER_NS) return false;
  return team.every(({ worker: { track } }) => worker.track.startNs < track.exitNs!);
}

function processTeam(singles: readonly Single[]): Team {
  const members = singles.map(({ worker, slice }): Member => {
    const { start, end } = worker.track.slices;
    const ns = end[slice]! - start[slice]!;
    return { worker, ns, longestNs: ns, doneNs: end[slice]! };
  });
  return {
    pool: 0,
    members,
    startNs: Math.min(...singles.map(({ worker, slice }) => worker.track.slices.start[slice]!)),
    endNs: Math.max(...members.map(({ doneNs }) => doneNs)),
    handedInNs: Math.max(...singles.map(({ worker }) => worker.track.startNs)),
    site: singles[0]!.worker.track.site,
  };
}
