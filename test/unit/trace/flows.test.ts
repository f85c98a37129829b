import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { ExitReason, RowKind } from '../../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** The id of a thread's slice of that kind that starts at a time. */
function sliceId(model: TraceModel, thread: number, kind: number, startMs: number): number {
  const { slices } = model.threads.get(thread)!;
  for (let id = 0; id < slices.count; id++) {
    if (slices.kind[id] === kind && slices.start[id] === startMs * MS) return id;
  }
  throw new Error(`no slice of kind ${kind} in thread ${thread} at ${startMs} ms`);
}

/** `in release 20 <- worker-1 20 work:9 Lock-1`: direction, kind, time here, thread, time there, slice and line there, object. */
function flowsOf(model: TraceModel, thread: number, kind: number, startMs: number): string[] {
  const answer = model.flowsOf(thread, sliceId(model, thread, kind, startMs))!;
  assert.equal(answer.more, 0);
  return answer.flows.map(({ kind: why, direction, hereNs, there, object }) => {
    const { laneId, timeNs, slice, location } = there;
    const title = slice === undefined ? '-' : slice.title.replaceAll(' ', '-');
    if (slice !== undefined)
      assert.ok(slice.startNs <= timeNs && timeNs <= slice.endNs + 0.05 * MS, `${title} at ${timeNs}`);
    const words = [direction, why, hereNs / MS, direction === 'in' ? '<-' : '->', model.threads.get(laneId)!.name];
    return [...words, timeNs / MS, `${title}:${location?.line ?? '?'}`, ...(object === undefined ? [] : [object])].join(
      ' ',
    );
  });
}

function twoWorkers(): { writer: TraceWriter; work: number; line: number } {
  const writer = new TraceWriter();
  const work = writer.site('work', 'main.ts:3:1');
  const line = writer.site('', 'main.ts:9:5');
  writer.thread(1, 'worker-1', 5).thread(2, 'worker-2', 5);
  return { writer, work, line };
}

test('a start leads to the thread, and the thread’s first slice back to it', () => {
  const writer = new TraceWriter();
  const line = writer.site('', 'main.ts:20:3');
  writer.thread(1, 'worker-1', 10, undefined, line).slice(0, RowKind.spawn, 10, 14, { object: 1 });
  const model = writer.slice(1, RowKind.boot, 10, 60).exit(1, 90).end(100).model();
  assert.deepEqual(flowsOf(model, 0, RowKind.spawn, 10), ['out start 10 -> worker-1 10 starting-the-thread:?']);
  assert.deepEqual(flowsOf(model, 1, RowKind.boot, 10), ['in start 10 <- main 10 starting-worker-1:20']);
});

test('a task leads back to who submitted it, and on to who has its result; chunks come back as one', () => {
  const { writer, work, line } = twoWorkers();
  const pool = writer.object('pool', 'Pool-1');
  writer.instant(0, RowKind.submit, 20, { object: 100, value: 3, site: line });
  writer.slice(0, RowKind.waitResult, 20.1, 80, { object: pool, site: line });
  for (const [task, thread, from, to] of [
    [100, 1, 30, 40],
    [101, 1, 40, 50],
    [102, 2, 35, 78],
  ] as const) {
    writer.slice(thread, RowKind.task, from, to, { object: task, value: pool, site: work });
  }
  writer
    .instant(0, RowKind.result, 52, { object: 100, value: 2 })
    .instant(0, RowKind.result, 79, { object: 102, value: 1 });
  const model = writer.end(100).model();
  assert.deepEqual(flowsOf(model, 1, RowKind.task, 40), [
    'in submit 40 <- main 20 -:9',
    'out result 50 -> main 52 waiting-for-results-of-Pool-1:?',
  ]);
  assert.deepEqual(flowsOf(model, 0, RowKind.waitResult, 20.1), [
    'in result 52 <- worker-1 40 work:3',
    'in result 79 <- worker-2 78 work:3',
    'out submit 20 -> worker-1 30 work:3',
    'out submit 20 -> worker-1 40 work:3',
    'out submit 20 -> worker-2 35 work:3',
  ]);
});

test('a result leads back to each task of its chunk, however many there are', () => {
  const { writer, work } = twoWorkers();
  const pool = writer.object('pool', 'Pool-1');
  const chunk = 10_000_000;
  writer
    .slice(1, RowKind.task, 30, 40, { object: chunk, value: pool, site: work })
    .instant(0, RowKind.result, 52, { object: 1, value: chunk });
  const model = writer.end(100).model();
  assert.deepEqual(flowsOf(model, 1, RowKind.task, 30), ['out result 40 -> main 52 -:?']);
});

test('a message leads from its put to its get, by its number, also where the get is read first', () => {
  const { writer, work, line } = twoWorkers();
  const queue = writer.object('queue', 'Queue-1');
  writer.slice(1, RowKind.task, 10, 60, { site: work }).slice(2, RowKind.task, 10, 60, { site: work });
  writer.instant(2, RowKind.get, 14, { object: queue, value: 1, site: line });
  writer.instant(2, RowKind.get, 30.01, { object: queue, value: 2, site: line });
  writer.slice(2, RowKind.waitGet, 15, 30, { object: queue, site: line });
  writer.instant(1, RowKind.put, 12, { object: queue, value: 1, site: line });
  writer.instant(1, RowKind.put, 29, { object: queue, value: 2, site: line });
  const model = writer.end(100).model();
  assert.deepEqual(flowsOf(model, 2, RowKind.waitGet, 15), ['in message 30.01 <- worker-1 29 work:9 Queue-1']);
  assert.deepEqual(flowsOf(model, 1, RowKind.task, 10), [
    'out message 12 -> worker-2 14 work:9 Queue-1',
    'out message 29 -> worker-2 30.01 waiting-to-get-from-Queue-1:9 Queue-1',
  ]);
  assert.equal(flowsOf(model, 2, RowKind.task, 10).length, 2);
});

test('a full queue: the get that made room let the put go on', () => {
  const { writer, work, line } = twoWorkers();
  const queue = writer.object('queue', 'Queue-1');
  writer.slice(1, RowKind.task, 10, 60, { site: work }).slice(1, RowKind.waitPut, 20, 41, { object: queue });
  writer.instant(2, RowKind.get, 15, { object: queue, value: 1, site: line });
  writer.instant(2, RowKind.get, 40.9, { object: queue, value: 2, site: line });
  const model = writer.end(100).model();
  assert.deepEqual(flowsOf(model, 1, RowKind.waitPut, 20), ['in room 41 <- worker-2 40.9 -:9 Queue-1']);
});

test('who waited for a lock was let go by who held it last, from the line that had taken it', () => {
  const { writer, work, line } = twoWorkers();
  const lock = writer.object('lock', 'Lock-1');
  writer.thread(3, 'worker-3', 5);
  for (const thread of [1, 2, 3]) writer.slice(thread, RowKind.task, 10, 90, { site: work });
  // 1 holds it until 30, then 2 until 50, then 3; the rows come in the order in which they end.
  writer.slice(1, RowKind.hold, 12, 30, { object: lock, site: line });
  writer.slice(2, RowKind.waitLock, 15, 30.02, { object: lock, value: 1, site: line });
  writer.slice(2, RowKind.hold, 30.02, 50, { object: lock, site: line });
  writer.slice(3, RowKind.waitLock, 14, 50.03, { object: lock, value: 1, site: line });
  writer.slice(3, RowKind.hold, 50.03, 50.06, { object: lock, site: line });
  // Gave up: nobody let it go on.
  writer.slice(1, RowKind.waitLock, 40, 55, { object: lock, value: 0, site: line });
  const model = writer.end(100).model();
  assert.deepEqual(flowsOf(model, 2, RowKind.waitLock, 15), ['in release 30.02 <- worker-1 30 work:9 Lock-1']);
  assert.deepEqual(flowsOf(model, 3, RowKind.waitLock, 14), ['in release 50.03 <- worker-2 50 work:9 Lock-1']);
  assert.deepEqual(flowsOf(model, 1, RowKind.waitLock, 40), []);
  assert.deepEqual(flowsOf(model, 1, RowKind.task, 10), [
    'out release 30 -> worker-2 30.02 waiting-for-Lock-1:9 Lock-1',
  ]);
  assert.deepEqual(flowsOf(model, 2, RowKind.task, 10), [
    'out release 50 -> worker-3 50.03 waiting-for-Lock-1:9 Lock-1',
  ]);
});

test('a notification leads to all whom it woke, and a release of a semaphore to who had waited', () => {
  const { writer, work, line } = twoWorkers();
  const event = writer.object('event', 'Event-1');
  const semaphore = writer.object('semaphore', 'Semaphore-1');
  writer.thread(3, 'worker-3', 5);
  for (const thread of [1, 2, 3]) writer.slice(thread, RowKind.task, 10, 90, { site: work });
  writer.instant(1, RowKind.notify, 40, { object: event, site: line });
  for (const thread of [2, 3])
    writer.slice(thread, RowKind.waitEvent, 20, 40 + thread / 10, { object: event, value: 1 });
  writer.slice(2, RowKind.waitSemaphore, 50, 60.1, { object: semaphore, value: 1 });
  writer.instant(1, RowKind.notify, 60, { object: semaphore, site: line });
  const model = writer.end(100).model();
  assert.deepEqual(flowsOf(model, 2, RowKind.waitEvent, 20), ['in notify 40.2 <- worker-1 40 work:9 Event-1']);
  assert.deepEqual(flowsOf(model, 2, RowKind.waitSemaphore, 50), ['in release 60.1 <- worker-1 60 work:9 Semaphore-1']);
  assert.deepEqual(flowsOf(model, 1, RowKind.task, 10), [
    'out notify 40 -> worker-2 40.2 waiting-for-Event-1-to-be-set:? Event-1',
    'out notify 40 -> worker-3 40.3 waiting-for-Event-1-to-be-set:? Event-1',
    'out release 60 -> worker-2 60.1 waiting-for-Semaphore-1:? Semaphore-1',
  ]);
});

test('the last to come to a barrier lets the others go', () => {
  const { writer } = twoWorkers();
  const barrier = writer.object('barrier', 'Barrier-1');
  writer.slice(1, RowKind.waitBarrier, 20, 50.2, { object: barrier, value: 1 });
  writer.slice(2, RowKind.waitBarrier, 50, 50.1, { object: barrier, value: 1 });
  // The round before.
  writer.slice(1, RowKind.waitBarrier, 5, 10, { object: barrier, value: 1 });
  writer.slice(2, RowKind.waitBarrier, 9.9, 10, { object: barrier, value: 1 });
  const model = writer.end(100).model();
  const name = 'waiting-for-the-others-at-Barrier-1:?';
  assert.deepEqual(flowsOf(model, 1, RowKind.waitBarrier, 20), [`in barrier 50.2 <- worker-2 50 ${name} Barrier-1`]);
  assert.deepEqual(flowsOf(model, 2, RowKind.waitBarrier, 50), [`out barrier 50 -> worker-1 50.2 ${name} Barrier-1`]);
});

test('the end of a thread leads to who had waited for it', () => {
  const { writer, work } = twoWorkers();
  writer.slice(1, RowKind.task, 10, 60, { site: work }).slice(0, RowKind.waitJoin, 20, 61, { object: 2 });
  // It ran out of time before the end of worker-2.
  writer.slice(0, RowKind.waitJoin, 65, 70, { object: 3 }).slice(2, RowKind.task, 10, 80, { site: work });
  const model = writer.exit(1, 60.5).exit(2, 80, 0, ExitReason.finished).end(100).model();
  assert.deepEqual(flowsOf(model, 1, RowKind.task, 10), ['out end 60 -> main 61 waiting-for-worker-1-to-end:?']);
  assert.deepEqual(flowsOf(model, 0, RowKind.waitJoin, 65), []);
  assert.deepEqual(flowsOf(model, 2, RowKind.task, 10), []);
});

test('of many flows the first are listed and the others counted; what does not exist has none', () => {
  const { writer, work } = twoWorkers();
  const queue = writer.object('queue', 'Queue-1');
  writer.slice(1, RowKind.task, 10, 60, { site: work }).slice(2, RowKind.task, 10, 60, { site: work });
  for (let number = 1; number <= 50; number++) {
    writer.instant(1, RowKind.put, 10 + number / 2, { object: queue, value: number });
    writer.instant(2, RowKind.get, 10.1 + number / 2, { object: queue, value: number });
  }
  const model = writer.end(100).model();
  const { flows, more } = model.flowsOf(1, sliceId(model, 1, RowKind.task, 10))!;
  assert.deepEqual([flows.length, more], [20, 30]);
  for (const slice of [-1, 1.5, 99, NaN]) assert.equal(model.flowsOf(1, slice), null);
  assert.equal(model.flowsOf(77, 0), null);
});
