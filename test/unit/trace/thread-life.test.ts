import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threadStates } from '../../../trace/src/analysis/thread-states.ts';
import { THREAD_STATES, WAIT_REASONS, type LaneColumns } from '../../../trace/src/query.ts';
import { textGantt } from '../../../trace/src/text-gantt.ts';
import { RowKind, SleepPlace } from '../../../trace/src/vocabulary.ts';
import { paintedStates } from './painted-states.ts';
import { Random } from './random.ts';
import { simulate } from './simulator.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** One task of 200 ms: it computes, waits for a timer, is blocked, waits for a core, and computes again. */
function mixedTask(): TraceWriter {
  const writer = new TraceWriter();
  const site = writer.site('work', 'main.ts:3:1');
  writer.thread(1, 'worker', 0).slice(1, RowKind.task, 0, 200, { site });
  return writer
    .samples(1, 0, 40, () => 1, { place: SleepPlace.awake })
    .samples(1, 40, 100, () => 0, { place: SleepPlace.eventLoop })
    .samples(1, 100, 140, () => 0, { place: SleepPlace.blocked })
    .samples(1, 140, 180, () => 0, { queueShare: 1, place: SleepPlace.awake })
    .samples(1, 180, 200, () => 1, { place: SleepPlace.awake })
    .exit(1, 200)
    .end(200);
}

function marksOf(lane: LaneColumns, names: readonly string[]): unknown[] {
  return Array.from({ length: lane.count }, (_, mark) => [
    lane.depth[mark],
    lane.startNs[mark]! / MS,
    lane.endNs[mark]! / MS,
    THREAD_STATES[lane.state[mark]!],
    WAIT_REASONS[lane.reason[mark]! - 1],
    names[lane.name[mark]!],
  ]);
}

test('below a task lies what sampling saw of it, and the task keeps its name', () => {
  const model = mixedTask().model();
  const { lanes, names } = model.window({ startNs: 0, endNs: 200 * MS, widthPx: 400, laneIds: [1] });
  assert.deepEqual(marksOf(lanes[0]!, names), [
    [0, 0, 200, 'running', undefined, 'work'],
    [1, 40, 100, 'awaiting', undefined, 'awaiting I/O or a timer'],
    [1, 100, 140, 'waiting', 'blocked', 'blocked in a system call'],
    [1, 140, 180, 'runQueue', undefined, 'waiting for a core (by CPU time)'],
  ]);
  assert.equal(model.lanes().find(({ id }) => id === 1)!.depth, 2);
});

test('the text chart shows a task that awaits as awaiting', () => {
  const [, , worker] = textGantt(mixedTask().model(), { width: 48 }).split('\n');
  assert.equal(worker, `worker  ${'█'.repeat(8)}${'≈'.repeat(12)}${'░'.repeat(8)}${'▚'.repeat(8)}${'█'.repeat(4)}`);
});

test('between the slices inside a task lies what sampling saw there, and nothing over them', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0).slice(1, RowKind.task, 0, 100);
  writer.slice(1, RowKind.waitLock, 20, 50, { value: 1 }).slice(1, RowKind.gc, 80, 90);
  writer
    .samples(1, 0, 20, () => 1, { place: SleepPlace.awake })
    .samples(1, 20, 50, () => 0, { place: SleepPlace.blocked })
    .samples(1, 50, 80, () => 0, { place: SleepPlace.eventLoop })
    .samples(1, 80, 100, () => 1, { place: SleepPlace.awake });
  const model = writer.exit(1, 100).end(100).model();
  const { lanes, names } = model.window({ startNs: 0, endNs: 100 * MS, widthPx: 400, laneIds: [1] });
  assert.deepEqual(
    marksOf(lanes[0]!, names).filter((mark) => (mark as number[])[0] === 1),
    [
      [1, 20, 50, 'waiting', 'lock', 'waiting for a lock'],
      [1, 50, 80, 'awaiting', undefined, 'awaiting I/O or a timer'],
      [1, 80, 90, 'gc', undefined, 'garbage collection'],
    ],
  );
});

test('a module of a foreign worker is its work, in the picture as in the figures', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0).slice(1, RowKind.boot, 0, 20);
  writer.slice(1, RowKind.load, 20, 100).samples(1, 0, 60, () => 1, { place: SleepPlace.awake });
  writer
    .samples(1, 60, 100, () => 0, { place: SleepPlace.blocked })
    .exit(1, 100)
    .end(100);
  const { lanes, names } = writer.model().window({ startNs: 0, endNs: 100 * MS, widthPx: 400, laneIds: [1] });
  assert.deepEqual(
    marksOf(lanes[0]!, names).map((mark) => (mark as unknown[]).slice(0, 4)),
    [
      [0, 0, 20, 'starting'],
      [0, 20, 100, 'running'],
      [1, 60, 100, 'waiting'],
    ],
  );
});

test('what is painted adds up to the figures, whatever the schedule', () => {
  for (let seed = 400; seed < 440; seed++) {
    const { writer, truth } = simulate(new Random(seed));
    const model = writer.model();
    for (const [index, { lifetimeMs }] of truth) {
      const track = model.threads.get(index)!;
      const { states } = threadStates(track, model.endNs);
      const range = { startNs: track.startNs, endNs: track.exitNs!, pointNs: 0.01 * MS };
      const painted = paintedStates(model, index, range);
      for (const state of THREAD_STATES) {
        const differenceMs = Math.abs(painted[state] - states[state]) / MS;
        // Rounding to points blurs each border by half a point.
        assert.ok(differenceMs <= 0.005 * lifetimeMs, `seed ${seed}: ${state} ${painted[state]} is ${states[state]}`);
      }
    }
  }
});

test('zoomed out, a pixel shows what fills most of it', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0).slice(1, RowKind.task, 0, 10_000);
  // Of each 10 ms the first half of the run sleeps 9, the second half 1.
  const place = SleepPlace.eventLoop;
  writer.samples(1, 0, 10_000, (time) => (time <= 5000 ? 0.1 : 0.9), { periodMs: 10, place });
  const model = writer.exit(1, 10_000).end(10_000).model();
  const { lanes } = model.window({ startNs: 0, endNs: 10_000 * MS, widthPx: 100, laneIds: [1] });
  const [lane] = lanes;
  const below = marksOf(lane!, []).filter((mark) => (mark as number[])[0] === 1) as [number, number, number, string][];
  assert.ok(below.length <= 2 * 100 + 2);
  assert.ok(below.every(([, , endMs, state]) => state === 'awaiting' && endMs <= 5000));
  const shownMs = below.reduce((sum, [, startMs, endMs]) => sum + endMs - startMs, 0);
  assert.ok(shownMs > 4500, `${shownMs}`);
});

test('a process that its parent introduces as well began when it says so itself, whichever is read first', () => {
  for (const starts of [
    [10, 25],
    [25, 10],
  ]) {
    const writer = new TraceWriter();
    for (const ms of starts) writer.thread(1024, 'early (7)', ms);
    assert.equal(writer.exit(1024, 50).end(60).model().threads.get(1024)!.startNs, 25 * MS);
  }
});
