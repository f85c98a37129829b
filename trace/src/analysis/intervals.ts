/** Sets of times as sorted lists that do not touch: [start, end, start, end …]. */
import { firstIndex } from '../model/slice-level.ts';

/** Merges ranges in any order. */
export function union(ranges: readonly (readonly [number, number])[]): number[] {
  const sorted = ranges.filter(([start, end]) => end > start).sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [start, end] of sorted) {
    const last = merged.length - 1;
    if (last > 0 && start <= merged[last]!) merged[last] = Math.max(merged[last]!, end);
    else merged.push(start, end);
  }
  return merged;
}

/** What lies in `from` and not in `without`, of which only what lies near `from` is looked at. */
export function subtract(from: readonly number[], without: readonly number[]): number[] {
  const left: number[] = [];
  let hole = 2 * firstIndex(without.length >> 1, (at) => without[2 * at + 1]! > from[0]!);
  for (let i = 0; i < from.length; i += 2) {
    let start = from[i]!;
    const end = from[i + 1]!;
    while (hole < without.length && without[hole + 1]! <= start) hole += 2;
    for (let h = hole; h < without.length && without[h]! < end; h += 2) {
      if (without[h]! > start) left.push(start, without[h]!);
      start = Math.max(start, without[h + 1]!);
    }
    if (start < end) left.push(start, end);
  }
  return left;
}

export function lengthOf(intervals: readonly number[]): number {
  let ns = 0;
  for (let i = 0; i < intervals.length; i += 2) ns += intervals[i + 1]! - intervals[i]!;
  return ns;
}
