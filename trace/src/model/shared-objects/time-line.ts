import { firstIndex, grown } from '../slice-level.ts';

/** Moments with a number, in the order of time. They are added in pieces; a piece may begin a little before the last one's end. */
export class TimeLine {
  count = 0;
  times: Float64Array;
  values: Float64Array;

  /** `expected`: how many moments there will be; room for more is made as they come. */
  constructor(expected = 16) {
    this.times = new Float64Array(expected);
    this.values = new Float64Array(expected);
  }

  /** Takes moments that are in the order of time, and puts them where they belong. `values`: 0 where there are none. */
  merge(times: Float64Array, values: Float64Array = new Float64Array(times.length)): void {
    const { length } = times;
    this.#reserve(this.count + length);
    if (length > 0 && (this.count === 0 || this.times[this.count - 1]! <= times[0]!)) {
      this.times.set(times, this.count);
      this.values.set(values.subarray(0, length), this.count);
      this.count += length;
      return;
    }
    // From the back: what is known moves behind what is new only where it is later.
    let known = this.count - 1;
    let at = this.count + length - 1;
    this.count = at + 1;
    for (let next = length - 1; next >= 0; at--) {
      if (known >= 0 && this.times[known]! > times[next]!) {
        this.times[at] = this.times[known]!;
        this.values[at] = this.values[known--]!;
      } else {
        this.times[at] = times[next]!;
        this.values[at] = values[next]!;
        next--;
      }
    }
  }

  /** How many moments are before `timeNs`. */
  before(timeNs: number): number {
    return firstIndex(this.count, (index) => this.times[index]! >= timeNs);
  }

  #reserve(count: number): void {
    if (count <= this.times.length) return;
    const capacity = Math.max(count, this.times.length * 2);
    this.times = grown(this.times, new Float64Array(capacity));
    this.values = grown(this.values, new Float64Array(capacity));
  }
}

/** One line of several. Of those at one time the earlier line's come first. */
export function mergeAll(lines: readonly TimeLine[]): TimeLine {
  if (lines.length <= 1) return lines[0] ?? new TimeLine();
  const middle = lines.length >> 1;
  const [early, late] = [mergeAll(lines.slice(0, middle)), mergeAll(lines.slice(middle))];
  const merged = new TimeLine(early.count + late.count);
  for (const { times, values, count } of [early, late]) merged.merge(times.subarray(0, count), values);
  return merged;
}
