import type { RowBatch } from '../row-batch.ts';
import { grown } from './slice-level.ts';

/** The slices of one thread as columns, in the order of arrival: the row is the slice's id and never changes. */
export class SliceTable {
  count = 0;
  start: Float64Array = new Float64Array(16);
  /** Infinity while the slice is open. */
  end: Float64Array = new Float64Array(16);
  kind: Uint8Array = new Uint8Array(16);
  object: Uint32Array = new Uint32Array(16);
  value: Float32Array = new Float32Array(16);
  site: Uint32Array = new Uint32Array(16);
  /** How many there are of each kind: who looks for one need not look at all slices where there is none. */
  readonly ofKind: Uint32Array = new Uint32Array(256);

  /** Makes room for so many more, where that is known before they come. */
  reserve(more: number): void {
    if (this.count + more > this.start.length) this.#growTo(Math.max(this.count + more, this.start.length * 2));
  }

  /** Takes a row that is a slice of that kind. */
  addRow({ time, duration, object, site }: RowBatch, row: number, kind: number, value: number): void {
    const slice = this.#next(kind);
    this.start[slice] = time[row]!;
    this.end[slice] = time[row]! + duration[row]!;
    this.object[slice] = object[row]!;
    this.value[slice] = value;
    this.site[slice] = site[row]!;
  }

  /** Gives the slice's id. */
  add(start: number, end: number, kind: number, object: number, value: number, site: number): number {
    const slice = this.#next(kind);
    this.start[slice] = start;
    this.end[slice] = end;
    this.object[slice] = object;
    this.value[slice] = value;
    this.site[slice] = site;
    return slice;
  }

  #next(kind: number): number {
    if (this.count === this.start.length) this.#growTo(this.count * 2);
    this.kind[this.count] = kind;
    this.ofKind[kind]!++;
    return this.count++;
  }

  #growTo(capacity: number): void {
    this.start = grown(this.start, new Float64Array(capacity));
    this.end = grown(this.end, new Float64Array(capacity));
    this.kind = grown(this.kind, new Uint8Array(capacity));
    this.object = grown(this.object, new Uint32Array(capacity));
    this.value = grown(this.value, new Float32Array(capacity));
    this.site = grown(this.site, new Uint32Array(capacity));
  }
}
