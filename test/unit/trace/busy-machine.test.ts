/** What a slow or busy machine does to the times of a run is not laid at the door of the script. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { ExitReason, RowKind } from '../../../trace/src/vocabulary.ts';
import { TraceWriter } from './trace-writer.ts';

const idsOf = (writer: TraceWriter): string[] => summarize(writer.model()).findings.map(({ id }) => id);

/** One worker that takes 200 of 500 ms to start, and ends as told. */
function slowStart(exitCode: number, reason: ExitReason): TraceWriter {
  const writer = new TraceWriter().thread(1, 'Process-1', 50).slice(1, RowKind.boot, 50, 250);
  return writer.slice(1, RowKind.task, 250, 450).exit(1, 450, exitCode, reason).end(500);
}

test('the start of a worker that died is no finding: its death is', () => {
  assert.deepEqual(idsOf(slowStart(0, ExitReason.finished)), ['start-up-bound']);
  assert.deepEqual(idsOf(slowStart(1, ExitReason.died)), ['worker-died']);
});

/** Main and three workers, who share two cores until `crowdedUntilMs`; the workers are ready at 300 and end at 560 ms. */
function crowd(crowdedUntilMs: number): TraceWriter {
  const writer = new TraceWriter();
  const half = { queueShare: 0.5, periodMs: crowdedUntilMs };
  writer.samples(0, 0, crowdedUntilMs, () => 0.5, half);
  for (const thread of [1, 2, 3]) {
    writer.thread(thread, `worker-${thread}`, 0).slice(thread, RowKind.boot, 0, 300);
    writer.slice(thread, RowKind.task, 300, 560);
    writer.samples(thread, 0, crowdedUntilMs, () => 0.5, half);
    writer.samples(thread, crowdedUntilMs, 560, () => 0.6);
    writer.exit(thread, 560);
  }
  return writer.end(570);
}

test('of a period in which a worker got ready only what follows counts as waiting for a core', () => {
  assert.ok(!idsOf(crowd(310)).includes('oversubscription'));
  assert.ok(idsOf(crowd(560)).includes('oversubscription'));
});

test('a thread wants one core at a time, whatever a sample that was held up counts', () => {
  const writer = new TraceWriter().thread(1, 'worker-1', 0).slice(1, RowKind.task, 10, 910);
  // As much again as the period is long, three times over: read late, of a shorter period.
  writer.samples(1, 10, 910, () => 1.5, { queueShare: 1.5 });
  assert.ok(!idsOf(writer.exit(1, 920).end(930)).includes('oversubscription'));
});
