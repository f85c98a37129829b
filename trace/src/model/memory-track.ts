/** The most memory that was seen: of a thread, of all processes of a run. Bytes. */

/** Of one thread, by its own word; peaks of what was seen at moments. */
export class MemoryTrack {
  /** How often it was looked at; 0 = nobody knows, nor of its garbage collections. */
  samples = 0;
  heapUsedPeak = 0;
  heapTotalPeak = 0;
  externalPeak = 0;

  add(heapUsed: number, heapTotal: number, external: number): void {
    this.samples++;
    this.heapUsedPeak = Math.max(this.heapUsedPeak, heapUsed);
    this.heapTotalPeak = Math.max(this.heapTotalPeak, heapTotal);
    this.externalPeak = Math.max(this.externalPeak, external);
  }
}

interface Resident {
  readonly timeNs: number;
  /** Index of the process's main thread. */
  readonly process: number;
  readonly bytes: number;
}

/** Resident memory of a run's processes, each counted as it was last seen. In a saved trace one process comes after the other. */
export class ResidentMemory {
  readonly #seen: Resident[] = [];
  /** So many are in order and in `#peak`, after which the processes have `#last`, and `#sum` in all. */
  #counted = 0;
  #last = new Map<number, number>();
  #sum = 0;
  #peak = 0;
  #isInOrder = true;

  /** `bytes`: 0 when it has ended. */
  add(seen: Resident): void {
    this.#isInOrder &&= seen.timeNs >= (this.#seen.at(-1)?.timeNs ?? 0);
    this.#seen.push(seen);
  }

  /** The most that all of them had at one time. */
  get peak(): number {
    if (!this.#isInOrder) this.#putInOrder();
    for (; this.#counted < this.#seen.length; this.#counted++) {
      const { process, bytes } = this.#seen[this.#counted]!;
      this.#sum += bytes - (this.#last.get(process) ?? 0);
      this.#last.set(process, bytes);
      this.#peak = Math.max(this.#peak, this.#sum);
    }
    return this.#peak;
  }

  #putInOrder(): void {
    this.#seen.sort((a, b) => a.timeNs - b.timeNs);
    this.#isInOrder = true;
    this.#last = new Map<number, number>();
    this.#counted = this.#sum = this.#peak = 0;
  }
}
