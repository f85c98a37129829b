import { grown } from './slice-level.ts';

/** Who was seen on a core, in the order of time. Those of one process come in it; those of another may begin anew. */
export class CoreSamples {
  count = 0;
  timeNs: Float64Array = new Float64Array(16);
  periodNs: Float64Array = new Float64Array(16);
  cpuNs: Float64Array = new Float64Array(16);
  thread: Uint16Array = new Uint16Array(16);
  /** So many are in order. */
  #sorted = 0;

  add(thread: number, timeNs: number, periodNs: number, cpuNs: number): void {
    if (this.count === this.timeNs.length) this.#grow();
    const at = this.count++;
    this.timeNs[at] = timeNs;
    this.periodNs[at] = periodNs;
    this.cpuNs[at] = cpuNs;
    this.thread[at] = thread;
    if (this.#sorted === at && (at === 0 || this.timeNs[at - 1]! <= timeNs)) this.#sorted++;
  }

  /** Puts all in order; gives the first place at which something else may be now. */
  sort(): number {
    const { timeNs, count } = this;
    const from = this.#sorted;
    if (from === count) return count;
    const order = Uint32Array.from({ length: count }, (_, at) => at).sort((a, b) => timeNs[a]! - timeNs[b]! || a - b);
    let changed = 0;
    while (order[changed] === changed) changed++;
    this.timeNs = permuted(this.timeNs, order);
    this.periodNs = permuted(this.periodNs, order);
    this.cpuNs = permuted(this.cpuNs, order);
    this.thread = permuted(this.thread, order);
    this.#sorted = count;
    return changed;
  }

  #grow(): void {
    const capacity = this.count * 2;
    this.timeNs = grown(this.timeNs, new Float64Array(capacity));
    this.periodNs = grown(this.periodNs, new Float64Array(capacity));
    this.cpuNs = grown(this.cpuNs, new Float64Array(capacity));
    this.thread = grown(this.thread, new Uint16Array(capacity));
  }
}

function permuted<Column extends Float64Array | Uint16Array>(column: Column, order: Uint32Array): Column {
  const permutation = column.slice() as Column;
  order.forEach((from, to) => (permutation[to] = column[from]!));
  return permutation;
}
