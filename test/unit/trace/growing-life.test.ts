import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingLife, threadLife, type ThreadLife } from '../../../trace/src/model/thread-life.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { RowKind, SleepPlace } from '../../../trace/src/vocabulary.ts';
import { asWritten } from './as-written.ts';
import { Random } from './random.ts';
import { simulate } from './simulator.ts';
import { MS, TraceWriter } from './trace-writer.ts';

function contentOf({ startNs, endNs, kindNs, levels, unplacedIdleNs }: ThreadLife): unknown {
  const pieces = levels.map(({ count, starts, ends, slices, states }) =>
    [starts, ends, slices, states].map((column) => [...column.subarray(0, count)].map((value) => Math.round(value))),
  );
  return { startNs, endNs, kindNs: [...kindNs].map(Math.round), pieces, idle: Math.round(unplacedIdleNs) };
}

test('a life that grows with its trace is the life that is laid at once', () => {
  let resumed = 0;
  for (let seed = 1; seed <= 15; seed++) {
    const random = new Random(seed);
    const model = new TraceModel();
    const lives = new Map<number, GrowingLife>();
    for (const batch of asWritten(simulate(random).writer.batch, 20)) {
      model.append(batch);
      for (const track of model.threads.values()) {
        const life = lives.get(track.index) ?? new GrowingLife(track, { segmentsBetween: 1 + random.below(8) });
        lives.set(track.index, life);
        const grown = life.until(model.endNs, track.takeChangedFromNs());
        assert.deepEqual(contentOf(grown), contentOf(threadLife(track, model.endNs)), `seed ${seed}`);
        if (life.laidFromNs > track.startNs) resumed++;
      }
    }
  }
  assert.ok(resumed > 300, `laid from a checkpoint on only ${resumed} times`);
});

test('a long life is laid from near its end on, however long it is', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0);
  const model = writer.model();
  const life = new GrowingLife(model.thread(1));
  for (let ms = 0; ms < 10_000; ms += 100) {
    const rows = new TraceWriter();
    rows.batch.clear();
    for (let at = ms; at < ms + 100; at++)
      rows.slice(1, RowKind.waitLock, at + 0.5, at + 0.7).slice(1, RowKind.task, at, at + 1);
    rows.samples(1, ms, ms + 100, () => 0.8, { place: SleepPlace.awake });
    model.append(rows.batch);
    life.until(model.endNs, model.thread(1).takeChangedFromNs());
    assert.ok(model.endNs - life.laidFromNs <= 400 * MS, `${life.laidFromNs} of ${model.endNs}`);
  }
});
