/** A whole number over time that rises at some moments and falls at others, as so many buckets of a window. */
import { firstIndex } from '../slice-level.ts';
import { TimeLine } from './time-line.ts';

export interface Buckets {
  readonly mean: Float32Array;
  readonly peak: Float32Array;
}

/** So many moments are summed up together: a window of everything looks at blocks, not at each moment. */
const BLOCK = 256;

/** Where a block begins: before a moment, after so many rises and falls. */
interface Border {
  readonly atNs: number;
  readonly up: number;
  readonly down: number;
}

/** The number after so many of the rises and falls; never below 0. */
type NumberAfter = (rises: TimeLine, falls: TimeLine, up: number, down: number) => number;

export class Curve {
  readonly rises: TimeLine = new TimeLine();
  readonly falls: TimeLine = new TimeLine();
  readonly #after: NumberAfter;
  /** One more than there are blocks, where there is any moment. */
  readonly #borders: Border[] = [];
  /** Of each block until the next one: the number's integral, and what it comes to at most. */
  readonly #sums: number[] = [];
  readonly #peaks: number[] = [];

  private constructor(after: NumberAfter) {
    this.#after = after;
  }

  /** How many there are of what comes and goes. */
  static ofCount(): Curve {
    return new Curve((_rises, _falls, up, down) => Math.max(0, up - down));
  }

  /** How many lie between two counters that the moments themselves carry; the counters only rise. */
  static ofDistance(): Curve {
    const highest = (line: TimeLine, count: number): number => (count > 0 ? line.values[count - 1]! : 0);
    return new Curve((rises, falls, up, down) => Math.max(0, highest(rises, up) - highest(falls, down)));
  }

  /** As `TimeLine.merge`, of its rises or its falls. */
  merge(side: 'rises' | 'falls', times: Float64Array, values?: Float64Array): void {
    if (times.length === 0) return;
    const kept = firstIndex(this.#borders.length, (at) => this.#borders[at]!.atNs >= times[0]!);
    this.#borders.length = kept;
    this.#sums.length = this.#peaks.length = Math.max(0, kept - 1);
    this[side].merge(times, values);
  }

  /** Adds it to the buckets that divide `[startNs, endNs)`: their means, and upper bounds of their peaks. */
  addTo({ mean, peak }: Buckets, startNs: number, endNs: number): void {
    this.#build();
    const { rises, falls } = this;
    const bucketNs = (endNs - startNs) / mean.length;
    let up = rises.before(startNs);
    let down = falls.before(startNs);
    for (let bucket = 0; bucket < mean.length; bucket++) {
      const toNs = startNs + (bucket + 1) * bucketNs;
      let atNs = startNs + bucket * bucketNs;
      let number = this.#after(rises, falls, up, down);
      let highest = number;
      let sum = 0;
      for (;;) {
        const block = this.#blockAt(up + down, toNs);
        if (block >= 0) {
          sum += number * (this.#borders[block]!.atNs - atNs) + this.#sums[block]!;
          highest = Math.max(highest, this.#peaks[block]!);
          ({ atNs, up, down } = this.#borders[block + 1]!);
          number = this.#after(rises, falls, up, down);
          continue;
        }
        const riseNs = up < rises.count ? rises.times[up]! : Infinity;
        const fallNs = down < falls.count ? falls.times[down]! : Infinity;
        const nextNs = Math.min(riseNs, fallNs);
        if (nextNs >= toNs) break;
        sum += number * (nextNs - atNs);
        atNs = nextNs;
        // Who goes makes room for who comes in the same instant.
        if (fallNs <= riseNs) down++;
        else up++;
        number = this.#after(rises, falls, up, down);
        highest = Math.max(highest, number);
      }
      sum += number * (toNs - atNs);
      mean[bucket]! += sum / bucketNs;
      peak[bucket]! += highest;
    }
  }

  /** The block that begins after so many moments, if all of it is before `toNs`; -1 when there is none. */
  #blockAt(moments: number, toNs: number): number {
    if (moments % BLOCK !== 0) return -1;
    const block = moments / BLOCK;
    return block < this.#sums.length && this.#borders[block + 1]!.atNs < toNs ? block : -1;
  }

  #build(): void {
    const { rises, falls } = this;
    const total = rises.count + falls.count;
    if (this.#borders.length === 0 && total > 0) this.#borders.push({ atNs: this.#nextNs(0, 0), up: 0, down: 0 });
    // A block ends where a moment after it begins.
    while ((this.#sums.length + 1) * BLOCK < total) {
      let { atNs, up, down } = this.#borders.at(-1)!;
      let [number, sum, highest] = [0, 0, 0];
      for (let moment = 0; moment < BLOCK; moment++) {
        const nextNs = this.#nextNs(up, down);
        sum += number * (nextNs - atNs);
        atNs = nextNs;
        if (down < falls.count && falls.times[down] === nextNs) down++;
        else up++;
        number = this.#after(rises, falls, up, down);
        highest = Math.max(highest, number);
      }
      const endNs = this.#nextNs(up, down);
      this.#sums.push(sum + number * (endNs - atNs));
      this.#peaks.push(highest);
      this.#borders.push({ atNs: endNs, up, down });
    }
  }

  /** Infinity where there is none. */
  #nextNs(up: number, down: number): number {
    const { rises, falls } = this;
    const riseNs = up < rises.count ? rises.times[up]! : Infinity;
    return Math.min(riseNs, down < falls.count ? falls.times[down]! : Infinity);
  }
}
