import { BatchBuilder, type RowBatch } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';

/** The rows in the order in which they are written in a run: a slice when it ends. Batches of `size`. */
export function* asWritten(rows: RowBatch, size: number): Generator<RowBatch> {
  const writtenNs = (row: number): number =>
    rows.time[row]! + (rows.kind[row]! >= RowKind.spawn && rows.kind[row]! < RowKind.sample ? rows.duration[row]! : 0);
  const order = Array.from({ length: rows.count }, (_, row) => row).sort((a, b) => writtenNs(a) - writtenNs(b));
  const batch = new BatchBuilder(size);
  for (const row of order) {
    const [time, duration, object] = [rows.time[row]!, rows.duration[row]!, rows.object[row]!];
    batch.push(time, duration, rows.thread[row]!, rows.kind[row]!, object, rows.value[row]!, rows.site[row]!);
    const text = rows.texts.get(row);
    if (text !== undefined) batch.texts.set(batch.count - 1, text);
    if (batch.count < size) continue;
    yield batch;
    batch.clear();
  }
  yield batch;
}
