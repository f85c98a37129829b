import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GcKind, RowKind } from '../../trace/src/vocabulary.ts';
import { ofKind, runRecorded, threadNamed, type RecordedRow } from './instrument-run.ts';

/** How many collections of a kind a thread had. */
function collections(rows: readonly RecordedRow[], thread: number, kind: number): RecordedRow[] {
  return ofKind(rows, RowKind.gc).filter((row) => row.thread === thread && row.value === kind);
}

test('collections of threads that never yield are recorded by kind, where they were', async () => {
  const { rows, exitCode } = await runRecorded('collections.mjs', { args: ['with worker'] });
  assert.equal(exitCode, 0);
  const worker = threadNamed(rows, 'collector');
  assert.ok(collections(rows, worker, GcKind.scavenge).length >= 5);
  assert.ok(collections(rows, worker, GcKind.markSweep).length >= 4);
  assert.ok(collections(rows, 0, GcKind.markSweep).length >= 3);
  const online = ofKind(rows, RowKind.online).find(({ thread }) => thread === worker)!;
  const exit = ofKind(rows, RowKind.exit).find(({ thread }) => thread === worker)!;
  const times = collections(rows, worker, GcKind.markSweep).map(({ time, duration }) => [time, time + duration]);
  for (const [from, to] of times) assert.ok(from! >= online.time && to! <= exit.time && to! > from!);
});

test('the heap of each thread is noted, what its buffers hold apart', async () => {
  const { rows } = await runRecorded('collections.mjs', { args: ['with worker'] });
  const worker = threadNamed(rows, 'collector');
  const noted = ofKind(rows, RowKind.memory).filter(({ thread }) => thread === worker);
  assert.ok(noted.length >= 2);
  // Half a million objects of two words or more each, and 32 MiB outside of the heap.
  assert.ok(Math.max(...noted.map(({ duration }) => duration)) >= 500_000 * 8);
  assert.ok(Math.max(...noted.map(({ site }) => site)) >= 32 * 1024);
  assert.ok(noted.every(({ duration, value }) => duration > 0 && value >= duration * 0.5));
  assert.ok(ofKind(rows, RowKind.memory).some(({ thread, site }) => thread === 0 && site < 32 * 1024));
});

test('a script that never awaits anything is told of its collections too', async () => {
  const { rows, exitCode } = await runRecorded('collections.mjs');
  assert.equal(exitCode, 0);
  assert.ok(collections(rows, 0, GcKind.scavenge).length >= 2);
  assert.ok(collections(rows, 0, GcKind.markSweep).length >= 3);
});

test('handlers of beforeExit run as often as without recording', async () => {
  const { lines } = await runRecorded('before-exit.cjs');
  assert.deepEqual(lines, ['before the end', 'the end']);
});
