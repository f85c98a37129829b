import { RowKind } from '../vocabulary.ts';
import { quantityOf } from './quantity.ts';

/** How many events of each kind there were; exact, whether recorded one by one or counted. */
export class EventCounts {
  /** Workers that were introduced. */
  spawn = 0;
  /** By kind: rows, and the sums of their values where these are amounts. */
  readonly #rows = new Float64Array(256);
  readonly #values = new Float64Array(256);
  #acquiredWaiting = 0;

  /** `rowValue` as in the row, where it may be anything. */
  add(kind: number, rowValue: number): void {
    this.#rows[kind]!++;
    if (SUMMED[kind] === 1) this.#values[kind]! += quantityOf(rowValue);
    else if (quantityOf(rowValue) > 0 && (kind === RowKind.waitLock || kind === RowKind.waitSemaphore)) {
      this.#acquiredWaiting++;
    }
  }

  /** Rows that stand for one event of a thread. */
  get recorded(): number {
    const all = this.#rows.subarray(RowKind.spawn, RowKind.countedAcquire).reduce((sum, rows) => sum + rows, 0);
    return all - this.#rows[RowKind.open]!;
  }

  /** Events that were counted instead. */
  get counted(): number {
    return COUNTED.reduce((sum, kind) => sum + this.#values[kind]!, 0);
  }

  get dropped(): number {
    return this.#values[RowKind.dropped]!;
  }

  get join(): number {
    return this.#rows[RowKind.join]!;
  }

  get submit(): number {
    return this.#values[RowKind.submit]!;
  }

  get put(): number {
    return this.#rows[RowKind.put]! + this.#values[RowKind.countedPut]!;
  }

  get get(): number {
    return this.#rows[RowKind.get]! + this.#values[RowKind.countedGet]!;
  }

  get acquire(): number {
    return this.#rows[RowKind.acquire]! + this.#acquiredWaiting + this.#values[RowKind.countedAcquire]!;
  }

  /** Calls of the user's functions that have ended, those of floods among them. */
  get task(): number {
    return this.#rows[RowKind.task]! + this.#values[RowKind.countedTask]!;
  }
}

const COUNTED: readonly number[] = [
  RowKind.countedAcquire,
  RowKind.countedPut,
  RowKind.countedGet,
  RowKind.countedTask,
  RowKind.countedWait,
  RowKind.countedGc,
];

/** By kind: 1 where values are summed up. */
const SUMMED = new Uint8Array(256);
for (const kind of [...COUNTED, RowKind.submit, RowKind.dropped]) SUMMED[kind] = 1;
