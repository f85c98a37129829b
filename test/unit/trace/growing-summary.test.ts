import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { asWritten } from './as-written.ts';
import { Random } from './random.ts';
import { simulate } from './simulator.ts';
import { TraceWriter } from './trace-writer.ts';

/** Which slices lie on which level, of each thread. */
const levelsOf = (model: TraceModel): number[][][] =>
  Array.from(model.threads.values(), ({ levels }) => levels.map(({ slices, count }) => [...slices.subarray(0, count)]));

test('what is said of a run again and again while it grows is what is said of it once', () => {
  let tasks = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const growing = new TraceModel();
    const { batch: rows } = simulate(new Random(seed)).writer;
    let batches = 0;
    for (const batch of asWritten(rows, 40)) {
      growing.append(batch);
      batches++;
      const atOnce = new TraceModel();
      let left = batches;
      for (const part of asWritten(rows, 40)) {
        if (left-- <= 0) break;
        atOnce.append(part);
      }
      assert.deepEqual(levelsOf(growing), levelsOf(atOnce), `seed ${seed}, ${batches} batches`);
      const summary = summarize(growing);
      assert.deepEqual(summary, summarize(atOnce), `seed ${seed}, ${batches} batches`);
      tasks += summary.tasks.count;
    }
  }
  assert.ok(tasks > 1000, `only ${tasks} tasks`);
});

test('a task that is told of as it begins counts once, as it runs, ends with its thread, and is told of late', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0);
  const model = writer.model();
  const append = (write: (rows: TraceWriter) => void): void => {
    const rows = new TraceWriter();
    rows.batch.clear();
    write(rows);
    model.append(rows.batch);
  };
  const tasks = (): unknown => {
    const { count, unfinished, p50Ms } = summarize(model).tasks;
    return { count, unfinished, p50Ms };
  };
  append((rows) => rows.slice(1, RowKind.task, 0, 3).open(1, RowKind.task, 5));
  assert.deepEqual(tasks(), { count: 2, unfinished: 1, p50Ms: 3 });
  append((rows) => rows.exit(1, 25));
  assert.deepEqual(tasks(), { count: 2, unfinished: 1, p50Ms: 3 });
  append((rows) => rows.slice(1, RowKind.task, 5, 6));
  assert.deepEqual(tasks(), { count: 2, unfinished: 0, p50Ms: 1 });
});
