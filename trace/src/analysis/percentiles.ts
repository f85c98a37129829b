import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';

/** What tasks took, ns: those that have rows of their own, and those that were counted together, by their mean. */
export interface TaskTimes {
  readonly single: Float64Array;
  readonly counted: readonly { readonly ns: number; readonly count: number }[];
}

/** Times of all tasks that have ended; counted ones with the mean of their thread. */
export function taskTimes(tracks: readonly ThreadTrack[]): TaskTimes {
  const single = new Float64Array(tracks.reduce((sum, { slices }) => sum + slices.ofKind[RowKind.task]!, 0));
  let at = 0;
  for (const { slices } of tracks) {
    const { count, kind, start, end } = slices;
    for (let slice = 0; slice < count; slice++) {
      if (kind[slice] === RowKind.task && end[slice] !== Infinity) single[at++] = end[slice]! - start[slice]!;
    }
  }
  const counted = tracks
    .filter(({ countedTasks }) => countedTasks.count > 0)
    .map(({ countedTasks: { ns, count } }) => ({ ns: ns / count, count }));
  return { single: single.subarray(0, at), counted };
}

/** The shortest time that at least these shares of the tasks do not exceed; 0 without tasks. */
export function percentiles({ single, counted }: TaskTimes, shares: readonly number[]): number[] {
  const total = counted.reduce((sum, { count }) => sum + count, single.length);
  if (total === 0) return shares.map(() => 0);
  if (counted.length === 0) {
    const values = single.slice();
    // What is smaller than one that was found stays before it.
    let found = 0;
    return shares.map((share) => {
      const wanted = Math.max(0, Math.ceil(share * total) - 1);
      const value = nthSmallest(values, wanted, wanted >= found ? found : 0);
      found = wanted;
      return value;
    });
  }
  const weighted = [...Array.from(single, (ns) => ({ ns, count: 1 })), ...counted].sort((a, b) => a.ns - b.ns);
  return shares.map((share) => {
    let reached = 0;
    for (const { ns, count } of weighted) {
      reached += count;
      if (reached >= share * total) return ns;
    }
    return weighted.at(-1)!.ns;
  });
}

/**
 * The value that would be at `wanted` if all were sorted; changes their order. None before `from` is larger than one behind it.
 * Hoare's selection: no sort of millions.
 */
function nthSmallest(values: Float64Array, wanted: number, from: number): number {
  let low = from;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return values[wanted]!;
}
