/**
 * Times as flat lists: start, end, start, end …, since there may be millions. A set of times is such a list in the order of
 * time whose parts do not touch.
 */
import { firstIndex } from '../model/slice-level.ts';

export type Times = readonly number[] | Float64Array;

/** The set of the times in a list: its parts may come in any order, overlap and be empty. */
export function union(times: Times): Times {
  const sorted = sortedByStart(times);
  if (isSet(sorted)) return sorted;
  const merged = new Float64Array(sorted.length);
  let count = 0;
  let lastEnd = -Infinity;
  for (let at = 0; at < sorted.length; at += 2) {
    const start = sorted[at]!;
    const end = sorted[at + 1]!;
    if (!(end > start)) continue;
    if (start > lastEnd) {
      merged[count++] = start;
      merged[count++] = lastEnd = end;
    } else if (end > lastEnd) merged[count - 1] = lastEnd = end;
  }
  return merged.subarray(0, count);
}

/** Whether parts that are in order are a set as they are. */
function isSet(sorted: Times): boolean {
  for (let at = 1; at < sorted.length; at++) if (!(sorted[at]! > sorted[at - 1]!)) return false;
  return true;
}

/** What lies in any of the sets. */
export function unionOfSets(sets: readonly Times[]): Times {
  if (sets.length <= 1) return sets[0] ?? [];
  const middle = sets.length >> 1;
  return merge(unionOfSets(sets.slice(0, middle)), unionOfSets(sets.slice(middle)));
}

function merge(a: Times, b: Times): Times {
  const merged = new Float64Array(a.length + b.length);
  let count = 0;
  let lastEnd = -Infinity;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const isFirst = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const start = isFirst ? a[i]! : b[j]!;
    const end = isFirst ? a[i + 1]! : b[j + 1]!;
    if (isFirst) i += 2;
    else j += 2;
    if (start > lastEnd) {
      merged[count++] = start;
      merged[count++] = lastEnd = end;
    } else if (end > lastEnd) merged[count - 1] = lastEnd = end;
  }
  return merged.subarray(0, count);
}

/** The same parts by their starts. */
export function sortedByStart(times: Times): Times {
  let isSorted = true;
  for (let at = 2; at < times.length && isSorted; at += 2) isSorted = times[at - 2]! <= times[at]!;
  if (isSorted) return times;
  const order = Uint32Array.from({ length: times.length >> 1 }, (_, part) => 2 * part);
  order.sort((a, b) => times[a]! - times[b]! || a - b);
  const sorted = new Float64Array(times.length);
  order.forEach((at, part) => {
    sorted[2 * part] = times[at]!;
    sorted[2 * part + 1] = times[at + 1]!;
  });
  return sorted;
}

/** What lies in `from` and not in `without`, of which only what lies near `from` is looked at. */
export function subtract(from: Times, without: Times): number[] {
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

export function lengthOf(times: Times): number {
  let ns = 0;
  for (let at = 0; at < times.length; at += 2) ns += times[at + 1]! - times[at]!;
  return ns;
}
