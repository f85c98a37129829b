/** In a saved trace of several processes their segments follow each other: each begins anew on the time axis. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { threadStates } from '../../../trace/src/analysis/thread-states.ts';
import { RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from './trace-writer.ts';

const CHILD = 2;

/** Main is on core 0 but for the time from 100 to 400 ms, in which a process that it has started is. */
function savedTrace(): TraceModel {
  const model = new TraceModel();
  const writer = new TraceWriter();
  const append = (): void => {
    model.append(writer.batch);
    writer.batch.clear();
  };
  writer.thread(CHILD, 'child', 50, ThreadRole.process);
  for (const fromMs of [0, 400]) {
    writer.samples(0, fromMs, fromMs + 100, () => 1);
    append();
  }
  writer.row({ kind: RowKind.meta, thread: CHILD, text: '{}' }).thread(CHILD, 'child', 60, ThreadRole.process);
  writer.slice(CHILD, RowKind.task, 90, 400);
  for (let fromMs = 100; fromMs < 400; fromMs += 100) {
    writer.samples(CHILD, fromMs, fromMs + 100, () => 1);
    append();
  }
  writer.exit(CHILD, 400);
  append();
  writer.end(500);
  append();
  return model;
}

test('a core shows the threads of every process, in whatever order their segments come', () => {
  const model = savedTrace();
  const core = model.lanes().find(({ name }) => name === 'core 0')!;
  const { lanes, names } = model.window({ startNs: 0, endNs: 500 * MS, widthPx: 500, laneIds: [core.id] });
  const [lane] = lanes;
  const marks = [...lane!.startNs].map((ns, at) => [names[lane!.name[at]!], ns / MS, lane!.endNs[at]! / MS]);
  assert.deepEqual(marks, [
    ['main', 0, 100],
    ['child', 100, 400],
    ['main', 400, 500],
  ]);
  assert.equal(lane!.samplesNs.length, 99, 'the one at the end of the window is outside of it');
  assert.equal(model.details(core.id, lane!.slice[1]!)?.startNs, 100 * MS);
});

test('a process that runs is not taken for idle because the segment of another has been read', () => {
  const model = savedTrace();
  const { states } = threadStates(model.thread(CHILD), model.endNs);
  assert.deepEqual(
    [states.starting, states.running, states.awaiting].map((ns) => Math.round(ns / MS)),
    [30, 310, 0],
  );
});

test('the most memory is that of all processes at one time, also where their segments come one after the other', () => {
  const model = new TraceModel();
  const seen = (thread: number, atMs: number, megabytes: number): void => {
    const writer = new TraceWriter();
    writer.row({ kind: RowKind.processSample, time: atMs * MS, thread, value: megabytes * 1e6 });
    model.append(writer.batch);
  };
  seen(0, 100, 100);
  seen(0, 300, 120);
  assert.equal(model.facts.residentPeakBytes, 120e6);
  seen(0, 500, 90);
  seen(CHILD, 200, 80);
  seen(CHILD, 400, 70);
  model.append(new TraceWriter().row({ kind: RowKind.end, time: 450 * MS, thread: CHILD }).batch);
  assert.equal(model.facts.residentPeakBytes, 200e6, '120 and 80 from 300 ms on');
  seen(0, 600, 250);
  assert.equal(model.facts.residentPeakBytes, 250e6, 'the other one has ended');
});
