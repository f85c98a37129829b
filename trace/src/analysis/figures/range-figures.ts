import type { TraceData } from '../../model/trace-data.ts';
import type { FiguresQuery, RangeFigures } from '../../range-figures.ts';
import { profileSummary } from '../profile-summary.ts';
import { ObjectCollector } from './object-figures.ts';
import { TaskCollector } from './task-figures.ts';
import { threadFigures } from './thread-figures.ts';

/** What a stretch of a run comes to. */
export function rangeFigures(data: TraceData, { startNs, endNs }: FiguresQuery): RangeFigures {
  const range = { startNs: Number.isFinite(startNs) ? startNs : 0, endNs: Number.isFinite(endNs) ? endNs : data.endNs };
  const tasks = new TaskCollector(data, range);
  const objects = new ObjectCollector(data, range);
  for (const track of data.threads.values()) {
    const { start, end, count } = track.slices;
    for (let slice = 0; slice < count; slice++) {
      if (start[slice]! >= range.endNs || end[slice]! <= range.startNs) continue;
      tasks.add(track, slice);
      objects.add(track, slice);
    }
  }
  const { meta, ended } = data.facts;
  const options = { script: meta?.script ?? '', live: ended === undefined };
  return {
    query: { startNs, endNs },
    threads: threadFigures(data, range),
    functions: tasks.functions(),
    tasks: tasks.tasks(),
    objects: objects.objects(),
    ...profileSummary(data, { ...options, range: [range.startNs, range.endNs] }),
  };
}
