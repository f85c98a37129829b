/** Waits of workers at queues and pipes, less the time in which workers were being started: that is start-up. */
import { ObjectType, RowKind } from '../vocabulary.ts';
import { lengthOf, subtract, union, type Times } from './intervals.ts';
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

type QueueWaitKind = typeof RowKind.waitGet | typeof RowKind.waitPut;

/** By object, waits of one kind of row; at least those that come to `leastNs`. */
export function queueWaits(run: RunView, kind: QueueWaitKind, leastNs: number): QueueWait[] {
  // Most runs end here: the rest goes over all waits.
  if (mostWaitedNs(run, kind) < leastNs) return [];
  const waits = new Map<number, WaitsOfObject>();
  for (const worker of run.workers) collect(waits, worker, kind, run.data.endNs);
  if (waits.size === 0) return [];
  const starting = anyStarting(run);
  return [...waits].map(([object, of]) => waitOf(object, of, starting));
}

/** No more was waited for any one object: who waited for two at once counts twice, and so does start-up. */
function mostWaitedNs({ data, workers }: RunView, kind: QueueWaitKind): number {
  const byObject = new Map<number, number>();
  const add = (object: number, ns: number): void => void byObject.set(object, (byObject.get(object) ?? 0) + ns);
  for (const [object, totals] of data.waits.byObject(kind)) for (const { ns } of totals) add(object, ns);
  for (const { unfinished, slices } of workers.map(({ track }) => track)) {
    for (const slice of unfinished) {
      const endNs = Math.min(slices.end[slice]!, data.endNs);
      if (slices.kind[slice] === kind) add(slices.object[slice]!, endNs - slices.start[slice]!);
    }
  }
  return Math.max(0, ...byObject.values());
}

/** Times of waits for one object, by worker and line. */
type WaitsOfObject = Map<ThreadView, Map<number, number[]>>;

function collect(waits: Map<number, WaitsOfObject>, worker: ThreadView, kind: number, newestNs: number): void {
  const { slices } = worker.track;
  if (slices.ofKind[kind] === 0) return;
  for (let slice = 0; slice < slices.count; slice++) {
    if (slices.kind[slice] !== kind) continue;
    const ofObject = entry(waits, slices.object[slice]!, (): WaitsOfObject => new Map());
    const ofWorker = entry(ofObject, worker, () => new Map<number, number[]>());
    const times = entry(ofWorker, slices.site[slice]!, () => []);
    times.push(slices.start[slice]!, Math.min(slices.end[slice]!, newestNs));
  }
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function waitOf(object: number, waits: WaitsOfObject, starting: Times): QueueWait {
  const bySite = new Map<number, number>();
  const workers = new Map<ThreadView, number>();
  let startNs = Infinity;
  let endNs = 0;
  for (const [worker, ofWorker] of waits) {
    for (const [site, times] of ofWorker) {
      for (let at = 0; at < times.length; at += 2) {
        startNs = Math.min(startNs, times[at]!);
        endNs = Math.max(endNs, times[at + 1]!);
      }
      const ns = lengthOf(subtract(union(times), starting));
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
    startNs,
    endNs,
  };
}
