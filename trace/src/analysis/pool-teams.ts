/** The tasks that a pool had in hand at once. There may be millions of tasks, and of teams: none is kept. */
import type { Submission } from '../model/introductions.ts';
import { RowKind } from '../vocabulary.ts';
import { lengthOf, subtract } from './intervals.ts';
import type { RunView, ThreadView } from './run-view.ts';
import { heaviest } from './task-lines.ts';
import type { Member, Team } from './team.ts';
import { WorkColumns, type WorkOfBatch } from './work-columns.ts';
import type { TimesOfWorkers, WorkerTimes } from './worker-times.ts';

/** What was handed in at once; of tasks of which that is not known, what one worker did for the pool. */
interface Portion {
  readonly pool: number;
  readonly submission: Submission | undefined;
  startNs: number;
  endNs: number;
  ns: number;
  /** Number of the batch that it is a part of: see `batchesOf`. */
  batch: number;
}

interface PoolWork {
  /** By what was handed in, or by worker where that is not known. */
  readonly portions: Map<Submission | ThreadView, Portion>;
  readonly staff: Set<ThreadView>;
}

/** A result is written this soon after its task. */
const HAND_OVER_NS = 1_000_000;
/** A worker that had nothing of a batch was ready for at least this share of it. */
const MIN_READY_SHARE = 0.5;

/** Team by team, those of a pool in the order of time. `times`: of the same run. */
export function* poolTeams(run: RunView, times: TimesOfWorkers): Generator<Team> {
  const work = new WorkOfPools(run);
  for (const worker of run.workers) {
    work.eachTask(worker, (portion, startNs, endNs) => {
      portion.startNs = Math.min(portion.startNs, startNs);
      portion.endNs = Math.max(portion.endNs, endNs);
      portion.ns += endNs - startNs;
    });
  }
  const batches = batchesOf(work.pools.values());
  const columns = new Map<ThreadView, WorkColumns>();
  for (const worker of run.workers) {
    const ofWorker = new WorkColumns();
    work.eachTask(worker, ({ batch }, startNs, endNs) => ofWorker.add(batch, startNs, endNs));
    columns.set(worker, ofWorker);
  }
  for (const [batch, portions] of batches.entries()) {
    const staff = work.pools.get(portions[0]!.pool)!.staff;
    yield teamOf(
      portions,
      [...staff].map((worker) => ({ worker, own: columns.get(worker)!.of(batch), times: times.of(worker.track) })),
    );
  }
}

class WorkOfPools {
  readonly pools: Map<number, PoolWork> = new Map<number, PoolWork>();
  readonly #run: RunView;

  constructor(run: RunView) {
    this.#run = run;
  }

  /** Visits a worker's tasks with what they are portions of; what is still open ends at the newest time. */
  eachTask(worker: ThreadView, visit: (portion: Portion, startNs: number, endNs: number) => void): void {
    const { submissions, endNs: newestNs } = this.#run.data;
    const { count, kind, start, end, object, value } = worker.track.slices;
    let portion: Portion | undefined;
    for (let slice = 0; slice < count; slice++) {
      if (kind[slice] !== RowKind.task) continue;
      const pool = value[slice]!;
      if (pool === 0) continue;
      const submission = submissions.of(object[slice]!);
      // Most tasks are of the portion of the task before.
      if (portion?.submission !== submission || portion?.pool !== pool)
        portion = this.#portion(pool, submission, worker);
      visit(portion, start[slice]!, Math.min(end[slice]!, newestNs));
    }
  }

  #portion(pool: number, submission: Submission | undefined, worker: ThreadView): Portion {
    let work = this.pools.get(pool);
    if (work === undefined) this.pools.set(pool, (work = { portions: new Map(), staff: new Set() }));
    work.staff.add(worker);
    let portion = work.portions.get(submission ?? worker);
    if (portion === undefined) {
      portion = { pool, submission, startNs: Infinity, endNs: -Infinity, ns: 0, batch: 0 };
      work.portions.set(submission ?? worker, portion);
    }
    return portion;
  }
}

/** What was handed in belongs together as long as it came before all that came before it was done. */
function batchesOf(pools: Iterable<PoolWork>): Portion[][] {
  const batches: Portion[][] = [];
  for (const { portions } of pools) {
    let endNs = -Infinity;
    let batch: Portion[] | undefined;
    for (const portion of [...portions.values()].sort((a, b) => beginOf(a) - beginOf(b))) {
      if (batch === undefined || beginOf(portion) >= endNs) batches.push((batch = []));
      batch.push(portion);
      portion.batch = batches.length - 1;
      endNs = Math.max(endNs, portion.endNs);
    }
  }
  return batches;
}

function beginOf({ submission, startNs }: Portion): number {
  return submission?.timeNs ?? startNs;
}

interface Candidate {
  readonly worker: ThreadView;
  /** What it did of the batch; `undefined` where that is nothing. */
  readonly own: WorkOfBatch | undefined;
  readonly times: WorkerTimes;
}

function teamOf(portions: readonly Portion[], staff: readonly Candidate[]): Team {
  let [startNs, endNs, handedInNs] = [Infinity, -Infinity, -Infinity];
  const bySite = new Map<number, number>();
  for (const portion of portions) {
    const site = portion.submission?.site ?? 0;
    bySite.set(site, (bySite.get(site) ?? 0) + portion.ns);
    startNs = Math.min(startNs, portion.startNs);
    endNs = Math.max(endNs, portion.endNs);
    handedInNs = Math.max(handedInNs, portion.submission?.timeNs ?? -Infinity);
  }
  const members: Member[] = [];
  for (const { worker, own, times } of staff) {
    if (own !== undefined) {
      const doneNs = Math.min(endNs, heldUpUntil(times, own.endNs));
      members.push({ worker, ns: own.ns, longestNs: own.longestNs, doneNs });
    } else if (isReady(times, startNs, endNs)) {
      members.push({ worker, ns: 0, longestNs: 0, doneNs: startNs });
    }
  }
  const isKnown = portions.every(({ submission }) => submission !== undefined);
  handedInNs = isKnown ? handedInNs : Math.max(handedInNs, startNs);
  return { pool: portions[0]!.pool, members, startNs, endNs, handedInNs, site: heaviest(bySite) };
}

/** A worker that has to wait for room for its last results has not got nothing to do. */
function heldUpUntil(times: WorkerTimes, doneNs: number): number {
  return Math.max(doneNs, times.endOfPutFrom(doneNs - HAND_OVER_NS) ?? doneNs);
}

function isReady({ idle }: WorkerTimes, startNs: number, endNs: number): boolean {
  const busyNs = lengthOf(subtract([startNs, endNs], idle));
  return endNs - startNs - busyNs >= (endNs - startNs) * MIN_READY_SHARE;
}
