/** Waits of workers at queues and pipes, less the time in which workers were being started: that is start-up. */
import { ObjectType, RowKind } from '../vocabulary.ts';
import { lengthOf, subtract, union } from './intervals.ts';
import { anyStarting } from './ranges.ts';
import type { RunView, ThreadView } from './run-view.ts';
import { heaviest } from './task-lines.ts';

export interface QueueWait {
  /** Id of the queue, pipe or pool. */
  readonly object: number;
  readonly ns: number;
  readonly workers: readonly ThreadView[];
  /** The waiting line with the most time, and all of them. */
  readonly site: number;
  readonly sites: readonly number[];
  readonly startNs: number;
  readonly endNs: number;
}

interface Part {
  readonly worker: ThreadView;
  readonly object: number;
  readonly site: number;
  readonly startNs: number;
  readonly endNs: number;
}

const QUEUES: ReadonlySet<number | undefined> = new Set([ObjectType.queue, ObjectType.pipe]);

/** Whether an object is a queue or a pipe. */
export function isQueue({ data }: RunView, object: number): boolean {
  return QUEUES.has(data.objects.get(object)?.type);
}

/** Who puts into a queue, or takes from it: a line of each, 0 = not known, by thread. */
export function endsOf(
  { data }: RunView,
  kind: typeof RowKind.put | typeof RowKind.get,
  object: number,
): Map<number, number> {
  const lines = data.handovers.lines(kind, object);
  return new Map([...lines].map(([thread, { site, count }]) => [thread, count === 0 ? 0 : site[count - 1]!]));
}

/** By object, waits of one kind of row. */
export function queueWaits(run: RunView, kind: typeof RowKind.waitGet | typeof RowKind.waitPut): QueueWait[] {
  const parts = run.workers.flatMap((worker) => partsOf(run, worker, kind));
  if (parts.length === 0) return [];
  const starting = anyStarting(run);
  return [...Map.groupBy(parts, ({ object }) => object)].map(([object, of]) => waitOf(object, of, starting));
}

function partsOf(run: RunView, worker: ThreadView, kind: number): Part[] {
  const { slices } = worker.track;
  const parts: Part[] = [];
  for (let slice = 0; slice < slices.count; slice++) {
    if (slices.kind[slice] !== kind) continue;
    const endNs = Math.min(slices.end[slice]!, run.data.endNs);
    parts.push({
      worker,
      object: slices.object[slice]!,
      site: slices.site[slice]!,
      startNs: slices.start[slice]!,
      endNs,
    });
  }
  return parts;
}

function waitOf(object: number, parts: readonly Part[], starting: readonly number[]): QueueWait {
  const bySite = new Map<number, number>();
  const workers = new Map<ThreadView, number>();
  for (const [worker, own] of Map.groupBy(parts, (part) => part.worker)) {
    for (const [site, ofSite] of Map.groupBy(own, (part) => part.site)) {
      const ns = lengthOf(subtract(union(ofSite.map(({ startNs, endNs }) => [startNs, endNs])), starting));
      if (ns === 0) continue;
      bySite.set(site, (bySite.get(site) ?? 0) + ns);
      workers.set(worker, (workers.get(worker) ?? 0) + ns);
    }
  }
  return {
    object,
    ns: [...workers.values()].reduce((sum, ns) => sum + ns, 0),
    workers: [...workers.keys()],
    site: heaviest(bySite),
    sites: [...bySite.keys()],
    startNs: parts.reduce((first, { startNs }) => Math.min(first, startNs), Infinity),
    endNs: parts.reduce((last, { endNs }) => Math.max(last, endNs), 0),
  };
}
