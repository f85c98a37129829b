import { firstIndex, grown } from '../slice-level.ts';

export interface Moment {
  readonly timeNs: number;
  readonly value: number;
}

/** Moments with a number, in the order of time. They are added in pieces; a piece may begin a little before the last one's end. */
export class TimeLine {
  count = 0;
  times: Float64Array = new Float64Array(16);
  values: Float64Array = new Float64Array(16);

  /** Takes moments in any order, and puts them where they belong. */
  merge(moments: readonly Moment[]): void {
    if (moments.length === 0) return;
    const sorted = moments.toSorted((a, b) => a.timeNs - b.timeNs);
    this.#reserve(this.count + sorted.length);
    // From the back: what is known moves behind what is new only where it is later.
    let known = this.count - 1;
    let at = this.count + sorted.length - 1;
    this.count = at + 1;
    for (let next = sorted.length - 1; next >= 0; at--) {
      const { timeNs, value } = sorted[next]!;
      if (known >= 0 && this.times[known]! > timeNs) {
        this.times[at] = this.times[known]!;
        this.values[at] = this.values[known--]!;
      } else {
        this.times[at] = timeNs;
        this.values[at] = value;
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
