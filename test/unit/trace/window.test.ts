import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import type { LaneColumns } from '../../../trace/src/query.ts';
import { THREAD_STATES, WAIT_REASONS } from '../../../trace/src/query.ts';
import { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { Random } from './random.ts';
import { MS, TraceWriter } from './trace-writer.ts';

interface Slice {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly state: number;
}

const KINDS = [
  [RowKind.task, 'running'],
  [RowKind.waitLock, 'waiting'],
  [RowKind.gc, 'gc'],
  [RowKind.awaiting, 'awaiting'],
] as const;

/** Slices nested at random in [from, to), written when they end, as a thread would. */
function nest(random: Random, writer: TraceWriter, from: number, to: number, depth: number, slices: Slice[]): void {
  let time = from;
  while (time < to) {
    const start = Math.round(time + random.between(2, (to - from) / 20));
    // Most are short, some long.
    const end = Math.round(start + random.between(2, (to - from) / (random.below(4) === 0 ? 5 : 200)));
    if (end >= to) return;
    const [kind, state] = random.pick(KINDS);
    if (depth < 3 && end - start > 5000 && random.below(8) === 0) nest(random, writer, start, end, depth + 1, slices);
    writer.row({ kind, thread: 1, time: start, duration: end - start, value: 1 });
    slices.push({ start, end, depth, state: THREAD_STATES.indexOf(state) });
    time = end + 2;
  }
}

function marksOf(lane: LaneColumns, depth: number): number[] {
  return Array.from({ length: lane.count }, (_, mark) => mark).filter((mark) => lane.depth[mark] === depth);
}

/** Holds the answer against every slice. */
function check(slices: readonly Slice[], lane: LaneColumns, startNs: number, endNs: number, widthPx: number): void {
  const pixelNs = (endNs - startNs) / widthPx;
  for (let depth = 0; depth < 4; depth++) {
    const inside = slices
      .filter((slice) => slice.depth === depth && slice.end > startNs && slice.start < endNs)
      .sort((a, b) => a.start - b.start);
    const marks = marksOf(lane, depth);
    assert.ok(marks.length <= 2 * widthPx + 2);
    let index = 0;
    for (const mark of marks) {
      const covered = inside.slice(index, index + lane.merged[mark]!);
      index += lane.merged[mark]!;
      assert.equal(lane.startNs[mark], covered[0]!.start);
      assert.equal(lane.endNs[mark], covered.at(-1)!.end);
      const totals = THREAD_STATES.map((_, state) =>
        covered.filter((slice) => slice.state === state).reduce((sum, slice) => sum + slice.end - slice.start, 0),
      );
      assert.ok(totals[lane.state[mark]!]! >= Math.max(...totals) * (1 - 1e-9));
      if (covered.length === 1) continue;
      assert.equal(lane.slice[mark], -1);
      const pixel = (slice: Slice): number => Math.floor((slice.start - startNs) / pixelNs);
      assert.ok(covered.every((slice) => pixel(slice) === pixel(covered[0]!) && slice.end - slice.start < pixelNs));
    }
    assert.equal(index, inside.length, 'each slice is in one mark');
  }
}

test('marks of any window hold every slice of it once, the long ones each for itself', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed);
    const writer = new TraceWriter();
    const slices: Slice[] = [];
    // No worker: what stands in the answer are slices alone, not the time before the first.
    writer.thread(1, 'slices', 0, ThreadRole.helper);
    for (let from = 0; from < 1e9; from += 1e8) nest(random, writer, from, from + 1e8, 0, slices);
    const model = writer.model();
    for (let query = 0; query < 30; query++) {
      const startNs = random.between(-1e8, 1e9);
      const endNs = startNs + 10 ** random.between(3, 9.2);
      const widthPx = 1 + random.below(300);
      const [lane] = model.window({ startNs, endNs, widthPx, laneIds: [1] }).lanes;
      check(slices, lane!, startNs, endNs, widthPx);
    }
  }
});

test('a trace that arrives row by row, with announcements, ends as the one that is read at once', () => {
  for (let seed = 50; seed < 60; seed++) {
    const random = new Random(seed);
    const writer = new TraceWriter();
    writer.thread(1, 'worker', 0);
    const slices: Slice[] = [];
    for (let from = 0; from < 1e8; from += 1e7) nest(random, writer, from, from + 1e7, 0, slices);
    const whole = writer.model();
    const live = new TraceModel();
    const query = { startNs: 0, endNs: 2e8, widthPx: 500, laneIds: [1] };
    const { batch } = writer;
    for (let row = 0; row < batch.count; row++) {
      const one = new BatchBuilder(1);
      const copy = {
        kind: batch.kind[row] as RowKind,
        time: batch.time[row]!,
        duration: batch.duration[row]!,
        thread: batch.thread[row]!,
        object: batch.object[row]!,
        value: batch.value[row]!,
        site: batch.site[row]!,
        text: batch.texts.get(row) ?? '',
      };
      // Announced as by a collector: before its children have ended, so before all earlier rows inside it.
      const announced = copy.kind === RowKind.task && random.below(3) === 0;
      if (announced) live.append(announcement(copy.time, copy.kind));
      one.add(copy);
      live.append(one);
      if (random.below(20) === 0) live.window(query);
    }
    assert.deepEqual(comparable(live.window(query).lanes[0]!), comparable(whole.window(query).lanes[0]!));
  }
});

function announcement(time: number, kind: RowKind): BatchBuilder {
  const batch = new BatchBuilder(1);
  batch.add({ kind: RowKind.open, thread: 1, time, value: kind });
  return batch;
}

/** All but the ids of slices, which tell of the order of arrival. */
function comparable({ startNs, endNs, depth, state, merged, open }: LaneColumns): unknown {
  return { startNs, endNs, depth, state, merged, open };
}

test('an announced slice is open until now, grows, and ends with its row', () => {
  const writer = new TraceWriter();
  const site = writer.site('work', 'main.ts:3:1');
  writer.thread(1, 'worker', 10).open(1, RowKind.task, 10, { site }).instant(0, RowKind.online, 50);
  const model = writer.model();
  const query = { startNs: 0, endNs: 200 * MS, widthPx: 200, laneIds: [1] };
  const now = (): unknown[] => {
    const { lanes, names } = model.window(query);
    const [lane] = lanes;
    return [lane!.count, lane!.startNs[0], lane!.endNs[0], lane!.open[0], names[lane!.name[0]!]];
  };
  assert.deepEqual(now(), [1, 10 * MS, 50 * MS, 1, 'work']);
  model.append(new TraceWriter().instant(0, RowKind.online, 80).batch);
  assert.deepEqual(now(), [1, 10 * MS, 80 * MS, 1, 'work']);
  model.append(new TraceWriter().slice(1, RowKind.task, 10, 90, { site }).batch);
  assert.deepEqual(now(), [1, 10 * MS, 90 * MS, 0, 'work']);
  assert.equal(model.details(1, 0)?.open, false);
});

test('waits at the same time lie on levels of their own, up to a limit', () => {
  const writer = new TraceWriter();
  for (let join = 1; join <= 20; join++) writer.slice(0, RowKind.waitJoin, 10, 10 + join, { object: join + 1 });
  const model = writer.model();
  const [lane] = model.window({ startNs: 0, endNs: 40 * MS, widthPx: 400, laneIds: [0] }).lanes;
  assert.equal(lane!.count, 8);
  assert.equal(model.lanes()[0]!.depth, 8);
  assert.deepEqual(
    [...lane!.endNs].map((end) => end / MS),
    [30, 29, 28, 27, 26, 25, 24, 23],
  );
  assert.ok([...lane!.reason].every((reason) => WAIT_REASONS[reason - 1] === 'join'));
});

test('a core shows who was on it, only where it was sampled', () => {
  const writer = new TraceWriter({ cores: [0, 1] });
  writer.thread(1, 'worker', 0).samples(1, 0, 20, () => 1, { core: 1 });
  writer.samples(1, 20, 30, () => 0.4, { core: 1 });
  const model = writer.model();
  const lanes = model.lanes().filter(({ kind }) => kind === 'core');
  assert.deepEqual(
    lanes.map(({ name }) => name),
    ['core 0', 'core 1'],
  );
  const answer = model.window({ startNs: 0, endNs: 40 * MS, widthPx: 400, laneIds: lanes.map(({ id }) => id) });
  const [idle, busy] = answer.lanes;
  assert.equal(idle!.count, 0);
  assert.deepEqual(
    [...busy!.startNs].map((ns) => ns / MS),
    [0, 20, 25],
  );
  assert.deepEqual(
    [...busy!.endNs].map((ns) => ns / MS),
    [20, 22, 27],
  );
  assert.equal(answer.names[busy!.name[0]!], 'worker');
  assert.deepEqual(
    [...busy!.samplesNs].map((ns) => ns / MS),
    [5, 10, 15, 20, 25, 30],
  );
  assert.equal(model.details(busy!.laneId, busy!.slice[1]!)?.startNs, 20 * MS);
});

test('a core shows what other programs used of it, and who moved to it is counted', () => {
  const writer = new TraceWriter({ cores: [0, 1] });
  writer.thread(1, 'worker', 0).thread(9, 'parascope', 0, ThreadRole.instrument);
  // 40 % of 200 ms on core 1, 10 % of ours; then 200 ms on core 0 and back.
  writer.samples(1, 0, 200, () => 0.4, { core: 1, periodMs: 20 });
  writer.samples(9, 0, 200, () => 0.1, { core: 1, periodMs: 20 });
  writer.samples(1, 200, 400, () => 1, { core: 0, periodMs: 20 }).samples(1, 400, 420, () => 0.5, { core: 1 });
  for (const [core, busyMs] of [
    [0, 200],
    [1, 110],
  ] as const) {
    for (const timeMs of [200, 400]) {
      const duration = ((timeMs === 200) === (core === 1) ? busyMs : 0) * MS;
      writer.row({ kind: RowKind.coreSample, object: core + 1, time: timeMs * MS, duration, site: 200_000 });
    }
  }
  const model = writer.end(420).model();
  const cores = model.lanes().filter(({ kind }) => kind === 'core');
  const query = { startNs: 0, endNs: 400 * MS, widthPx: 8, laneIds: cores.map(({ id }) => id) };
  const [zero, one] = model.window(query).lanes.map(({ others }) => [...others!].map((x) => Math.round(x * 1e3) / 1e3));
  assert.deepEqual(
    [zero, one],
    [
      [0, 0],
      // 110 of 200 ms, less 100 of ours, of the 100 that were left.
      [0.1, 0],
    ],
  );
  // Zoomed in, a part of the same stretch.
  const near = model.window({ ...query, startNs: 100 * MS, endNs: 110 * MS }).lanes[1]!;
  assert.deepEqual(
    [...near.others!].map((x) => Math.round(x * 1e3) / 1e3),
    [0.1],
  );
  const summary = summarize(model);
  assert.deepEqual(summary.cores.perCore, [
    { core: 0, busyMs: 200, othersMs: 0, idleMs: 200 },
    { core: 1, busyMs: 90, othersMs: 10, idleMs: 290 },
  ]);
  const [main, worker] = ['main', 'worker'].map((who) => summary.threads.find(({ name }) => name === who));
  assert.equal(worker?.migrations, 2);
  assert.ok(main && !('migrations' in main), 'nobody saw it on a core');
});

test('where the system does not tell, nothing is said of other programs', () => {
  const writer = new TraceWriter({ cores: [1] });
  const model = writer
    .thread(1, 'worker', 0)
    .samples(1, 0, 20, () => 1, { core: 1 })
    .end(20)
    .model();
  assert.deepEqual(summarize(model).cores.perCore, [{ core: 1, busyMs: 20 }]);
  const [lane] = model.window({ startNs: 0, endNs: 20 * MS, widthPx: 8, laneIds: [65_537] }).lanes;
  assert.equal(lane!.others?.length, 0);
});

test('between the slices of its start a worker is starting, after them what sampling says', () => {
  const writer = new TraceWriter();
  writer.thread(1, 'worker', 0).slice(1, RowKind.boot, 5, 20).slice(1, RowKind.load, 30, 40);
  writer
    .samples(1, 0, 100, (time) => (time > 60 && time <= 70 ? 0 : 1))
    .slice(1, RowKind.task, 50, 60)
    .exit(1, 100);
  const [lane] = writer.model().window({ startNs: 0, endNs: 100 * MS, widthPx: 100, laneIds: [1] }).lanes;
  const marks = Array.from({ length: lane!.count }, (_, mark) => [
    lane!.startNs[mark]! / MS,
    lane!.endNs[mark]! / MS,
    THREAD_STATES[lane!.state[mark]!],
  ]);
  assert.deepEqual(marks, [
    [0, 5, 'starting'],
    [5, 20, 'starting'],
    [20, 30, 'starting'],
    [30, 40, 'starting'],
    [40, 50, 'starting'],
    [50, 60, 'running'],
    [60, 70, 'unknown'],
    [70, 100, 'running'],
  ]);
});

test('use of the cores is shared out over buckets', () => {
  const writer = new TraceWriter();
  writer.samples(0, 0, 100, () => 0.5);
  writer.row({ kind: RowKind.coreSample, object: 1, time: 100 * MS, duration: 80 * MS, site: 100_000 });
  const { utilization } = writer.model().window({ startNs: 0, endNs: 200 * MS, widthPx: 4, laneIds: [] });
  assert.deepEqual(
    [...utilization.program].map((x) => Math.round(x * 1e6) / 1e6),
    [0.5, 0.5, 0, 0],
  );
  assert.deepEqual(
    [...utilization.others].map((x) => Math.round(x * 1e6) / 1e6),
    [0.3, 0.3, 0, 0],
  );
  assert.deepEqual([utilization.count, utilization.available, utilization.measured], [4, 2, true]);
});

test('whatever the rows hold, answers are finite and nothing throws', () => {
  const random = new Random(99);
  const odd = [NaN, Infinity, -Infinity, -1, 0, 1e300, 2 ** 53];
  for (let round = 0; round < 60; round++) {
    const batch = new BatchBuilder(64);
    for (let row = 0; row < 300; row++) {
      const number = (scale: number): number => (random.below(6) === 0 ? random.pick(odd) : random.between(0, scale));
      const text = random.pick(['', 'name', '{"cores":"x"}', 'f\tfile:1:2', '\t\t:::', '[]']);
      if (text !== '') batch.texts.set(batch.count, text);
      batch.push(
        number(1e9),
        number(1e8),
        random.below(8),
        random.below(3) === 0 ? random.below(256) : random.pick(Object.values(RowKind)),
        random.below(3) === 0 ? random.below(2 ** 32) : random.below(20),
        number(100),
        random.below(3) === 0 ? random.below(2 ** 32) : random.below(20),
      );
    }
    const model = new TraceModel();
    model.append(batch);
    const laneIds = model.lanes().map(({ id }) => id);
    const { lanes } = model.window({ startNs: 0, endNs: model.endNs, widthPx: 200, laneIds });
    for (const lane of lanes) {
      for (let mark = 0; mark < lane.count; mark++) assert.ok(Number.isFinite(lane.endNs[mark]! - lane.startNs[mark]!));
      for (const slice of [-1, 0, 5, 1e9, NaN]) model.details(lane.laneId, slice);
    }
  }
});
