import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stallOf } from '../../../trace/src/analysis/stall.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** Main waits for a pool whose workers wait for a lock, since 50 ms at the latest. */
function waiting(): { readonly writer: TraceWriter; readonly lock: number } {
  const writer = new TraceWriter();
  const lock = writer.object('lock', 'Lock-1');
  const pool = writer.object('pool', 'Pool(2)');
  const line = writer.site('', 'main.ts:8:3');
  writer.open(0, RowKind.waitResult, 20, { object: pool, site: writer.site('', 'main.ts:20:3') });
  for (const thread of [1, 2]) {
    writer.thread(thread, `PoolWorker-${thread}`, 5).open(thread, RowKind.task, 30, { object: thread });
    writer.open(thread, RowKind.waitLock, 40, { object: lock, site: line });
  }
  writer.thread(3, 'PoolWorker-3', 5).open(3, RowKind.waitTask, 50, { object: pool });
  return { writer, lock };
}

const stall = (writer: TraceWriter, nowMs = 1100): string[] | undefined =>
  stallOf(writer.model(), { nowNs: nowMs * MS, quietNs: 1000 * MS });

test('who waits for what is told by lines, those who wait alike in one', () => {
  assert.deepEqual(stall(waiting().writer), [
    'nothing has moved for 1.00 s, every thread waits:',
    '  main: waiting for results of Pool(2) at main.ts:20',
    '  PoolWorker-1, PoolWorker-2: waiting for Lock-1 at main.ts:8',
    '  PoolWorker-3: idle: no task',
  ]);
});

test('nothing is said while somebody may move', () => {
  assert.equal(stall(waiting().writer, 1040), undefined, 'a wait is young');
  const running = waiting().writer.thread(4, 'worker', 5).open(4, RowKind.task, 30, { object: 9 });
  assert.equal(stall(running), undefined, 'a task is no wait');
  const { writer } = waiting();
  assert.equal(stall(writer.samples(1, 900, 1000, () => 0.5)), undefined, 'a thread uses the CPU');
  const released = waiting();
  released.writer.slice(2, RowKind.waitLock, 40, 900, { object: released.lock, value: 1 });
  assert.equal(stall(released.writer), undefined, 'a lock has been taken');
  const loop = new TraceWriter().thread(1, 'PoolWorker-1', 5).open(1, RowKind.waitTask, 50);
  assert.equal(stall(loop), undefined, 'the event loop of main waits for I/O');
  assert.equal(
    stall(
      waiting()
        .writer.thread(5, 'raw', 5)
        .samples(5, 5, 50, () => 1),
    ),
    undefined,
    'a foreign worker',
  );
});

test('threads that have ended, and those of Node itself, do not count', () => {
  const { writer } = waiting();
  writer.thread(6, 'V8Worker', 0, 4).thread(7, 'done', 10).exit(7, 60);
  assert.equal(stall(writer)!.length, 4);
});
