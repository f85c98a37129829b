import { grown } from '../model/slice-level.ts';

/** All in ns. */
export interface WorkOfBatch {
  ns: number;
  longestNs: number;
  endNs: number;
}

/** What one worker did of each batch of tasks: a row for tasks of one batch that follow each other. */
export class WorkColumns {
  #count = 0;
  #batch = new Uint32Array(16);
  #ns = new Float64Array(16);
  #longestNs = new Float64Array(16);
  #endNs = new Float64Array(16);
  /** Rows in the order of batches, once they are asked for. */
  #order: Uint32Array | undefined;
  #next = 0;

  /** Adds a task. None may come after the first question. */
  add(batch: number, startNs: number, endNs: number): void {
    const isNew = this.#count === 0 || this.#batch[this.#count - 1] !== batch;
    if (isNew && this.#count === this.#batch.length) this.#grow();
    const row = isNew ? this.#count++ : this.#count - 1;
    this.#batch[row] = batch;
    this.#ns[row]! += endNs - startNs;
    this.#longestNs[row] = Math.max(this.#longestNs[row]!, endNs - startNs);
    this.#endNs[row] = Math.max(this.#endNs[row]!, endNs);
  }

  /** Batches are asked for in their order; `undefined` where it did nothing of one. */
  of(batch: number): WorkOfBatch | undefined {
    const batches = this.#batch;
    this.#order ??= Uint32Array.from({ length: this.#count }, (_, row) => row).sort(
      (a, b) => batches[a]! - batches[b]! || a - b,
    );
    let work: WorkOfBatch | undefined;
    for (; this.#next < this.#count && batches[this.#order[this.#next]!]! <= batch; this.#next++) {
      const row = this.#order[this.#next]!;
      work ??= { ns: 0, longestNs: 0, endNs: 0 };
      work.ns += this.#ns[row]!;
      work.longestNs = Math.max(work.longestNs, this.#longestNs[row]!);
      work.endNs = Math.max(work.endNs, this.#endNs[row]!);
    }
    return work;
  }

  #grow(): void {
    const capacity = this.#count * 2;
    this.#batch = grown(this.#batch, new Uint32Array(capacity));
    this.#ns = grown(this.#ns, new Float64Array(capacity));
    this.#longestNs = grown(this.#longestNs, new Float64Array(capacity));
    this.#endNs = grown(this.#endNs, new Float64Array(capacity));
  }
}
