import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneSentence } from '../../../trace/src/analysis/one-sentence.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { splitVerdict } from '../../../trace/src/verdict-parts.ts';
import { ExitReason, FailureCause, RowKind } from '../../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** Two sentences in one text; a decimal point is none. */
const SEVERAL = /[.!?]\s+\p{Lu}/u;

/** A worker in which `state` fills most of 900 ms, between nothing. */
function worker(writer: TraceWriter, thread: number, kind: RowKind, cpu: number, about = {}): TraceWriter {
  writer.thread(thread, `worker-${thread}`, 1).slice(thread, RowKind.boot, 1, 5);
  writer.slice(thread, kind, 10, 890, about).samples(thread, 1, 900, () => cpu, { core: thread % 2 });
  return writer.exit(thread, 900);
}

/** Each verdict that needs no finding, by what it says. */
const VERDICTS: readonly (readonly [says: RegExp, run: () => TraceWriter, options?: { exitCode?: number }])[] = [
  [/no worker has been started yet/, () => new TraceWriter().samples(0, 0, 300, () => 1)],
  [/nothing ran in parallel/, () => new TraceWriter().samples(0, 0, 300, () => 1).end(300)],
  [/before it started a worker/, () => new TraceWriter().samples(0, 0, 300, () => 1).end(300, 3)],
  [/too short to judge/, () => new TraceWriter().thread(1, 'w', 10).exit(1, 90).end(100)],
  [/too soon to judge/, () => new TraceWriter().thread(1, 'w', 10).exit(1, 90, 0, ExitReason.finished).end(100, 1)],
  [/a serial run/, () => new TraceWriter({ serial: true }).samples(0, 0, 300, () => 1).end(300)],
  [/nothing to gain/, () => worker(worker(new TraceWriter(), 1, RowKind.task, 1), 2, RowKind.task, 1).end(900)],
  [/1 worker is busy/, () => worker(new TraceWriter(), 1, RowKind.task, 1).end(900)],
  [/have no task/, () => worker(worker(new TraceWriter(), 1, RowKind.waitTask, 0), 2, RowKind.waitTask, 0).end(900)],
  [
    /wait for events/,
    () => worker(worker(new TraceWriter(), 1, RowKind.waitEvent, 0), 2, RowKind.waitEvent, 0).end(900),
  ],
  [
    /main alone is seen/,
    () =>
      new TraceWriter()
        .instant(0, RowKind.childProcess, 100)
        .samples(0, 0, 900, () => 0.1)
        .end(900),
  ],
  [
    /workers wait for semaphores for 3\d % of their time/,
    () => {
      const writer = new TraceWriter();
      const object = writer.object('pipe', 'Connection-1');
      writer.thread(1, 'Manager-1', 1).slice(1, RowKind.waitTask, 1, 900, { object });
      writer
        .thread(2, 'client', 1)
        .slice(2, RowKind.waitSemaphore, 1, 700)
        .slice(2, RowKind.task, 700, 1000)
        .exit(2, 1000);
      return writer.exit(1, 1000).end(1000);
    },
  ],
  [
    /main failed/,
    () => {
      const failure = { kind: RowKind.failure, value: FailureCause.uncaught, text: 'Error: it broke.' } as const;
      return worker(new TraceWriter(), 1, RowKind.task, 1)
        .row({ ...failure, time: 900 * MS })
        .end(900, 1);
    },
  ],
  [
    /it was ended while main waited/,
    () =>
      new TraceWriter()
        .thread(1, 'w', 1)
        .slice(1, RowKind.boot, 1, 15)
        .open(0, RowKind.waitGet, 20)
        .samples(0, 0, 900, () => 0.01),
    { exitCode: 143 },
  ],
];

test('each verdict without a finding is one sentence, and its parts are one each', () => {
  for (const [says, run, options] of VERDICTS) {
    const summary = summarize(run().model(), options);
    assert.deepEqual(summary.findings, [], summary.verdict);
    assert.match(summary.verdict, says);
    assert.doesNotMatch(summary.verdict, SEVERAL);
    assert.match(summary.verdict, /[^.]\.$/);
    const { headline, advice } = splitVerdict(summary);
    assert.match(headline, says);
    assert.match(headline, /[^.;]\.$/);
    assert.equal(advice === '', summary.action === undefined);
    if (advice !== '') assert.match(advice, /^\p{Lu}.*\.$/u);
  }
});

/** Four workers on two cores: two compute while two wait for a lock, by turns; `share` of the cores is used. */
function crowd(share: number, { acquires = 0 } = {}): TraceWriter {
  const writer = new TraceWriter();
  const site = writer.site('', 'main.ts:14:5');
  const lock = writer.object('lock', 'Lock-1', site);
  for (let thread = 1; thread <= 4; thread++) {
    writer.thread(thread, `worker-${thread}`, 0);
    for (let turn = 0; turn < 4; turn++) {
      const [from, to] = [turn * 250, (turn + 1) * 250];
      if ((turn + thread) % 2 === 0) writer.slice(thread, RowKind.waitLock, from, to, { object: lock, site, value: 1 });
      else writer.samples(thread, from, to, () => share, { core: thread % 2 });
    }
    writer.slice(thread, RowKind.task, 0, 1000, { site }).exit(thread, 1000);
  }
  if (acquires > 0) writer.instant(1, RowKind.countedAcquire, 990, { object: lock, value: acquires });
  return writer.end(1000);
}

test('a lock is no headline where the cores are busy and it costs little', () => {
  const { verdict, findings } = summarize(crowd(0.95).model());
  assert.equal(findings[0]?.id, 'lock-contention');
  assert.match(
    verdict,
    /1\.9 of 2 cores busy: little to gain, all cores are at work: lock-contention at main\.ts:14 costs less than a tenth of the run; only less/,
  );
  assert.match(summarize(crowd(0.8).model()).verdict, /1\.6 of 2 cores busy: 50 % of worker time waits for the lock/);
});

test('but it is where taking it is the work', () => {
  const { verdict } = summarize(crowd(0.95, { acquires: 1_000_000 }).model());
  assert.match(verdict, /1\.9 of 2 cores busy: 50 % of worker time waits for the lock at main\.ts:14/);
});

test('of two findings the one whose remedy gains more is first, though its share is less', () => {
  const writer = crowd(0.95);
  for (let thread = 1; thread <= 4; thread++)
    for (let turn = 0; turn < 4; turn++)
      if ((turn + thread) % 2 === 1) writer.slice(thread, RowKind.serialize, turn * 250, turn * 250 + 100);
  const { findings, verdict } = summarize(writer.model());
  assert.deepEqual(
    findings.map(({ id }) => id),
    ['serialization-bound', 'lock-contention'],
  );
  assert.ok(findings[0]!.shareOfTime < findings[1]!.shareOfTime);
  assert.match(verdict, /busy: 40 % of worker time goes into copying/);
});

test('what a script said is quoted as it is, and names in code keep their capital', () => {
  assert.deepEqual(oneSentence(['main failed with Error: A. B.', 'Mend that first. Node says more.']), {
    sentence: 'main failed with Error: A. B; mend that first; Node says more.',
    action: 'mend that first; Node says more.',
  });
  assert.equal(
    oneSentence(['it died', 'process.exit ends it. Return instead.']).sentence,
    'it died; process.exit ends it; return instead.',
  );
  assert.deepEqual(splitVerdict({ verdict: 'it died; process.exit ends it.', action: 'process.exit ends it.' }), {
    headline: 'it died.',
    advice: 'process.exit ends it.',
  });
  assert.deepEqual(oneSentence(['all is well.']), { sentence: 'all is well.', action: '' });
});
