/** What tells who made whom go on: instants, as they come; slices, once they are asked for. Holds, messages and notifications are in `Handovers`. */
import type { RowBatch } from '../../row-batch.ts';
import { firstIndex } from '../slice-level.ts';
import type { ThreadTrack } from '../thread-track.ts';
import { EventLists, EventTable, type EventList, type FlowEvent } from './event-list.ts';
import { SliceIndex } from './slice-index.ts';

/** Instants of one kind. Who did them is found when somebody asks. */
class KindIndex {
  readonly table: EventTable = new EventTable();
  readonly #ofThread = new EventLists(this.table);
  #threadRows = 0;

  /** Takes a row. */
  add(batch: RowBatch, row: number): void {
    const timeNs = batch.time[row]!;
    const number = batch.value[row]!;
    const { table } = this;
    table.add({
      timeNs,
      startNs: timeNs,
      thread: batch.thread[row]!,
      object: batch.object[row]!,
      number,
      site: batch.site[row]!,
    });
  }

  /** By who did them. */
  ofThread(thread: number): EventList {
    const { table } = this;
    for (; this.#threadRows < table.count; this.#threadRows++) {
      this.#ofThread.add(table.thread[this.#threadRows]!, this.#threadRows);
    }
    return this.#ofThread.of(thread);
  }
}

export class FlowIndex {
  /** `object`: the first task. */
  readonly submits: KindIndex = new KindIndex();
  /** `object`: the first task of a chunk, `number`: how many there are in it, 0 = 1. */
  readonly results: KindIndex = new KindIndex();
  readonly slices: SliceIndex = new SliceIndex();
  /** Rows of the results, by their first tasks. */
  #resultsByTask = new Uint32Array(0);

  /** To be called before slices are asked for. */
  update(tracks: Iterable<ThreadTrack>): void {
    this.slices.update(tracks);
  }

  /** A chunk of several tasks comes back as one. */
  resultOf(task: number): FlowEvent | undefined {
    const { table } = this.results;
    const { object, number } = table;
    if (this.#resultsByTask.length !== table.count) {
      const rows = Uint32Array.from({ length: table.count }, (_, row) => row);
      this.#resultsByTask = rows.sort((a, b) => object[a]! - object[b]! || a - b);
    }
    const rows = this.#resultsByTask;
    const row = rows[firstIndex(rows.length, (at) => object[rows[at]!]! > task) - 1];
    if (row === undefined) return undefined;
    const count = number[row]! >= 1 ? number[row]! : 1;
    return task < object[row]! + count ? table.at(row) : undefined;
  }
}
