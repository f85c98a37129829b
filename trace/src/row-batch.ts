import type { RowKind } from './vocabulary.ts';

/**
 * Rows of a trace as columns; docs/TRACE_FORMAT.md has their meaning. The arrays may be longer than the rows they hold:
 * the count travels beside them.
 */
export interface RowColumns {
  readonly time: Float64Array;
  readonly duration: Float64Array;
  readonly thread: Uint16Array;
  readonly kind: Uint8Array;
  readonly object: Uint32Array;
  readonly value: Float32Array;
  readonly site: Uint32Array;
  /** Text by row; rows that are not in it have the empty text. */
  readonly texts: ReadonlyMap<number, string>;
}

export interface RowBatch extends RowColumns {
  readonly count: number;
}

/** One row, for those who build batches row by row. */
export interface Row {
  readonly kind: RowKind;
  /** ns */
  readonly time?: number;
  /** ns */
  readonly duration?: number;
  readonly thread?: number;
  readonly object?: number;
  readonly value?: number;
  readonly site?: number;
  readonly text?: string;
}

/** Collects rows into one batch, which is reused after `clear`. */
export class BatchBuilder implements RowBatch {
  time!: Float64Array;
  duration!: Float64Array;
  thread!: Uint16Array;
  kind!: Uint8Array;
  object!: Uint32Array;
  value!: Float32Array;
  site!: Uint32Array;
  readonly texts: Map<number, string> = new Map<number, string>();
  count = 0;

  /** `capacity` is a start: the batch grows. */
  constructor(capacity = 1024) {
    this.#allocate(Math.max(1, capacity));
  }

  add(row: Row): void {
    if (row.text !== undefined && row.text !== '') this.texts.set(this.count, row.text);
    this.push(
      row.time ?? 0,
      row.duration ?? 0,
      row.thread ?? 0,
      row.kind,
      row.object ?? 0,
      row.value ?? 0,
      row.site ?? 0,
    );
  }

  /** As `add`, without an object: for the collector's loop. */
  push(
    time: number,
    duration: number,
    thread: number,
    kind: number,
    object: number,
    value: number,
    site: number,
  ): void {
    if (this.count === this.time.length) this.#grow();
    const row = this.count++;
    this.time[row] = time;
    this.duration[row] = duration;
    this.thread[row] = thread;
    this.kind[row] = kind;
    this.object[row] = object;
    this.value[row] = value;
    this.site[row] = site;
  }

  clear(): void {
    this.count = 0;
    this.texts.clear();
  }

  #grow(): void {
    const { time, duration, thread, kind, object, value, site } = this;
    this.#allocate(time.length * 2);
    this.time.set(time);
    this.duration.set(duration);
    this.thread.set(thread);
    this.kind.set(kind);
    this.object.set(object);
    this.value.set(value);
    this.site.set(site);
  }

  #allocate(capacity: number): void {
    this.time = new Float64Array(capacity);
    this.duration = new Float64Array(capacity);
    this.thread = new Uint16Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.object = new Uint32Array(capacity);
    this.value = new Float32Array(capacity);
    this.site = new Uint32Array(capacity);
  }
}
