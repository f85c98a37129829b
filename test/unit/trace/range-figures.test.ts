import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DurationHistogram } from '../../../trace/src/analysis/figures/duration-histogram.ts';
import { kindHistogram } from '../../../trace/src/analysis/figures/kind-histogram.ts';
import { rangeFigures } from '../../../trace/src/analysis/figures/range-figures.ts';
import { pathOverlay } from '../../../trace/src/analysis/critical-path/path-overlay.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { searchSlices } from '../../../trace/src/model/search.ts';
import type { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { THREAD_STATES } from '../../../trace/src/query.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** Two workers: four tasks of two functions, a lock that one holds while the other waits for it, a queue. */
function workshop(): TraceModel {
  const writer = new TraceWriter();
  const [cut, sew] = [writer.site('cut', 'main.ts:3:1'), writer.site('sew', 'main.ts:9:1')];
  const place = writer.site('', 'main.ts:20:5');
  const lock = writer.object('lock', 'Lock-1', place);
  const queue = writer.object('queue', 'Queue-1', place);
  for (const thread of [1, 2]) writer.thread(thread, `worker-${thread}`, 0);
  writer.samples(1, 0, 400, () => 1).samples(2, 0, 400, () => 0.5, { core: 1 });
  writer
    .slice(1, RowKind.task, 0, 100, { object: 1, site: cut })
    .slice(1, RowKind.task, 100, 400, { object: 2, site: sew });
  writer.slice(2, RowKind.waitLock, 120, 180, { object: lock, site: place });
  writer
    .slice(2, RowKind.task, 0, 200, { object: 3, site: cut })
    .slice(2, RowKind.task, 200, 210, { object: 4, site: cut });
  writer.slice(1, RowKind.hold, 110, 180, { object: lock, site: place });
  for (let message = 1; message <= 3; message++) {
    writer.instant(1, RowKind.put, 100 * message, { object: queue, value: message });
    if (message < 3) writer.instant(2, RowKind.get, 100 * message + 50, { object: queue, value: message });
  }
  return writer.exit(1, 400).exit(2, 400).end(400).model();
}

test('the figures of the whole run are those of its summary', () => {
  const model = workshop();
  const figures = rangeFigures(model, { startNs: 0, endNs: model.endNs });
  const { threads, tasks } = summarize(model);
  assert.deepEqual(
    figures.threads.map(({ name }) => name),
    threads.map(({ name }) => name),
  );
  figures.threads.forEach((thread, index) => {
    for (const state of THREAD_STATES)
      assert.ok(Math.abs(thread.states[state] / MS - threads[index]!.states[state]) < 0.01, `${thread.name} ${state}`);
    assert.ok(Math.abs(thread.cpuNs / MS - threads[index]!.cpuMs) < 0.01);
  });
  assert.equal(figures.tasks.count, tasks.count);
});

test('functions have their calls, times and the way to the longest one', () => {
  const [cut, sew] = rangeFigures(workshop(), { startNs: 0, endNs: 400 * MS }).functions;
  assert.deepEqual([cut?.name, cut?.count, cut?.totalNs, cut?.threads], ['cut', 3, 310 * MS, 2]);
  assert.deepEqual([cut?.p50Ns, cut?.longest.laneId, cut?.longest.endNs], [100 * MS, 2, 200 * MS]);
  assert.deepEqual([sew?.name, sew?.count, sew?.totalNs], ['sew', 1, 300 * MS]);
});

test('only what lies in the range counts', () => {
  const figures = rangeFigures(workshop(), { startNs: 150 * MS, endNs: 250 * MS });
  for (const thread of figures.threads) {
    const sum = THREAD_STATES.reduce((ns, state) => ns + thread.states[state], 0);
    assert.ok(Math.abs(sum - thread.lifetimeNs) < 1, thread.name);
    assert.equal(thread.lifetimeNs, 100 * MS);
  }
  assert.equal(figures.threads.find(({ name }) => name === 'worker-2')?.waits.lock, 30 * MS);
  assert.deepEqual(
    figures.functions.map(({ name, count, totalNs }) => [name, count, totalNs / MS]),
    [
      ['sew', 1, 100],
      ['cut', 2, 60],
    ],
  );
  const lock = figures.objects.find(({ name }) => name === 'Lock-1');
  assert.deepEqual([lock?.waitNs, lock?.waits, lock?.heldNs, lock?.mostWaiting], [30 * MS, 1, 30 * MS, 1]);
  assert.equal(lock?.longestWait?.startNs, 120 * MS);
  const queue = figures.objects.find(({ name }) => name === 'Queue-1');
  assert.deepEqual([queue?.puts, queue?.gets, queue?.mostInIt], [1, 1, 1]);
});

test('a task says what its thread was at meanwhile', () => {
  const model = workshop();
  const sewing = model.details(1, 1);
  assert.deepEqual(sewing?.within, [{ state: 'running', ns: 300 * MS }]);
  const wait = { state: 'waiting', reason: 'lock', ns: 60 * MS };
  const cutting = model.details(2, 1);
  assert.equal(cutting?.title, 'cut');
  const [running, ...others] = cutting.within ?? [];
  assert.deepEqual(
    others.find(({ state }) => state === 'waiting'),
    wait,
  );
  assert.equal(running?.state, 'running');
  assert.equal(
    cutting.within?.reduce((sum, { ns }) => sum + ns, 0),
    cutting.durationNs,
  );
  assert.equal(model.details(2, 0)?.within, undefined, 'a wait is but a wait');
});

test('a range of nonsense gives no figures, and no error', () => {
  for (const range of [
    { startNs: NaN, endNs: NaN },
    { startNs: 500 * MS, endNs: 100 * MS },
    { startNs: -1e18, endNs: -1e17 },
  ])
    assert.doesNotThrow(() => rangeFigures(workshop(), range));
  assert.deepEqual(rangeFigures(workshop(), { startNs: 500 * MS, endNs: 100 * MS }).functions, []);
});

test('a search finds slices by name and by line, whatever the case, in the order of time', () => {
  const model = workshop();
  const starts = (text: string): number[] => searchSlices(model, text).slices.map(({ startNs }) => startNs / MS);
  assert.deepEqual(starts('CUT'), [0, 0, 200]);
  assert.deepEqual(starts('main.ts:9'), [100]);
  assert.deepEqual(starts('lock-1'), [120]);
  assert.deepEqual(starts('nowhere'), []);
  assert.deepEqual(starts('  '), []);
  assert.equal(searchSlices(model, 'cut').count, 3);
});

test('the path that is drawn is that of the figures', () => {
  const model = workshop();
  const path = pathOverlay(model);
  const { criticalPath } = summarize(model, { criticalPath: true });
  assert.deepEqual(
    path.map(({ startNs, endNs, activity }) => [startNs / MS, endNs / MS, activity]),
    criticalPath?.segments.map(({ startMs, endMs, activity }) => [startMs, endMs, activity]),
  );
  assert.deepEqual(pathOverlay(new TraceWriter().model()), []);
});

test('percentiles are right to 2 %, and bars hold every one', () => {
  const durations = new DurationHistogram();
  for (let at = 1; at <= 1000; at++) durations.add(at * 1000);
  for (const share of [0.1, 0.5, 0.95]) {
    const found = durations.percentile(share);
    assert.ok(Math.abs(found / (share * 1e6) - 1) < 0.021, `${share}: ${found}`);
  }
  assert.ok(durations.percentile(1) <= 1e6);
  assert.equal(
    durations.between([1000, 1e4, 1e5, 1e6]).reduce((sum, count) => sum + count, 0),
    1000,
  );
  assert.equal(new DurationHistogram().percentile(0.5), 0);
});

test('the histogram of a slice is of its kind alone', () => {
  const model = workshop();
  const cut = kindHistogram(model, 1, 0);
  assert.equal(cut?.count, 3);
  assert.equal(cut.longestNs, 200 * MS);
  assert.equal(
    cut.counts.reduce((sum, count) => sum + count, 0),
    3,
  );
  const lane = model.lanes().find(({ name }) => name === 'Lock-1')!;
  assert.equal(kindHistogram(model, lane.id, 0)?.count, 1);
  assert.equal(kindHistogram(model, 1, 99), null);
  assert.equal(kindHistogram(model, 77, 0), null);
});
