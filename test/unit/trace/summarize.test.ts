import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { ExitReason, FailureCause, RowKind } from '../../../trace/src/vocabulary.ts';
import { TraceWriter } from './trace-writer.ts';

/** Two workers that each wait for one lock for `waitMs` of every 50 ms, ten times. */
function lockRun(waitMs: number): TraceWriter {
  const writer = new TraceWriter();
  const target = writer.site('work', 'main.ts:10:1');
  const waiting = writer.site('work', 'main.ts:14:3');
  const creation = writer.site('', 'main.ts:20:3');
  const lock = writer.object('lock', 'Lock-1', creation);
  for (const thread of [1, 2]) {
    writer.thread(thread, `Process-${thread}`, 10, 1, creation);
    writer.slice(thread, RowKind.boot, 10, 30).slice(thread, RowKind.load, 30, 40);
    for (let from = 50; from < 550; from += 50) {
      writer.slice(thread, RowKind.waitLock, from, from + waitMs, { object: lock, site: waiting, value: 1 });
    }
    writer.slice(thread, RowKind.task, 40, 560, { object: thread, site: target });
    writer.samples(thread, 10, 565, (time) => ((time - 1) % 50 < waitMs && time > 51 ? 0 : 1), { core: thread - 1 });
    writer.exit(thread, 565);
  }
  return writer.samples(0, 0, 570, (time) => (time <= 20 ? 1 : 0)).end(570);
}

test('a lock that workers wait for is found, with its line, and is the verdict', () => {
  const summary = summarize(lockRun(30).model());
  const [finding] = summary.findings;
  assert.equal(summary.findings.length, 1);
  assert.equal(finding?.id, 'lock-contention');
  assert.equal(finding.location, 'main.ts:14');
  // 300 of 555 ms in each worker.
  assert.equal(finding.shareOfTime, 0.540541);
  assert.deepEqual(finding.evidence.threads, ['Process-1', 'Process-2']);
  assert.deepEqual(finding.evidence.lines, ['main.ts:14', 'main.ts:20']);
  assert.match(
    summary.verdict,
    /^570 ms, \d\.\d of 2 cores busy: 54 % of worker time waits for the lock at main\.ts:14/,
  );
  assert.equal(summary.counts.acquire, 20);
});

test('a lock that is waited for a little is no finding', () => {
  assert.deepEqual(summarize(lockRun(4).model()).findings, []);
});

test('a worker that died is told with its task, code and line; one that was terminated is not', () => {
  const run = (reason: ExitReason): TraceWriter => {
    const writer = new TraceWriter();
    const target = writer.site('third', 'main.ts:3:1');
    const creation = writer.site('', 'main.ts:20:3');
    writer.thread(1, 'worker-1', 10, 1, creation).slice(1, RowKind.boot, 10, 30);
    writer.open(1, RowKind.task, 30, { object: 5, site: target });
    return writer.exit(1, 400, 9, reason).end(410, 1);
  };
  const [finding, ...more] = summarize(run(ExitReason.died).model()).findings;
  assert.deepEqual(more, []);
  assert.equal(finding?.id, 'worker-died');
  assert.equal(finding.severity, 'error');
  assert.equal(finding.location, 'main.ts:20');
  assert.equal(finding.message, 'worker-1 died in third (main.ts:3) with exit code 9.');
  assert.deepEqual(summarize(run(ExitReason.terminated).model()).findings, []);
  assert.deepEqual(summarize(run(ExitReason.finished).model()).findings, []);
});

test('workers that were refused for want of a main guard are one finding, about the guard', () => {
  const writer = new TraceWriter();
  const creation = writer.site('', 'main.ts:20:3');
  const start = writer.site('', 'main.ts:20:3');
  for (const thread of [1, 2]) {
    writer.thread(thread, `worker-${thread}`, 10, 1, creation).slice(thread, RowKind.boot, 10, 300);
    const about = { object: 0, value: FailureCause.missingGuard, site: start };
    writer.row({ kind: RowKind.failure, thread, time: 300e6, ...about, text: 'start()' });
    // The reason of the end is told last, and does not count.
    writer.row({ kind: RowKind.failure, thread, time: 301e6, value: FailureCause.uncaught, text: 'Error: refused' });
    writer.exit(thread, 310, 1, thread === 1 ? ExitReason.died : ExitReason.terminated);
  }
  const { findings, verdict } = summarize(writer.end(320, 1).model());
  assert.equal(findings.length, 1);
  assert.equal(findings[0]!.location, 'main.ts:20');
  assert.deepEqual(findings[0]!.evidence.threads, ['worker-1', 'worker-2']);
  assert.match(verdict, /start\(\) at main\.ts:20 .* the script has no main guard.* if \(isMain\)/);
});

test('without an end and without an exit code the verdict is of the run so far', () => {
  const model = new TraceWriter().samples(0, 0, 300, () => 1).model();
  assert.match(summarize(model).verdict, /^So far: 300 ms, 1\.0 of 2 cores busy: no worker has been started yet\.$/);
  assert.match(summarize(model, { exitCode: 0 }).verdict, /nothing ran in parallel/);
  assert.equal(summarize(model, { exitCode: 3 }).exitCode, 3);
});

test('the verdict of a script that failed early gives no advice on how to be faster', () => {
  const alone = new TraceWriter().samples(0, 0, 300, () => 1).model();
  assert.match(
    summarize(alone, { exitCode: 3 }).verdict,
    /: the script ended with exit code 3 before it started a worker\.$/,
  );
  const short = new TraceWriter().thread(1, 'worker-1', 10).exit(1, 90, 0, ExitReason.finished).end(100, 1).model();
  assert.match(
    summarize(short, { exitCode: 1 }).verdict,
    /: the script ended with exit code 1, too soon to judge it; look /,
  );
  assert.match(summarize(short, { exitCode: 0 }).verdict, /: too short to judge; give /);
});

test('what is announced only after its thread has ended, ended with it, and counts', () => {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  const site = writer.site('third', 'main.ts:3:1');
  writer.thread(1, 'worker-1', 10).slice(1, RowKind.task, 40, 100, { object: 1, value: pool, site });
  writer.exit(1, 400, 9, ExitReason.died).open(1, RowKind.task, 120, { object: 2, site });
  const summary = summarize(writer.end(410, 1).model());
  assert.deepEqual([summary.tasks.count, summary.tasks.unfinished], [2, 1]);
  assert.equal(summary.findings[0]?.message, 'worker-1 died in third (main.ts:3) with exit code 9.');
  assert.equal(summary.threads.find(({ name }) => name === 'worker-1')?.states.running, 60 + 280);
});

test('the row of a slice may come after the exit of its thread: one slice, with its own end', () => {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  writer.thread(1, 'worker-1', 10).open(1, RowKind.task, 40, { object: 1 }).exit(1, 400, -15, ExitReason.terminated);
  writer.slice(1, RowKind.task, 40, 300, { object: 1, value: pool });
  const summary = summarize(writer.end(410).model());
  assert.deepEqual(summary.tasks, { count: 1, unfinished: 0, p50Ms: 260, p95Ms: 260 });
});

test('what copying costs is told by queue and by call, the costliest first', () => {
  const writer = new TraceWriter();
  const [pool, queue] = [writer.object('pool', 'Pool-1'), writer.object('queue', 'Queue-1')];
  const [map, put] = [writer.site('', 'main.ts:7:3'), writer.site('', 'main.ts:9:3')];
  writer.thread(1, 'worker-1', 10);
  writer.instant(0, RowKind.submit, 20, { object: 5, value: 1, site: map });
  writer.slice(1, RowKind.serialize, 30, 70, { value: 4000 }).slice(1, RowKind.serialize, 70, 90, { value: 1000 });
  writer.slice(1, RowKind.task, 90, 100, { object: 5, value: pool });
  writer.slice(0, RowKind.serialize, 30, 35, { object: queue, value: 64 });
  writer.instant(0, RowKind.put, 35, { object: queue, value: 1, site: put });
  const pipe = writer.object('pipe', 'Pipe-1');
  writer.slice(0, RowKind.put, 36, 37, { object: pipe, value: 1, site: put });
  const told = writer.object('queue', 'Queue-2');
  writer.slice(0, RowKind.serialize, 40, 42, { object: told, value: 9000 });
  writer.slice(0, RowKind.put, 40, 43, { object: told, value: 1, site: put });
  const { copies } = summarize(writer.exit(1, 400).end(410).model());
  assert.deepEqual(copies, [
    { what: 'arguments and results', location: 'main.ts:7', count: 2, ms: 60, bytes: 5000 },
    { what: 'Queue-1', location: 'main.ts:9', count: 1, ms: 5, bytes: 64 },
    // The row of the put tells of the same copy.
    { what: 'Queue-2', location: 'main.ts:9', count: 1, ms: 2, bytes: 9000 },
    // Nobody told how large it was.
    { what: 'Pipe-1', location: 'main.ts:9', count: 1, ms: 1 },
  ]);
});
