/**
 * Work that was meant to be done side by side: the tasks that a pool had in hand at once, or processes of one kind that
 * were started together. Each of a team has a time at which it was done.
 */
import { ExitReason, RowKind } from '../vocabulary.ts';
import { poolTeams } from './pool-teams.ts';
import type { RunView, ThreadView } from './run-view.ts';
import type { Member, Team } from './team.ts';
import type { TimesOfWorkers } from './worker-times.ts';

/** Starts this far apart are no longer one act. */
const TOGETHER_NS = 50_000_000;
/** Teams of two or more that have come to their end. `times`: of the same run. */
export function* teamsOf(run: RunView, times: TimesOfWorkers): Generator<Team> {
  for (const team of poolTeams(run, times)) if (isOver(run, team)) yield team;
  for (const team of processTeams(run)) if (isOver(run, team)) yield team;
}

function isOver(run: RunView, { members, endNs }: Team): boolean {
  return members.length > 1 && !(run.live && endNs >= run.data.endNs);
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
