import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { createArena, viewLane } from '../../../runtime/src/instrument/arena.ts';
import { seatInArena } from '../../../runtime/src/instrument/lane.ts';
import { LaneReader } from '../../../runtime/src/instrument/lane-reader.ts';
import { attachRecorder, clockNs, detachRecorder } from '../../../runtime/src/instrument/record.ts';
import { Queue } from '../../../runtime/src/queues/queue.ts';
import { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';

const MESSAGES = 50_000;

let reader: LaneReader;

beforeEach(() => {
  const arena = createArena();
  const seat = seatInArena(arena, performance.timeOrigin, 0);
  attachRecorder(seat);
  reader = new LaneReader(viewLane(arena, seat.slot));
});
afterEach(() => {
  mock.restoreAll();
  detachRecorder();
});

function totalsOf(rows: BatchBuilder, single: RowKind, counted: RowKind): { count: number; ns: number } {
  const total = { count: 0, ns: 0 };
  for (let row = 0; row < rows.count; row++) {
    if (rows.kind[row] !== single && rows.kind[row] !== counted) continue;
    total.count += rows.kind[row] === counted ? rows.value[row]! : 1;
    total.ns += rows.duration[row]!;
  }
  return total;
}

test('a flood of messages is counted exactly, and timed by few clock reads', () => {
  const queue = new Queue<number>();
  const clock = mock.method(performance, 'now');
  for (let i = 0; i < MESSAGES; i++) {
    queue.putSync(i);
    assert.equal(queue.getSync(), i);
  }
  const reads = clock.mock.callCount();
  clock.mock.restore();
  const rows = new BatchBuilder();
  reader.drain(rows, clockNs());
  const put = totalsOf(rows, RowKind.put, RowKind.countedPut);
  const get = totalsOf(rows, RowKind.get, RowKind.countedGet);
  assert.deepEqual([put.count, get.count], [MESSAGES, MESSAGES]);
  assert.ok(put.ns > 0 && get.ns > 0);
  // Two for each of the 2,000 that are recorded singly, and two for one in 64 of the others.
  assert.ok(reads < MESSAGES / 4, `${reads} clock reads for ${MESSAGES * 2} events`);
});
