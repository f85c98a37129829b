import type { ThreadTrack } from '../model/thread-track.ts';
import { ObjectType, RowKind } from '../vocabulary.ts';
import type { RunView, ThreadView } from './run-view.ts';
import { tallyOf } from './thread-tally.ts';

/** A worker of a pool: what it did for it. */
export interface PoolWorker {
  readonly worker: ThreadView;
  /** Calls of the user's function, counted and unfinished ones among them. */
  readonly tasks: number;
  readonly firstTaskNs: number;
  readonly lastTaskNs: number;
}

/** Workers by pool, as tasks and waits for tasks tell: ids of pools' object rows. */
export function poolWorkers(run: RunView): ReadonlyMap<number, readonly PoolWorker[]> {
  const pools = new Map<number, PoolWorker[]>();
  for (const worker of run.workers) {
    const served = poolOf(worker.track);
    const pool = served === 0 ? poolMadeAt(run, worker.track.site) : served;
    if (pool !== 0) pools.set(pool, [...(pools.get(pool) ?? []), poolWorker(worker, run.data.endNs)]);
  }
  return pools;
}

/** The pool that a worker serves, one at most. 0 for workers of none. */
export function poolOf({ slices }: ThreadTrack): number {
  for (let slice = 0; slice < slices.count; slice++) {
    const kind = slices.kind[slice];
    if (kind === RowKind.waitTask) return slices.object[slice]!;
    if (kind === RowKind.task && slices.value[slice] !== 0) return slices.value[slice]!;
  }
  return 0;
}

/** A worker that never got so far as to wait for a task is known by the line that made its pool. 0 where in doubt. */
function poolMadeAt({ data }: RunView, site: number): number {
  const pools = [...data.objects.values()].filter((object) => object.type === ObjectType.pool && object.site === site);
  return site !== 0 && pools.length === 1 ? pools[0]!.id : 0;
}

function poolWorker(worker: ThreadView, newestNs: number): PoolWorker {
  const { slices, countedTasks } = worker.track;
  const { firstTaskNs, lastTaskNs } = tallyOf(worker.track, newestNs).sums;
  return { worker, tasks: countedTasks.count + slices.ofKind[RowKind.task]!, firstTaskNs, lastTaskNs };
}
