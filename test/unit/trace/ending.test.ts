import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { FailureCause, RowKind } from '../../../trace/src/vocabulary.ts';
import { TraceWriter } from './trace-writer.ts';

/** A run of 3 s in which main has waited at main.ts:12 for 2 s, and is still waiting; a worker that waits as well. */
function waitingRun(kind: RowKind, workerCpu = 0): TraceWriter {
  const writer = new TraceWriter();
  const site = writer.site('', 'main.ts:12:9');
  const queue = writer.object('queue', 'Queue-1');
  writer.thread(1, 'Process-1', 10).slice(1, RowKind.boot, 10, 40);
  writer.open(1, RowKind.task, 40, { object: 1 }).samples(1, 0, 3000, () => workerCpu, { periodMs: 50 });
  return writer.open(0, kind, 1000, { object: queue, site }).samples(0, 0, 3000, () => 0.01, { periodMs: 50 });
}

test('of a run that was killed while main waits the verdict names the wait, its line and what to look for', () => {
  const { verdict } = summarize(waitingRun(RowKind.waitGet).model(), { exitCode: 143 });
  assert.match(
    verdict,
    /: it was ended while main waited at main\.ts:12 for a message, for 2\.00 s by then; find out who/,
  );
  assert.match(
    summarize(waitingRun(RowKind.waitJoin).model(), { exitCode: 130 }).verdict,
    /waited at main\.ts:12 for a process to end/,
  );
});

test('it does not where the wait was short, where workers were at work for it, or where nobody ended the run', () => {
  const says = (writer: TraceWriter, options: { exitCode?: number }): boolean =>
    summarize(writer.model(), options).verdict.includes('it was ended while');
  assert.ok(!says(waitingRun(RowKind.waitResult, 0.9), { exitCode: 143 }), 'the results were being computed');
  assert.ok(!says(waitingRun(RowKind.waitGet), {}), 'it still runs');
  assert.ok(!says(waitingRun(RowKind.waitGet).end(3000), { exitCode: 0 }));
  const short = new TraceWriter().thread(1, 'Process-1', 10).samples(0, 0, 3000, () => 1);
  assert.ok(!says(short.open(0, RowKind.waitGet, 2900), { exitCode: 143 }));
});

test('an error that nobody caught in main is the verdict, with its line', () => {
  const failed = (): TraceWriter => {
    const writer = waitingRun(RowKind.waitGet, 0.9);
    const site = writer.site('', 'main.ts:30:5');
    const text = 'RangeError: out of range.';
    return writer.row({ kind: RowKind.failure, time: 3000e6, value: FailureCause.uncaught, site, text }).end(3000, 1);
  };
  assert.match(
    summarize(failed().model()).verdict,
    /: main failed at main\.ts:30 with RangeError: out of range; mend that/,
  );
  assert.doesNotMatch(
    summarize(failed().model(), { exitCode: 0 }).verdict,
    /main failed/,
    'somebody caught it after all',
  );
});

test('of a program that only starts other programs it is said that these are not seen', () => {
  const writer = new TraceWriter();
  const site = writer.site('', 'main.ts:4:1');
  for (const time of [100, 101]) writer.instant(0, RowKind.childProcess, time, { site });
  const { verdict } = summarize(
    writer
      .samples(0, 0, 900, () => 0.1)
      .end(900)
      .model(),
  );
  assert.match(verdict, /: main alone is seen, not the 2 child processes that it started at main\.ts:4; hand the work/);
});

test('tasks that wait for child processes are not said to wait for files or the network', () => {
  const run = (children: boolean): string[] => {
    const writer = new TraceWriter();
    const pool = writer.object('pool', 'Pool-1');
    writer
      .thread(1, 'worker-1', 0)
      .slice(1, RowKind.boot, 0, 20)
      .samples(1, 0, 20, () => 1);
    writer
      .slice(1, RowKind.task, 20, 900, { object: 1, value: pool })
      .samples(1, 20, 900, () => 0.02)
      .exit(1, 900);
    if (children) writer.instant(1, RowKind.childProcess, 30);
    return summarize(writer.end(900).model()).findings.map(({ id }) => id);
  };
  assert.deepEqual(run(false), ['io-bound']);
  assert.deepEqual(run(true), []);
});
