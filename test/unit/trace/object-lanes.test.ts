import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LaneColumns } from '../../../trace/src/query.ts';
import type { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { Curve } from '../../../trace/src/model/shared-objects/curve.ts';
import { sortRuns } from '../../../trace/src/model/shared-objects/sort-runs.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { Random } from './random.ts';
import { MS, TraceWriter } from './trace-writer.ts';

function laneOf(model: TraceModel, name: string, endMs: number, widthPx: number): LaneColumns {
  const lane = model.lanes().find((info) => info.kind === 'object' && info.name === name);
  assert.ok(lane, `no lane ${name}`);
  return model.window({ startNs: 0, endNs: endMs * MS, widthPx, laneIds: [lane.id] }).lanes[0]!;
}

const level = (columns: LaneColumns, what: string): number[] => [
  ...(columns.levels?.find((candidate) => candidate.what === what)?.mean ?? []),
];

test('the lane of a lock shows who holds it and how many wait', () => {
  const writer = new TraceWriter();
  const site = writer.site('', 'main.ts:7:3');
  const object = writer.object('lock', 'Lock-1', site);
  for (const thread of [1, 2, 3]) writer.thread(thread, `worker-${thread}`, 0);
  writer.slice(1, RowKind.hold, 0, 20, { object, site }).slice(2, RowKind.waitLock, 10, 20, { object, site });
  writer.slice(2, RowKind.hold, 20, 30, { object, site }).slice(3, RowKind.waitLock, 15, 30, { object, site });
  const model = writer.end(40).model();
  const lane = laneOf(model, 'Lock-1', 40, 8);
  assert.deepEqual(
    [...lane.startNs].map((ns, at) => [ns / MS, lane.endNs[at]! / MS]),
    [
      [0, 20],
      [20, 30],
    ],
  );
  const names = model.window({ startNs: 0, endNs: 40 * MS, widthPx: 8, laneIds: [lane.laneId] }).names;
  assert.deepEqual(
    [...lane.name].map((name) => names[name]),
    ['worker-1', 'worker-2'],
  );
  assert.deepEqual(level(lane, 'lock'), [0, 0, 1, 2, 1, 1, 0, 0]);
  const details = model.details(lane.laneId, lane.slice[1]!);
  assert.equal(details?.title, 'worker-2 holds Lock-1');
  assert.equal(details.location?.line, 7);
  assert.equal(model.details(lane.laneId, 2), null);
  assert.equal(model.flowsOf(lane.laneId, 0), null);
});

test('a wait that has no end yet counts until now, and no longer than it took', () => {
  const writer = new TraceWriter();
  const object = writer.object('semaphore', 'Semaphore-1');
  writer.thread(1, 'worker', 0).open(1, RowKind.waitSemaphore, 10, { object });
  writer.samples(1, 0, 20, () => 1);
  const model = writer.model();
  // Known by its open row alone: no row of a wait has come.
  writer.slice(1, RowKind.waitSemaphore, 10, 30, { object }).end(40);
  const late = writer.model();
  assert.deepEqual(level(laneOf(late, 'Semaphore-1', 40, 4), 'semaphore'), [0, 1, 1, 0]);
  assert.equal(
    model.lanes().some(({ name }) => name === 'Semaphore-1'),
    true,
  );
  assert.deepEqual(level(laneOf(model, 'Semaphore-1', 40, 4), 'semaphore'), [0, 1, 0, 0]);
});

test('a wait that ends after its lane was asked for ends in the lane', () => {
  const writer = new TraceWriter();
  const object = writer.object('lock', 'Lock-1');
  writer.slice(0, RowKind.waitLock, 0, 5, { object });
  writer
    .thread(1, 'worker', 0)
    .open(1, RowKind.waitLock, 10, { object })
    .samples(1, 0, 20, () => 1);
  const model = writer.model();
  assert.deepEqual(level(laneOf(model, 'Lock-1', 40, 8), 'lock'), [1, 0, 1, 1, 0, 0, 0, 0]);
  const rest = new TraceWriter();
  rest.slice(1, RowKind.waitLock, 10, 30, { object }).end(40);
  model.append(rest.batch);
  assert.deepEqual(level(laneOf(model, 'Lock-1', 40, 8), 'lock'), [1, 0, 1, 1, 1, 1, 0, 0]);
});

test('the depth of a queue is right though most messages were only counted', () => {
  const writer = new TraceWriter();
  const object = writer.object('queue', 'Queue-1');
  writer.thread(1, 'producer', 0).thread(2, 'consumer', 0);
  const [put, get] = [RowKind.put, RowKind.get];
  writer.instant(1, put, 10, { object, value: 1 }).instant(1, put, 20, { object, value: 1001 });
  writer.instant(2, get, 30, { object, value: 900 }).instant(2, get, 40, { object, value: 1001 });
  const model = writer.end(50).model();
  assert.deepEqual(level(laneOf(model, 'Queue-1', 50, 5), 'depth'), [0, 1, 1001, 101, 0]);
});

test('both directions of a pipe lie in it', () => {
  const writer = new TraceWriter();
  const object = writer.object('pipe', 'Pipe-1');
  writer.thread(1, 'worker', 0);
  writer.instant(0, RowKind.put, 10, { object, value: 1 }).instant(1, RowKind.put, 10, { object, value: 2 });
  writer.instant(1, RowKind.get, 20, { object, value: 1 }).instant(0, RowKind.get, 30, { object, value: 2 });
  assert.deepEqual(level(laneOf(writer.end(40).model(), 'Pipe-1', 40, 4), 'depth'), [0, 2, 1, 0]);
});

test('an object that nobody used has no lane, nor has a pool', () => {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  writer.object('lock', 'Lock-1');
  writer.slice(0, RowKind.waitResult, 0, 10, { object: pool });
  assert.deepEqual(
    writer
      .end(20)
      .model()
      .lanes()
      .filter(({ kind }) => kind === 'object'),
    [],
  );
});

test('a line of moments that came in any pieces is in order, and its means are those of a slow count', () => {
  const random = new Random(7);
  const spans = Array.from({ length: 200 }, () => {
    const startNs = random.next() * 900;
    return { startNs, endNs: startNs + random.next() * 100 };
  });
  const curve = Curve.ofCount();
  for (let at = 0; at < spans.length; at += 7) {
    const piece = spans.slice(at, at + 7);
    curve.merge('rises', Float64Array.from(piece, ({ startNs }) => startNs).sort());
    curve.merge('falls', Float64Array.from(piece, ({ endNs }) => endNs).sort());
  }
  const { rises } = curve;
  const times = [...rises.times.subarray(0, rises.count)];
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  const buckets = { mean: new Float32Array(10), peak: new Float32Array(10) };
  curve.addTo(buckets, 100, 600);
  for (let bucket = 0; bucket < 10; bucket++) {
    const [fromNs, toNs] = [100 + bucket * 50, 150 + bucket * 50];
    const inside = spans.map(({ startNs, endNs }) => Math.max(0, Math.min(endNs, toNs) - Math.max(startNs, fromNs)));
    const mean = inside.reduce((sum, ns) => sum + ns, 0) / 50;
    assert.ok(Math.abs(buckets.mean[bucket]! - mean) < 1e-3, `bucket ${bucket}`);
    assert.ok(buckets.peak[bucket]! >= buckets.mean[bucket]! - 1e-3);
  }
});

test('moments that come in runs, one thread after the other, are put in the order of time', () => {
  const random = new Random(11);
  for (let runs = 0; runs < 12; runs++) {
    const parts = Array.from({ length: runs }, () =>
      Float64Array.from({ length: random.below(40) }, () => random.below(100)).sort(),
    );
    const numbers = Float64Array.from(parts.flatMap((part) => [...part]));
    assert.deepEqual(sortRuns(numbers.slice()), numbers.toSorted());
  }
  const falling = Float64Array.from({ length: 100 }, (_, at) => -at);
  assert.deepEqual(sortRuns(falling.slice()), falling.toSorted());
  assert.deepEqual(sortRuns(Float64Array.of(Infinity, 1, Infinity)), Float64Array.of(1, Infinity, Infinity));
});
