/** Garbage collections and memory of a thread, as the JSON has them. Nothing where nobody watched. */
import type { ThreadTrack } from '../model/thread-track.ts';
import type { CollectionSummary, ThreadMemory, ThreadSummary } from '../summary.ts';
import { GcKind, type GcKindName } from '../vocabulary.ts';

const KIND_NAMES: ReadonlyMap<number, GcKindName> = new Map(
  (Object.entries(GcKind) as [GcKindName, number][]).map(([name, kind]) => [kind, name]),
);

/** A thread that notes its memory is told of its collections as well. */
export function collectionsOf({ memory, collections }: ThreadTrack): Pick<ThreadSummary, 'gc'> {
  if (memory.samples === 0 && collections.size === 0) return {};
  const kinds: Record<string, CollectionSummary['kinds']['other']> = {};
  let [count, ns] = [0, 0];
  for (const [kind, sum] of collections) {
    kinds[KIND_NAMES.get(kind) ?? 'other'] = { count: sum.count, ms: toMs(sum.ns) };
    count += sum.count;
    ns += sum.ns;
  }
  return { gc: { count, ms: toMs(ns), kinds } };
}

export function memoryOf({ memory }: ThreadTrack): Pick<ThreadSummary, 'memory'> {
  if (memory.samples === 0) return {};
  const { heapUsedPeak, heapTotalPeak, externalPeak } = memory;
  const peaks: ThreadMemory = {
    heapUsedPeakBytes: Math.round(heapUsedPeak),
    heapTotalPeakBytes: Math.round(heapTotalPeak),
    externalPeakBytes: Math.round(externalPeak),
  };
  return { memory: peaks };
}

function toMs(ns: number): number {
  return Math.round(ns / 1e3) / 1e3;
}
