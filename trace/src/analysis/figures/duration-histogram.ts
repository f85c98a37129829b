/** Durations in classes that are 2 % wide: percentiles of millions cost no memory and no sorting. */
const CLASSES_PER_OCTAVE = 36;
/** Up to 2^63 ns. */
export const CLASSES: number = 63 * CLASSES_PER_OCTAVE + 1;

export class DurationHistogram {
  readonly #counts = new Uint32Array(CLASSES);
  /** ns in each class: its mean is nearer than its middle. */
  readonly #sums = new Float64Array(CLASSES);
  #total = 0;
  #longestNs = 0;

  get total(): number {
    return this.#total;
  }

  get longestNs(): number {
    return this.#longestNs;
  }

  add(durationNs: number): void {
    const index = classOf(durationNs);
    this.#counts[index]!++;
    this.#sums[index]! += durationNs;
    this.#total++;
    this.#longestNs = Math.max(this.#longestNs, durationNs);
  }

  /** The shortest time that at least this share does not exceed, to 2 %; 0 where there is none. */
  percentile(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#total));
    let reached = 0;
    for (let index = 0; index < CLASSES; index++) {
      reached += this.#counts[index]!;
      if (this.#counts[index]! > 0 && reached >= wanted) return this.#meanOf(index);
    }
    return 0;
  }

  /** How many there are from each bound to the next; `bounds` rise, and the last is beyond all. */
  between(bounds: readonly number[]): number[] {
    const counts = bounds.slice(1).map(() => 0);
    for (let index = 0; index < CLASSES; index++) {
      if (this.#counts[index] === 0) continue;
      const at = bounds.findLastIndex((bound) => bound <= this.#meanOf(index));
      counts[Math.min(Math.max(0, at), counts.length - 1)]! += this.#counts[index]!;
    }
    return counts;
  }

  #meanOf(index: number): number {
    return this.#sums[index]! / this.#counts[index]!;
  }
}

/** In which class a time is; longer ones are in later classes. */
export function classOf(durationNs: number): number {
  return durationNs > 1 ? Math.min(CLASSES - 1, 1 + Math.floor(Math.log2(durationNs) * CLASSES_PER_OCTAVE)) : 0;
}
