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

/** Resident memory of a run's processes, each counted as it was last seen. */
export class ResidentMemory {
  readonly #last = new Map<number, number>();
  #sum = 0;
  peak = 0;

  /** `thread`: the process's main thread; 0 bytes when it has ended. */
  set(thread: number, bytes: number): void {
    this.#sum += bytes - (this.#last.get(thread) ?? 0);
    this.#last.set(thread, bytes);
    this.peak = Math.max(this.peak, this.#sum);
  }
}
