import { BatchBuilder, type RowBatch } from '../row-batch.ts';

/** Later times than this are not times: 31 years. */
const MAX_NS = 1e18;

/** Rows whose times are none, as they are negative or no numbers. A trace may hold anything. */
export class OddRows {
  count = 0;

  /** The batch, where need be without rows that have no time, and with 0 for a duration that is none. */
  leftOutOf(batch: RowBatch): RowBatch {
    const { count, time, duration } = batch;
    for (let row = 0; row < count; row++) {
      if (!isTime(time[row]!) || !isTime(duration[row]!)) return this.#mended(batch);
    }
    return batch;
  }

  #mended(batch: RowBatch): RowBatch {
    const mended = new BatchBuilder(batch.count);
    for (let row = 0; row < batch.count; row++) {
      const [time, duration] = [batch.time[row]!, batch.duration[row]!];
      if (!isTime(time) || !isTime(duration)) this.count++;
      if (!isTime(time)) continue;
      const text = batch.texts.get(row);
      if (text !== undefined) mended.texts.set(mended.count, text);
      const [thread, kind, object] = [batch.thread[row]!, batch.kind[row]!, batch.object[row]!];
      mended.push(time, isTime(duration) ? duration : 0, thread, kind, object, batch.value[row]!, batch.site[row]!);
    }
    return mended;
  }
}

function isTime(ns: number): boolean {
  return ns >= 0 && ns < MAX_NS;
}
