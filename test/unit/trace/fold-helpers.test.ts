import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldHelpers } from '../../../trace/src/analysis/fold-helpers.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { ThreadRole } from '../../../trace/src/vocabulary.ts';
import { TraceWriter } from './trace-writer.ts';

test('helpers and the instrument of all processes are a row each, and no CPU time is lost', () => {
  const writer = new TraceWriter().thread(1, 'worker-1', 0).thread(2, 'parascope', 0, ThreadRole.instrument);
  writer.thread(1024, 'Process-1 (77)', 0, ThreadRole.process).thread(1025, 'parascope', 0, ThreadRole.instrument);
  for (const helper of [3, 4, 1026]) writer.thread(helper, `V8Worker ${helper}`, 0, ThreadRole.helper);
  for (const thread of [1, 2, 3, 4, 1024, 1025, 1026]) writer.samples(thread, 0, 400, () => 0.25);
  const before = summarize(writer.end(400).model());
  const { threads } = foldHelpers(before);
  assert.deepEqual(
    threads.map(({ name, role, threads: count }) => [name, role, count]),
    [
      ['main', 'main', undefined],
      ['worker-1', 'worker', undefined],
      ['Process-1 (77)', 'process', undefined],
      ['helpers of V8 and libuv', 'helper', 3],
      ['parascope', 'instrument', 2],
    ],
  );
  assert.deepEqual(
    threads.map(({ cpuMs }) => cpuMs),
    [0, 100, 100, 300, 200],
  );
  for (const { states, lifetimeMs } of threads) {
    const sum = Object.values(states).reduce((total, ms) => total + ms, 0);
    assert.ok(Math.abs(sum - lifetimeMs) < 0.01, `${sum} of ${lifetimeMs}`);
  }
});
