import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import {
  COUNTER_ENTRIES,
  FIRST_ALLOWANCE,
  LaneState,
  LaneWord,
  RING_SLOTS,
  createArena,
  freeLane,
  headerOf,
  takeLane,
  takeThreadIndex,
  viewLane,
} from '../../../runtime/src/instrument/arena.ts';
import { createLane, recordExit } from '../../../runtime/src/instrument/lane.ts';
import { LaneReader } from '../../../runtime/src/instrument/lane-reader.ts';
import {
  attachRecorder,
  callSite,
  clockNs,
  detachRecorder,
  newId,
  newIds,
  recordCount,
  recordFlood,
  recordInstant,
  recordObject,
  recordOpen,
  recordRow,
  recordSlice,
  recordTask,
  recordTaskOpen,
  recording,
  siteId,
} from '../../../runtime/src/instrument/record.ts';
import { seatInArena } from '../../../runtime/src/instrument/lane.ts';
import { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';

let arena: SharedArrayBuffer;
let reader: LaneReader;
let rows: BatchBuilder;

beforeEach(() => {
  arena = createArena();
  const seat = seatInArena(arena, performance.timeOrigin, 0);
  attachRecorder(seat);
  reader = new LaneReader(viewLane(arena, seat.slot));
  rows = new BatchBuilder();
});
afterEach(() => detachRecorder());

function drain(): BatchBuilder {
  rows.clear();
  reader.drain(rows, clockNs());
  return rows;
}

function sumOfValues(batch: BatchBuilder, kind: RowKind): number {
  let sum = 0;
  for (let row = 0; row < batch.count; row++) if (batch.kind[row] === kind) sum += batch.value[row]!;
  return sum;
}

test('a slice arrives with its time, duration, object, value and site', () => {
  const before = clockNs();
  const start = clockNs();
  recordSlice(RowKind.waitLock, start, 7, 2.5, 9);
  const after = clockNs();
  const { count, time, duration, thread, kind, object, value, site } = drain();
  assert.equal(count, 1);
  assert.ok(time[0]! >= before && time[0]! + duration[0]! <= after);
  assert.deepEqual([thread[0], kind[0], object[0], value[0], site[0]], [0, RowKind.waitLock, 7, 2.5, 9]);
});

test('nothing is recorded while off, and every id is 0', () => {
  detachRecorder();
  assert.equal(recording(), false);
  recordInstant(RowKind.join, 1, 0, 0);
  recordFlood(RowKind.acquire, clockNs(), 1, 0, 0);
  assert.deepEqual(
    [clockNs(), newId(), newIds(5), callSite(), siteId('f', 'a.ts:1:1'), recordObject(1, 'x', 0)],
    [0, 0, 0, 0, 0, 0],
  );
  assert.equal(drain().count, 0);
});

test('the ring goes round its end without losing or changing a record', () => {
  let next = 0;
  let expected = 0;
  for (let round = 0; round < 7; round++) {
    for (let i = 0; i < RING_SLOTS - 100; i++) recordInstant(RowKind.submit, next++, 0, 0);
    const { count, object } = drain();
    assert.equal(count, RING_SLOTS - 100);
    for (let row = 0; row < count; row++) assert.equal(object[row], expected++);
  }
});

test('a full ring counts what it cannot take, and goes on once it is drained', () => {
  for (let i = 0; i < RING_SLOTS + 25; i++) recordInstant(RowKind.submit, i, 0, 0);
  recordRow({ kind: RowKind.object, text: 'no room for a text either' });
  const full = drain();
  assert.equal(full.count, RING_SLOTS + 1);
  assert.equal(sumOfValues(full, RowKind.dropped), 26);
  recordInstant(RowKind.submit, 1, 0, 0);
  assert.equal(drain().count, 1);
});

test('texts of any length survive, across the end of the ring too', () => {
  for (let filled = 0; filled < RING_SLOTS * 2;) {
    const text = `name ${filled} ü€😀`.repeat((filled % 97) + 1);
    recordRow({ kind: RowKind.object, object: filled, text });
    recordInstant(RowKind.put, 1, 0, 0);
    const { count, texts, object } = drain();
    assert.equal(count, 2);
    assert.equal(texts.get(0), text);
    assert.equal(object[0], filled);
    filled += Math.ceil(Buffer.byteLength(text) / 32) + 2;
  }
});

test('an endless text is cut and the ring stays whole', () => {
  recordRow({ kind: RowKind.meta, text: '€'.repeat(1_000_000) });
  recordInstant(RowKind.put, 3, 0, 0);
  const { count, texts, object } = drain();
  assert.equal(count, 2);
  assert.match(texts.get(0)!, /^€{1000,}$/);
  assert.equal(object[1], 3);
});

test('a flood is recorded singly up to the allowance and then counted: the sum is exact', () => {
  const events = FIRST_ALLOWANCE + 12_345;
  for (let i = 0; i < events; i++) recordFlood(RowKind.acquire, clockNs(), 5, 0, 2);
  const batch = drain();
  let single = 0;
  for (let row = 0; row < batch.count; row++) if (batch.kind[row] === RowKind.acquire) single++;
  const counted = sumOfValues(batch, RowKind.countedAcquire);
  assert.equal(single + counted, events);
  assert.ok(counted > 0 && single >= FIRST_ALLOWANCE);
});

test('an event of 10 us or more is single however many there were', () => {
  for (let i = 0; i < FIRST_ALLOWANCE; i++) recordFlood(RowKind.acquire, clockNs(), 5, 0, 2);
  drain();
  recordFlood(RowKind.acquire, clockNs() - 10_000, 5, 0, 2);
  const { count, kind } = drain();
  assert.equal(count, 1);
  assert.equal(kind[0], RowKind.acquire);
});

test('counts are flushed as differences, per kind, object and site, also beyond the table', () => {
  const keys = COUNTER_ENTRIES * 2;
  let total = 0;
  for (let round = 0; round < 3; round++) {
    for (let object = 0; object < keys; object++) recordCount(RowKind.acquire, object, 1);
    total += sumOfValues(drain(), RowKind.countedAcquire);
  }
  assert.equal(total, keys * 3);
  recordCount(RowKind.put, 0, 1);
  recordCount(RowKind.put, 0, 1);
  const { count, kind, value, object, site } = drain();
  assert.deepEqual([count, kind[0], value[0], object[0], site[0]], [1, RowKind.countedPut, 2, 0, 0]);
});

test('an open slice is announced once, when it has been open a while, with the start time of its slice', () => {
  const old = recordOpen(RowKind.waitGet, 4, 6, clockNs() - 30e6);
  recordOpen(RowKind.task, 8, 0);
  const first = drain();
  assert.deepEqual(
    [first.count, first.kind[0], first.value[0], first.object[0], first.site[0], first.time[0]],
    [1, RowKind.open, RowKind.waitGet, 4, 6, old],
  );
  assert.equal(drain().count, 0);
  recordSlice(RowKind.waitGet, old, 4, 0, 6);
  assert.deepEqual([drain().count, rows.kind[0], rows.time[0]], [1, RowKind.waitGet, old]);
});

test('what a dead thread had just begun is announced, once', () => {
  const start = recordOpen(RowKind.task, 8, 3);
  assert.equal(drain().count, 0);
  rows.clear();
  reader.drain(rows, clockNs(), { ended: true });
  assert.deepEqual(
    [rows.count, rows.kind[0], rows.value[0], rows.object[0], rows.site[0], rows.time[0]],
    [1, RowKind.open, RowKind.task, 8, 3, start],
  );
  rows.clear();
  reader.drain(rows, clockNs(), { ended: true });
  assert.equal(rows.count, 0);
});

test('more open slices than there is room for do no harm', () => {
  const starts = Array.from({ length: 40 }, (_, i) => recordOpen(RowKind.waitResult, i, 0, clockNs() - 50e6 + i));
  drain();
  for (const [i, start] of starts.entries()) recordSlice(RowKind.waitResult, start, i, 0, 0);
  assert.equal(drain().count, 40);
  recordOpen(RowKind.task, 1, 0, clockNs() - 50e6);
  assert.equal(drain().kind[0], RowKind.open);
});

test('sites are introduced once; the call site is the line outside the runtime', () => {
  const site = siteId('work', 'a.ts:3:1');
  assert.equal(siteId('work', 'a.ts:3:1'), site);
  const here = callSite();
  const line = Number(/:(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[1]!)![1]) - 1;
  assert.deepEqual([...drain().texts.values()].length, 2);
  assert.equal(rows.texts.get(0), 'work\ta.ts:3:1');
  assert.match(rows.texts.get(1)!, new RegExp(`record\\.test\\.ts:${line}:\\d+$`));
  assert.notEqual(here, site);
});

test('ids do not repeat, in blocks and one by one', () => {
  const seen = new Set<number>();
  for (let i = 0; i < 1000; i++) seen.add(newId());
  const first = newIds(5000);
  for (let i = 0; i < 5000; i++) seen.add(first + i);
  const few = newIds(200);
  for (let i = 0; i < 200; i++) seen.add(few + i);
  assert.equal(seen.size, 6200);
});

test('a lane is introduced by its parent, its exit recorded once, and its place used again', () => {
  const seat = createLane({ name: 'reader', site: 3 })!;
  recordExit(seat, 4, 2);
  recordExit(seat, 0, 0);
  const { count, kind, thread, object, value, texts } = drain();
  assert.equal(count, 2);
  assert.deepEqual([kind[0], thread[0], object[0], value[0], texts.get(0)], [RowKind.thread, 1, 1, 1, 'reader']);
  assert.deepEqual([kind[1], thread[1], object[1], value[1]], [RowKind.exit, 1, 2, 4]);
  freeLane(viewLane(arena, seat.slot));
  assert.equal(createLane({ name: 'next' })!.slot, seat.slot);
});

test('lanes are taken until there are none, each by one thread', () => {
  const slots = new Set<number>();
  for (let i = 0; i < 520; i++) slots.add(takeLane(arena, { thread: takeThreadIndex(headerOf(arena)), role: 1 }));
  assert.equal(slots.size, 512);
  assert.ok(slots.has(-1));
  assert.equal(Atomics.load(viewLane(arena, 100).control, LaneWord.state), LaneState.live);
});

test('an open task says what it was given, as it came; cut, whatever its characters', () => {
  const given = { name: 'Ada' };
  const startNs = recordTaskOpen(5, 9, given, false);
  const long = recordTaskOpen(6, 9, '漢'.repeat(79), false);
  given.name = 'Grace';
  reader.drain(rows, 0, { ended: true });
  const open = [...rows.texts.values()];
  assert.equal(open[0], '{ name: "Ada" }');
  assert.match(open[1]!, /^"漢{40,}$/u);
  recordTask(startNs, 5, 2, 9, given, false);
  recordTask(long, 6, 2, 9, '漢', false);
  const { kind, texts } = drain();
  assert.deepEqual([kind[0], texts.get(0)], [RowKind.task, '{ name: "Ada" }']);
  assert.equal(texts.get(1)?.length, 80, 'whole once it has ended');
});

test('a task of a thread whose last one took long is looked at before it runs', () => {
  for (let task = 0; task < 20; task++) recordTask(recordTaskOpen(task, 9, task, false), task, 2, 9, task, false);
  recordTask(recordTaskOpen(100, 9, 'short', false), 100, 2, 9, 'short', false);
  recordTaskOpen(101, 9, 'not yet', false);
  recordTask(clockNs() - 20e6, 102, 2, 9, 'long', false);
  recordTaskOpen(103, 9, 'likely long', false);
  reader.drain(rows, 0, { ended: true });
  assert.deepEqual([...rows.texts.values()].slice(20), ['"long"', '"likely long"']);
});
