import { firstIndex, grown } from '../slice-level.ts';
import { sortRuns } from './sort-runs.ts';

/** Waits for an object for one reason, in any order: there may be millions. */
export class WaitTimes {
  #count = 0;
  #startNs = new Float64Array(16);
  #endNs = new Float64Array(16);

  /** `endNs`: Infinity while the wait goes on. */
  add(startNs: number, endNs: number): void {
    if (this.#count === this.#startNs.length) {
      this.#startNs = grown(this.#startNs, new Float64Array(this.#count * 2));
      this.#endNs = grown(this.#endNs, new Float64Array(this.#count * 2));
    }
    this.#startNs[this.#count] = startNs;
    this.#endNs[this.#count++] = endNs;
  }

  /** A wait that went on has ended; gives whether it is one of these. */
  end(startNs: number, endNs: number): boolean {
    const at = this.#startNs.findIndex((ns, wait) => ns === startNs && this.#endNs[wait] === Infinity);
    if (at < 0 || at >= this.#count) return false;
    this.#endNs[at] = endNs;
    return true;
  }

  /** Beginnings, in the order of time. */
  starts(): Float64Array {
    return sortRuns(this.#startNs.slice(0, this.#count));
  }

  /** Ends of those that have ended, in the order of time. */
  ends(): Float64Array {
    const sorted = sortRuns(this.#endNs.slice(0, this.#count));
    return sorted.subarray(
      0,
      firstIndex(sorted.length, (at) => sorted[at] === Infinity),
    );
  }
}
