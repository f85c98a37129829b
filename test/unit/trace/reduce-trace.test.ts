import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { reduceTrace } from '../../../trace/src/reduce-trace.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** Thousands of short tasks, waits and messages, among them a few long ones. */
function busyRun(): Uint8Array {
  const writer = new TraceWriter();
  const site = writer.site('work', 'main.ts:3:1');
  const pool = writer.object('pool', 'Pool-1');
  const lock = writer.object('lock', 'Lock-1', site);
  const queue = writer.object('queue', 'Queue-1', site);
  writer.thread(1, 'worker', 0).samples(1, 0, 2000, () => 1);
  for (let task = 1; task <= 4000; task++) {
    const at = task * 0.4;
    const length = task % 1000 === 0 ? 5 : 0.2;
    writer.slice(1, RowKind.task, at, at + length, { object: task, value: pool, site });
    writer.slice(0, RowKind.waitLock, at, at + (task % 500 === 0 ? 3 : 0.05), { object: lock, value: 1, site });
    writer.instant(0, RowKind.put, at, { object: queue, value: task });
    writer.instant(1, RowKind.get, at + 0.1, { object: queue, value: task });
  }
  return writer.exit(1, 2000).end(2000).bytes();
}

const modelOf = (bytes: Uint8Array): TraceModel => {
  const model = new TraceModel();
  model.append(bytes);
  return model;
};

test('a reduced trace has every long slice and wait, and counts the rest: figures stay what they were', () => {
  const bytes = busyRun();
  const reduced = reduceTrace(bytes);
  assert.ok(reduced.length < bytes.length / 3, `${reduced.length} of ${bytes.length} bytes`);
  const [whole, small] = [modelOf(bytes), modelOf(reduced)];
  const [before, after] = [summarize(whole), summarize(small)];
  assert.equal(after.tasks.count, before.tasks.count);
  assert.deepEqual(after.counts, before.counts);
  assert.equal(after.wallMs, before.wallMs);
  assert.equal(after.cpuMs, before.cpuMs);
  const longOf = (model: TraceModel): number[] =>
    [...model.threads.values()].flatMap(({ slices }) =>
      [...slices.start.subarray(0, slices.count)].filter((start, at) => slices.end[at]! - start >= MS),
    );
  assert.deepEqual(longOf(small), longOf(whole));
  const waitNs = (model: TraceModel): number =>
    [...model.waits.byObject(RowKind.waitLock).values()].flat().reduce((sum, { ns }) => sum + ns, 0);
  assert.ok(Math.abs(waitNs(small) / waitNs(whole) - 1) < 1e-6);
  assert.equal(small.facts.meta?.reducedBelowMs, 1);
  assert.equal(whole.facts.meta?.reducedBelowMs, undefined);
});

test('what is reduced already stays as it is', () => {
  const once = reduceTrace(busyRun());
  assert.deepEqual(modelOf(reduceTrace(once)).counts, modelOf(once).counts);
});
