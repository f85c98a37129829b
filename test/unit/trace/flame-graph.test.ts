import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallTree } from '../../../trace/src/analysis/flame/call-tree.ts';
import { flameGraph } from '../../../trace/src/analysis/flame/flame-graph.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { piProfile } from '../../panel/pi-profile.ts';
import { FIRST_TASK_MS, TASK_MS, TASKS, WORKERS, piTrace } from '../../panel/pi-trace.ts';
import { Random } from './random.ts';
import { TraceWriter } from './trace-writer.ts';

const MS = 1e6;

function modelOf(...parts: readonly Uint8Array[]): TraceModel {
  const model = new TraceModel();
  for (const part of parts) model.append(part);
  return model;
}

test('without a profile: tasks, and below them what they waited for, of all threads or of one', () => {
  const model = modelOf(piTrace());
  const { source, totalNs, frames, functions, threads } = flameGraph(model, { startNs: 0, endNs: model.endNs });
  assert.equal(source, 'slices');
  const taskNs = WORKERS * TASKS * (TASK_MS - 5) * MS;
  const waitNs = WORKERS * TASKS * (TASK_MS / 2 - 10) * MS;
  assert.equal(totalNs, taskNs);
  assert.deepEqual(
    frames.map(({ depth, name, offsetNs, totalNs: own, selfNs, reason }) => [
      depth,
      name,
      offsetNs,
      own,
      selfNs,
      reason,
    ]),
    [
      [0, 'estimatePi', 0, taskNs, taskNs - waitNs, undefined],
      [1, 'waiting for Lock-1', 0, waitNs, waitNs, 'lock'],
    ],
  );
  assert.deepEqual(
    functions.map(({ name }) => name),
    ['estimatePi', 'waiting for Lock-1'],
  );
  assert.equal(threads.length, WORKERS);
  const [{ laneId, totalNs: ownNs }] = threads as [(typeof threads)[number]];
  assert.equal(flameGraph(model, { startNs: 0, endNs: model.endNs, laneId }).totalNs, ownNs);
});

test('a range has what lies in it', () => {
  const model = modelOf(piTrace());
  const startNs = (FIRST_TASK_MS + TASK_MS / 2) * MS;
  const { frames, totalNs } = flameGraph(model, { startNs, endNs: startNs + 10 * MS, laneId: 1 });
  assert.equal(totalNs, 10 * MS);
  assert.deepEqual(
    frames.map(({ selfNs }) => selfNs),
    [0, 10 * MS],
  );
  assert.deepEqual(flameGraph(model, { startNs: 0, endNs: 1 }).frames, []);
  assert.deepEqual(flameGraph(model, { startNs: 10, endNs: 5 }).frames, []);
  assert.equal(flameGraph(model, { startNs: NaN, endNs: NaN }).frames.length, 2, 'no range is the whole run');
});

test('of a run that was profiled: CPU time by function', () => {
  const model = modelOf(piTrace(), piProfile());
  const { source, totalNs, frames } = flameGraph(model, { startNs: 0, endNs: model.endNs });
  assert.equal(source, 'profile');
  assert.equal(totalNs, 400 * MS);
  assert.deepEqual(
    frames.map(({ depth, name, location, totalNs: own }) => [depth, name, location?.line, own]),
    [
      [0, 'estimatePi', 8, 300 * MS],
      [0, '(garbage collector)', undefined, 100 * MS],
    ],
  );
});

test('a task inside of a task, as of a pool that its owner works for, lies below it', () => {
  const writer = new TraceWriter();
  const [outer, inner] = [writer.site('outer', 'a.ts:1:1'), writer.site('inner', 'a.ts:9:1')];
  writer.thread(1, 'w', 0).slice(1, RowKind.task, 0, 100, { site: outer });
  writer.slice(1, RowKind.task, 20, 50, { site: inner }).slice(1, RowKind.task, 60, 90, { site: inner });
  const model = modelOf(writer.exit(1, 100).end(100).bytes());
  const { frames } = flameGraph(model, { startNs: 0, endNs: model.endNs });
  assert.deepEqual(
    frames.map(({ depth, name, selfNs }) => [depth, name, Math.round(selfNs / MS)]),
    [
      [0, 'outer', 40],
      [1, 'inner', 60],
    ],
  );
});

test('frames lie inside of their callers and beside each other, and what each took itself adds up', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new Random(seed);
    const tree = new CallTree();
    let sum = 0;
    for (let i = 0; i < 40; i++) {
      const stack = Array.from({ length: 1 + random.below(6) }, () => 'abc'[random.below(3)]!);
      const ns = 1 + random.below(1000);
      tree.add(stack, ns, (name) => ({ name }));
      sum += ns;
    }
    const { frames, left } = tree.frames();
    assert.equal(tree.totalNs, sum);
    const selfSum = frames.reduce((total, { selfNs }) => total + selfNs, 0);
    assert.ok(left > 0 ? selfSum < sum : selfSum === sum, `seed ${seed}`);
    for (const [index, frame] of frames.entries()) {
      const end = frame.offsetNs + frame.totalNs;
      const next = frames[index + 1];
      if (next?.depth === frame.depth) assert.ok(next.offsetNs >= end, `seed ${seed}: overlap`);
      if (frame.depth === 0) continue;
      const callers = frames.filter(({ depth }) => depth === frame.depth - 1);
      const isIn = callers.some((own) => own.offsetNs <= frame.offsetNs && own.offsetNs + own.totalNs >= end);
      assert.ok(isIn, `seed ${seed}: outside of its caller`);
    }
    const functions = tree.functions().functions;
    assert.ok(
      functions.every(({ totalNs }) => totalNs <= sum),
      'one that calls itself counts once',
    );
    assert.equal(
      functions.reduce((total, { selfNs }) => total + selfNs, 0),
      sum,
    );
  }
});

test('a stack that is deeper than any program, and more frames than any screen has, are bounded', () => {
  const tree = new CallTree();
  tree.add(
    Array.from({ length: 100_000 }, (_, i) => `f${i}`),
    5,
    (name) => ({ name }),
  );
  for (let i = 0; i < 10_000; i++) tree.add([`g${i}`], 1000, (name) => ({ name }));
  const { frames, left } = tree.frames();
  assert.ok(frames.length <= 3000 && left >= 7000);
  assert.equal(tree.functions().functions.length, 200);
});
