import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';

/** Tasks that took so long, so many times: 1 for a task of its own, more for those that were counted together. */
export interface TaskTimes {
  readonly durationNs: Float64Array;
  readonly weight: Float64Array;
}

/** Times of all tasks that have ended; counted ones with the mean of their thread. */
export function taskTimes(tracks: readonly ThreadTrack[]): TaskTimes {
  const durations: number[] = [];
  const weights: number[] = [];
  for (const { slices, countedTasks } of tracks) {
    for (let slice = 0; slice < slices.count; slice++) {
      if (slices.kind[slice] !== RowKind.task || slices.end[slice] === Infinity) continue;
      durations.push(slices.end[slice]! - slices.start[slice]!);
      weights.push(1);
    }
    if (countedTasks.count > 0) {
      durations.push(countedTasks.ns / countedTasks.count);
      weights.push(countedTasks.count);
    }
  }
  return { durationNs: new Float64Array(durations), weight: new Float64Array(weights) };
}

/** The shortest time that at least these shares of the tasks do not exceed; 0 without tasks. */
export function percentiles(times: TaskTimes, shares: readonly number[]): number[] {
  const { durationNs, weight } = times;
  const total = weight.reduce((sum, w) => sum + w, 0);
  if (total === 0) return shares.map(() => 0);
  if (total === weight.length) {
    const sorted = durationNs.slice().sort();
    return shares.map((share) => sorted[Math.max(0, Math.ceil(share * total) - 1)]!);
  }
  const order = Array.from(durationNs.keys()).sort((a, b) => durationNs[a]! - durationNs[b]!);
  return shares.map((share) => {
    let reached = 0;
    for (const index of order) {
      reached += weight[index]!;
      if (reached >= share * total) return durationNs[index]!;
    }
    return durationNs[order.at(-1)!]!;
  });
}
