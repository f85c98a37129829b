/**
 * What it costs to write, read, hold, sum up and show a trace of a million rows (8 threads, a task with a wait in it over
 * and over, samples), on this machine. Isolates the pure part: no files, no recording. Floor for writing: copying the
 * columns; for reading: a pass over them.
 */
import { summarize } from '../trace/src/analysis/summarize.ts';
import { readTrace } from '../trace/src/ipc-reader.ts';
import { encodeBatch, schemaMessage } from '../trace/src/ipc-writer.ts';
import { TraceModel } from '../trace/src/model/trace-model.ts';
import { BatchBuilder } from '../trace/src/row-batch.ts';
import { RowKind } from '../trace/src/vocabulary.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const BATCH = 16_384;
const THREADS = 8;
const RUNS = 5;

function build(): BatchBuilder[] {
  const batches: BatchBuilder[] = [];
  let batch = new BatchBuilder(BATCH);
  const push = (...row: Parameters<BatchBuilder['push']>): void => {
    if (batch.count === BATCH) {
      batches.push(batch);
      batch = new BatchBuilder(BATCH);
    }
    batch.push(...row);
  };
  for (let thread = 1; thread <= THREADS; thread++) push(0, 0, thread, RowKind.thread, 1, 1, 0);
  for (let step = 0, row = THREADS; row < ROWS; step++) {
    const time = step * 20_000;
    for (let thread = 1; thread <= THREADS; thread++, row += 4) {
      push(time + 5000, 5000, thread, RowKind.waitLock, 7, 1, 3);
      push(time + 10_000, 0, thread, RowKind.put, 9, step, 0);
      push(time, 20_000, thread, RowKind.task, row, 5, 2);
      push(time + 20_000, 12_000, thread, RowKind.sample, 1 + (thread % 2), 0, 20);
    }
  }
  batches.push(batch);
  return batches;
}

/** Median ms of five runs. */
function median(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[RUNS >> 1]!;
}

function print(what: string, ms: number): void {
  console.log(
    `${what.padEnd(44)} ${ms.toFixed(1).padStart(8)} ms  ${((ms * 1e6) / ROWS).toFixed(0).padStart(6)} ns/row`,
  );
}

const batches = build();
let encoded: Uint8Array[] = [];
print(
  'write',
  median(() => (encoded = [schemaMessage(), ...batches.map((batch) => encodeBatch(batch, batch.count))])),
);
const stream = new Uint8Array(Buffer.concat(encoded));
console.log(`${'size'.padEnd(44)} ${(stream.length / ROWS).toFixed(2).padStart(8)} bytes/row`);
print(
  'floor: copy the bytes once',
  median(() => void stream.slice()),
);
print(
  'read',
  median(() => void readTrace(stream)),
);

let model = new TraceModel();
const fill = (): void => {
  model = new TraceModel();
  model.append(stream);
};
print('hold (append to a model)', median(fill));
print('sum up, first time', (fill(), median(() => void summarize(model))));
print(
  'read, hold and sum up',
  median(() => (fill(), void summarize(model))),
);
const laneIds = model.lanes().map(({ id }) => id);
const window = { startNs: 0, endNs: model.endNs, widthPx: 1600, laneIds };
print(
  'window of everything, 1600 px',
  median(() => void model.window(window)),
);
const close = { ...window, startNs: model.endNs / 2, endNs: model.endNs / 2 + 1e6 };
print(
  'window of 1 ms in the middle, 1600 px',
  median(() => void model.window(close)),
);
