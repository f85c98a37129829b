import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import type { Finding } from '../../../trace/src/summary.ts';
import { ExitReason, FailureCause, RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { corpus } from '../../corpus/index.ts';
import { TraceWriter } from './trace-writer.ts';

interface PoolRun {
  /** Tasks of each worker: [from, to] in ms. */
  readonly tasks: readonly (readonly [number, number])[][];
  readonly startMs?: number;
  readonly endMs: number;
}

/** A pool made at main.ts:7 whose workers boot until `startMs` and then wait or work. */
function poolRun({ tasks, startMs = 30, endMs }: PoolRun): TraceWriter {
  const writer = new TraceWriter();
  const creation = writer.site('', 'main.ts:7:16');
  const square = writer.site('square', 'main.ts:2:1');
  const pool = writer.object('pool', 'Pool-1', creation);
  let id = 1;
  tasks.forEach((ofWorker, index) => {
    const thread = index + 1;
    writer.thread(thread, `worker-${thread}`, 5, 1, creation).slice(thread, RowKind.boot, 5, startMs);
    let idleMs = startMs;
    for (const [from, to] of ofWorker) {
      writer.slice(thread, RowKind.waitTask, idleMs, from, { object: pool });
      writer.slice(thread, RowKind.task, from, to, { object: id++, value: pool, site: square });
      writer.samples(thread, from, to, () => 1);
      idleMs = to;
    }
    writer.slice(thread, RowKind.waitTask, idleMs, endMs, { object: pool }).exit(thread, endMs, 0, 1);
  });
  return writer.end(endMs);
}

const idsOf = (writer: TraceWriter): string[] => summarize(writer.model()).findings.map(({ id }) => id);

test('unused-workers: fewer tasks than workers, with the line of the pool', () => {
  const { findings } = summarize(poolRun({ tasks: [[[40, 400]], [[40, 380]], [], []], endMs: 420 }).model());
  assert.deepEqual(
    findings.map(({ id }) => id),
    ['unused-workers'],
  );
  assert.equal(findings[0]!.location, 'main.ts:7');
  assert.deepEqual(findings[0]!.evidence.threads, ['worker-3', 'worker-4']);
  assert.match(
    findings[0]!.message,
    /^2 of 4 workers of the pool at main\.ts:7 lived for \d+ % of the run and never got a task: there were only 2 tasks\.$/,
  );
  assert.match(findings[0]!.remedy, /no larger than the number of tasks \(2\)/);
});

test('unused-workers: the twin with a task for each has none', () => {
  const tasks: PoolRun['tasks'] = [[[40, 400]], [[40, 380]], [[50, 300]], [[50, 310]]];
  assert.deepEqual(idsOf(poolRun({ tasks, endMs: 420 })), []);
});

test('unused-workers: chunks so large that a ready worker gets none', () => {
  const chunk = (from: number): [number, number][] => [1, 2, 3, 4].map((i) => [from + i * 20, from + i * 20 + 19]);
  const { findings } = summarize(poolRun({ tasks: [chunk(40), chunk(42), []], endMs: 300 }).model());
  assert.deepEqual(
    findings.map(({ id }) => id),
    ['unused-workers'],
  );
  assert.match(findings[0]!.remedy, /chunksize/);
});

test('unused-workers: a worker that was ready only after the work was done is none', () => {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  for (const [thread, ready] of [
    [1, 30],
    [2, 100],
  ] as const) {
    writer.thread(thread, `worker-${thread}`, 5).slice(thread, RowKind.boot, 5, ready);
  }
  for (let task = 0; task < 4; task++) {
    writer.slice(1, RowKind.task, 30 + task * 20, 45 + task * 20, { object: task + 1, value: pool });
  }
  writer.slice(2, RowKind.waitTask, 100, 300, { object: pool }).exit(1, 300).exit(2, 300).end(300);
  assert.deepEqual(idsOf(writer), []);
});

test('unused-workers: none when tasks were handed in that never ran', () => {
  const run = (): TraceWriter => poolRun({ tasks: [[[40, 400]], []], endMs: 420 });
  assert.deepEqual(idsOf(run().instant(0, RowKind.submit, 20, { object: 1, value: 1 })), ['unused-workers']);
  assert.deepEqual(idsOf(run().instant(0, RowKind.submit, 20, { object: 1, value: 6 })), []);
});

test('unused-workers: nothing is said of a pool that is still at work', () => {
  const writer = poolRun({ tasks: [[[40, 400]], []], endMs: 420 });
  const running = new TraceWriter();
  const pool = running.object('pool', 'Pool-1');
  running.thread(1, 'worker-1', 5).slice(1, RowKind.task, 40, 400, { object: 1, value: pool });
  running.thread(2, 'worker-2', 5).open(2, RowKind.waitTask, 40, { object: pool });
  assert.deepEqual(idsOf(running), []);
  assert.deepEqual(idsOf(writer), ['unused-workers']);
});

/** A process per piece of work, one after the other, each working for `workMs`. */
function processPerTask(count: number, workMs: number, cpuShare = 1): TraceWriter {
  const writer = new TraceWriter();
  const creation = writer.site('', 'main.ts:9:5');
  const target = writer.site('work', 'main.ts:2:1');
  let timeMs = 20;
  for (let thread = 1; thread <= count; thread++) {
    writer.thread(thread, `Process-${thread}`, timeMs, 1, creation);
    writer.slice(thread, RowKind.boot, timeMs, timeMs + 25).slice(thread, RowKind.load, timeMs + 25, timeMs + 35);
    writer.slice(thread, RowKind.task, timeMs + 35, timeMs + 35 + workMs, { object: thread, site: target });
    writer.samples(thread, timeMs, timeMs + 35 + workMs, () => cpuShare);
    timeMs += 35 + workMs + 2;
    writer.exit(thread, timeMs);
  }
  return writer.end(timeMs);
}

test('start-up-bound: a process per small piece, with the line that starts them', () => {
  const { findings, verdict } = summarize(processPerTask(12, 3).model());
  assert.deepEqual(
    findings.map(({ id }) => id),
    ['start-up-bound'],
  );
  assert.equal(findings[0]!.location, 'main.ts:9');
  // 12 of (35 of 40) ms after 20 ms.
  assert.equal(findings[0]!.shareOfTime, 0.84);
  assert.match(findings[0]!.message, /12 started at main\.ts:9, 35\.0 ms each/);
  assert.match(verdict, /^500 ms, \d\.\d of 2 cores busy: 84 % of the run goes by while workers start/);
});

test('start-up-bound: the twin with enough work per process has none', () => {
  assert.deepEqual(idsOf(processPerTask(12, 120)), []);
});

test('start-up-bound: a short run is too short to judge', () => {
  const { findings, verdict } = summarize(processPerTask(2, 3).model());
  assert.deepEqual(findings, []);
  assert.match(verdict, /too short to judge/);
});

test('verdicts without a finding: nothing to gain, fewer workers than cores, idle workers', () => {
  const verdictOf = (tasks: PoolRun['tasks'], endMs: number): string =>
    summarize(poolRun({ tasks, endMs, startMs: 10 }).model()).verdict;
  const busy: [number, number] = [12, 990];
  assert.match(verdictOf([[busy], [busy]], 1000), /^1\.00 s, 2\.0 of 2 cores busy: nothing to gain/);
  assert.match(verdictOf([[busy]], 1000), /1 worker is busy 98 % of the time; start 2, one per core\./);
  const early: [number, number] = [12, 300];
  assert.match(verdictOf([[early], [early]], 1000), /workers have no task for 7\d % of their time/);
});

test('a deadlock is one finding, with its cycle in words and the lines of its waits', () => {
  const writer = new TraceWriter();
  const text =
    'deadlock: of two\n  forth waits for Lock-2, which back holds (/home/me/app/main.ts:11)\n' +
    '  back waits for Lock-1, which forth holds (/home/me/app/main.ts:12)';
  for (const thread of [1, 2]) {
    writer.thread(thread, ['forth', 'back'][thread - 1]!, 0).slice(thread, RowKind.task, 0, 500);
    writer.slice(thread, RowKind.waitLock, 100, 400, { object: writer.object('lock', `Lock-${3 - thread}`) });
    writer.row({
      kind: RowKind.deadlock,
      thread,
      time: 400e6,
      value: 1,
      site: writer.site('take', `main.ts:${10 + thread}:3`),
      text,
    });
    writer.exit(thread, 500);
  }
  const [finding, ...others] = summarize(writer.end(500).model()).findings;
  assert.deepEqual(others, [], 'waits for locks in a deadlock are no contention');
  assert.equal(
    finding?.message,
    'deadlock: forth waits for Lock-2, which back holds (main.ts:11); back waits for Lock-1, which forth holds (main.ts:12).',
  );
  assert.equal(finding.location, 'main.ts:11');
  assert.deepEqual(finding.evidence.threads, ['forth', 'back']);
});

interface StuckThread {
  readonly name: string;
  readonly kind: RowKind;
  readonly waits: string;
}

/** A program whose threads are stuck, and die of it. */
function stuck(threads: readonly StuckThread[], serial = false): TraceWriter {
  const writer = new TraceWriter(serial ? { serial } : {});
  const text = ['deadlock: of all', ...threads.map(({ name, waits }) => `${name} waits for ${waits}`)].join('\n  ');
  threads.forEach(({ name, kind }, at) => {
    const thread = at + 1;
    const site = writer.site('take', `main.ts:${10 + at}:3`);
    writer.thread(thread, name, 0).slice(thread, RowKind.task, 0, 500).slice(thread, kind, 100, 400, { site });
    const found = writer.site('take', `main.ts:${10 + at}:9`);
    writer.row({ kind: RowKind.deadlock, thread, time: 400e6, value: 1, site: found, text });
    writer.row({
      kind: RowKind.failure,
      thread,
      time: 400e6,
      value: FailureCause.uncaught,
      site,
      text: 'DeadlockError: deadlock: of all',
    });
    writer.exit(thread, 500, 1);
  });
  return writer.end(500);
}

test('the remedy of a deadlock fits its waits, and its victims are no findings of their own', () => {
  const forth = { name: 'forth', kind: RowKind.waitLock, waits: 'Lock-2, which back holds' };
  const back = { name: 'back', kind: RowKind.waitLock, waits: 'Lock-1, which forth holds' };
  const again = { name: 'again', kind: RowKind.waitLock, waits: 'Lock-1, which it holds itself' };
  const getter = { name: 'getter', kind: RowKind.waitGet, waits: 'a message of a Queue' };
  const putter = { name: 'putter', kind: RowKind.waitPut, waits: 'room in a Queue' };
  const joiner = { name: 'joiner', kind: RowKind.waitJoin, waits: 'the end of putter' };
  const cases: readonly [readonly StuckThread[], RegExp][] = [
    [[forth, back], /^Take locks in the same order everywhere\.$/],
    [[again], /RLock/],
    [[getter], /^Let somebody put the message/],
    [[putter], /maxsize/],
    [[putter, joiner], /^Take the messages first/],
    [[forth, joiner], /^Release the lock before waiting/],
    [[getter, putter], /timeoutMs/],
  ];
  for (const [threads, remedy] of cases) {
    const { findings } = summarize(stuck(threads).model());
    assert.deepEqual(
      findings.map(({ id }) => id),
      ['deadlock'],
    );
    assert.match(findings[0]!.remedy, remedy);
  }
  assert.match(summarize(stuck([getter], true).model()).findings[0]!.remedy, /without --serial/);
});

test('nobody is told to have fewer than two workers', () => {
  const writer = new TraceWriter();
  for (const thread of [0, 1, 2]) {
    if (thread > 0) writer.thread(thread, `worker-${thread}`, 0);
    writer.slice(thread, RowKind.task, 10, 910);
    // Three threads take turns on two cores.
    writer.samples(thread, 10, 910, () => 2 / 3, { queueShare: 1 / 3 });
  }
  writer.exit(1, 920).exit(2, 920);
  const finding = summarize(writer.end(920).model()).findings.find(({ id }) => id === 'oversubscription');
  assert.match(finding?.remedy ?? '', /let that be a task too/);
});

/** A worker that dies in a call of `work`; of a pool made at main.ts:4, or a process. It was started by no line of the script. */
function deadWorker({ ofPool, error }: { readonly ofPool: boolean; readonly error?: string }): TraceWriter {
  const writer = new TraceWriter();
  const pool = ofPool ? writer.object('pool', 'Pool-1', writer.site('', 'main.ts:4:16')) : 0;
  const work = writer.site('work', 'main.ts:2:1');
  writer.thread(1, 'Worker-2', 0).slice(1, RowKind.boot, 0, 10);
  if (ofPool) writer.slice(1, RowKind.waitTask, 10, 12, { object: pool });
  writer.slice(1, RowKind.task, 12, 300, { object: 1, value: pool, site: work });
  if (error !== undefined)
    writer.row({
      kind: RowKind.failure,
      thread: 1,
      time: 299e6,
      value: FailureCause.uncaught,
      site: work,
      text: error,
    });
  return writer.exit(1, 300, 5, ExitReason.died).end(300);
}

test('one that took the place of a dead worker has the line of its pool, a process that of its function', () => {
  const died = (ofPool: boolean, error?: string): Finding =>
    summarize(deadWorker({ ofPool, ...(error !== undefined && { error }) }).model()).findings[0]!;
  assert.equal(died(true, 'Error: later').location, 'main.ts:4');
  assert.equal(died(false, 'Error: later').location, 'main.ts:2');
  assert.match(died(true, 'Error: later').remedy, /promise that nobody awaits/);
  assert.match(died(false, 'Error: later').remedy, /^Catch in its function/);
  assert.match(died(true).remedy, /inside a task/);
  assert.match(died(false).remedy, /^process\.exit ends the process/);
});

test('main that waits for a core which others hold does not compute', () => {
  const mainAlone = (cpuShare: number): string[] => {
    const writer = new TraceWriter();
    writer.samples(0, 0, 400, () => cpuShare, { queueShare: 1 - cpuShare });
    writer.thread(1, 'worker-1', 400).slice(1, RowKind.task, 420, 800);
    writer.slice(0, RowKind.waitJoin, 400, 800, { object: 2 });
    writer.samples(1, 420, 800, () => 1).exit(1, 800);
    return idsOf(writer.end(800));
  };
  assert.ok(mainAlone(1).includes('serial-section'));
  assert.ok(!mainAlone(0.2).includes('serial-section'));
});

test('each finding that is given has its section on the page', () => {
  const page = readFileSync(new URL('../../../docs/FINDINGS.md', import.meta.url), 'utf8');
  assert.equal(Object.keys(corpus).length, 13);
  for (const id of Object.keys(corpus)) {
    assert.ok(page.includes(`\n## ${id}\n`), id);
  }
});

test('on a busy machine start-up and waits for a core are not laid at the door of the script', () => {
  assert.deepEqual(idsOf(processPerTask(12, 3, 0.2)), []);

  const writer = new TraceWriter();
  for (const thread of [1, 2]) {
    writer.thread(thread, `worker-${thread}`, 0).slice(thread, RowKind.task, 0, 500);
    writer.samples(thread, 0, 500, () => 0.4, { queueShare: 0.6 }).exit(thread, 500);
  }
  // All programs' use is known from the middle of the run only.
  for (const object of [1, 2]) {
    writer.row({ kind: RowKind.coreSample, object, time: 500e6, duration: 190e6, site: 200_000 });
  }
  const { verdict } = summarize(writer.end(500).model());
  assert.match(verdict, /other programs keep 1\.1 cores busy, and workers wait for a core for 60 % of their time/);
});

test('a helper thread of V8 that waits for a core on a busy machine does not make the program crowd itself', () => {
  const writer = new TraceWriter();
  for (const thread of [1, 2]) {
    writer.thread(thread, `worker-${thread}`, 0).slice(thread, RowKind.task, 0, 900);
    writer.samples(thread, 0, 900, () => 0.4, { queueShare: 0.6 }).exit(thread, 900);
  }
  writer.thread(3, 'V8Worker', 0, ThreadRole.helper).samples(3, 0, 900, () => 0.02, { queueShare: 0.9 });
  assert.deepEqual(idsOf(writer.end(900)), []);
});

test('unused-workers: that one of two workers was quick enough for both of two tasks is chance', () => {
  const twice: [number, number][] = [
    [40, 200],
    [201, 400],
  ];
  assert.deepEqual(idsOf(poolRun({ tasks: [twice, []], endMs: 420 })), []);
});
