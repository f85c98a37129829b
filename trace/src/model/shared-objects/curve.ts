/** A whole number over time that rises at some moments and falls at others, as so many buckets of a window. */
import type { TimeLine } from './time-line.ts';

export interface Curve {
  readonly rises: TimeLine;
  readonly falls: TimeLine;
  /** The number after so many rises and falls; never below 0. */
  after(rises: number, falls: number): number;
}

export interface Buckets {
  readonly mean: Float32Array;
  readonly peak: Float32Array;
}

/** How many there are of what comes and goes. */
export function countOf(rises: TimeLine, falls: TimeLine): Curve {
  return { rises, falls, after: (up, down) => Math.max(0, up - down) };
}

/** How many lie between two counters that the moments themselves carry; the counters only rise. */
export function distanceOf(rises: TimeLine, falls: TimeLine): Curve {
  const highest = (line: TimeLine, count: number): number => (count > 0 ? line.values[count - 1]! : 0);
  return { rises, falls, after: (up, down) => Math.max(0, highest(rises, up) - highest(falls, down)) };
}

/** Adds a curve to the buckets that divide `[startNs, endNs)`: their means, and upper bounds of their peaks. */
export function addCurve({ mean, peak }: Buckets, curve: Curve, startNs: number, endNs: number): void {
  const { rises, falls } = curve;
  const bucketNs = (endNs - startNs) / mean.length;
  let up = rises.before(startNs);
  let down = falls.before(startNs);
  for (let bucket = 0; bucket < mean.length; bucket++) {
    const toNs = startNs + (bucket + 1) * bucketNs;
    let atNs = startNs + bucket * bucketNs;
    let number = curve.after(up, down);
    let highest = number;
    let sum = 0;
    for (;;) {
      const riseNs = up < rises.count ? rises.times[up]! : Infinity;
      const fallNs = down < falls.count ? falls.times[down]! : Infinity;
      const nextNs = Math.min(riseNs, fallNs);
      if (nextNs >= toNs) break;
      sum += number * (nextNs - atNs);
      atNs = nextNs;
      // Who goes makes room for who comes in the same instant.
      if (fallNs <= riseNs) down++;
      else up++;
      number = curve.after(up, down);
      highest = Math.max(highest, number);
    }
    sum += number * (toNs - atNs);
    mean[bucket]! += sum / bucketNs;
    peak[bucket]! += highest;
  }
}
