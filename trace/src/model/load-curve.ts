/**
 * CPU time over time, summed over many sources, in a bounded number of bins: when the run grows beyond them, bins become
 * twice as wide. Adding a period costs the same however long it is.
 */
const MOST_BINS = 65_536;
const FIRST_BIN_NS = 1_000_000;

export class LoadCurve {
  #binNs = FIRST_BIN_NS;
  readonly #bins: number;
  /** ns of CPU in a bin, and the change from one bin to the next of what covers whole bins. */
  readonly #ns: Float64Array;
  readonly #change: Float64Array;

  /** `bins`: an even number. Default 65,536, which is a minute at full resolution. */
  constructor(bins: number = MOST_BINS) {
    this.#bins = bins;
    this.#ns = new Float64Array(bins);
    this.#change = new Float64Array(bins + 1);
  }

  /** Spreads `cpuNs` evenly over (fromNs, toNs]. */
  add(fromNs: number, toNs: number, cpuNs: number): void {
    const from = Math.max(0, fromNs);
    if (!(toNs > from) || cpuNs <= 0) return;
    while (toNs >= this.#bins * this.#binNs) this.#widen();
    const density = cpuNs / (toNs - from);
    const first = Math.floor(from / this.#binNs);
    const last = Math.floor(toNs / this.#binNs);
    if (first === last) {
      this.#ns[first]! += cpuNs;
      return;
    }
    this.#ns[first]! += density * ((first + 1) * this.#binNs - from);
    this.#ns[last]! += density * (toNs - last * this.#binNs);
    this.#change[first + 1]! += density * this.#binNs;
    this.#change[last]! -= density * this.#binNs;
  }

  /** Mean CPU per wall time in `count` equal buckets of [startNs, endNs). */
  buckets(startNs: number, endNs: number, count: number): Float32Array {
    const means = new Float32Array(count);
    const bucketNs = (endNs - startNs) / count;
    if (!(bucketNs > 0)) return means;
    let whole = 0;
    const lastBin = Math.min(this.#bins - 1, Math.floor(endNs / this.#binNs));
    for (let bin = 0; bin <= lastBin; bin++) {
      whole += this.#change[bin]!;
      const from = Math.max(bin * this.#binNs, startNs);
      const to = Math.min((bin + 1) * this.#binNs, endNs);
      if (to <= from) continue;
      const load = Math.max(0, whole + this.#ns[bin]!) / this.#binNs;
      const firstBucket = Math.floor((from - startNs) / bucketNs);
      for (let bucket = firstBucket; bucket < count; bucket++) {
        const left = startNs + bucket * bucketNs;
        if (left >= to) break;
        means[bucket]! += (load * (Math.min(to, left + bucketNs) - Math.max(from, left))) / bucketNs;
      }
    }
    return means;
  }

  #widen(): void {
    // As plain bins first: a bin that is twice as wide may begin in the middle of a stretch.
    let whole = 0;
    for (let bin = 0; bin < this.#bins; bin++) {
      whole += this.#change[bin]!;
      this.#ns[bin]! += whole;
    }
    this.#change.fill(0);
    for (let bin = 0; bin < this.#bins / 2; bin++) this.#ns[bin] = this.#ns[bin * 2]! + this.#ns[bin * 2 + 1]!;
    this.#ns.fill(0, this.#bins / 2);
    this.#binNs *= 2;
  }
}
