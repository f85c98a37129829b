import type { TraceData } from '../model/trace-data.ts';
import { percentiles, type CountedTime } from './percentiles.ts';
import { tallyOf } from './thread-tally.ts';

/** Percentiles of the times of all tasks that have ended, ns; counted ones with the mean of their thread. */
export function taskPercentiles({ threads, endNs }: TraceData, shares: readonly number[]): number[] {
  const counted: CountedTime[] = [];
  const single = [...threads.values()].map((track) => {
    const { count, ns } = track.countedTasks;
    if (count > 0) counted.push({ ns: ns / count, count });
    const { taskTimes, cutOffNs } = tallyOf(track, endNs);
    for (const cutOff of cutOffNs) counted.push({ ns: cutOff, count: 1 });
    return taskTimes;
  });
  return percentiles(single, counted, shares);
}
