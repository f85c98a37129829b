import { formatDuration, shortLocation } from '../../format.ts';
import type { SliceDetails, SliceRef } from '../../query.ts';
import { objectName, threadName } from '../slice-names.ts';
import type { SliceTable } from '../slice-table.ts';
import type { TraceData } from '../trace-data.ts';

/** Everything known of one hold of a lock; `null` when there is no such hold. */
export function holdDetails(model: TraceData, laneId: number, object: number, slice: number): SliceDetails | null {
  const { holds } = model.objectTracks.of(model, object);
  if (!Number.isInteger(slice) || slice < 0 || slice >= holds.count) return null;
  const startNs = holds.start[slice]!;
  const durationNs = holds.end[slice]! - startNs;
  const location = model.sites.get(holds.site[slice]!)?.location;
  const created = model.sites.get(model.objects.get(object)?.site ?? 0)?.location;
  const name = objectName(model, object, 'a lock');
  return {
    laneId,
    slice,
    title: `${threadName(model, holds.value[slice]!)} holds ${name}`,
    state: 'running',
    startNs,
    durationNs,
    open: false,
    ...(location && { location }),
    facts: [
      { label: 'held for', value: formatDuration(durationNs) },
      { label: 'object', value: created ? `${name} (${shortLocation(created)})` : name },
    ],
  };
}

/** A hold, as a view needs it to go there. */
export function holdRef(model: TraceData, laneId: number, holds: SliceTable, hold: number): SliceRef {
  const [startNs, endNs] = [holds.start[hold]!, holds.end[hold]!];
  const title = threadName(model, holds.value[hold]!);
  return { laneId, id: hold, depth: 0, startNs, endNs, open: false, state: 'running', title };
}
