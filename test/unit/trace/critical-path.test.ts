import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkCriticalPath, type PathPiece } from '../../../trace/src/analysis/critical-path/walk.ts';
import { criticalPathSentence } from '../../../trace/src/analysis/critical-path/sentence.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import type { TraceModel } from '../../../trace/src/model/trace-model.ts';
import type { RunSummary } from '../../../trace/src/summary.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { Random } from './random.ts';
import { DependentPrograms, randomPrograms, type TruePiece } from './dependent-programs.ts';
import { MS, TraceWriter } from './trace-writer.ts';

/** Ends are sums of rounded numbers. */
const TOLERANCE_NS = 2;

function piecesOf(model: TraceModel, endMs: number): PathPiece[] {
  const pieces: PathPiece[] = [];
  walkCriticalPath(model, 0, endMs * MS, (piece) => pieces.push(piece));
  return pieces;
}

/** Stretches in one thread, the last first. */
function stretchesOf(pieces: readonly PathPiece[]): TruePiece[] {
  const stretches: TruePiece[] = [];
  for (const { thread, startNs, endNs } of pieces) {
    const last = stretches.at(-1);
    if (last?.thread === thread) stretches[stretches.length - 1] = { ...last, startMs: startNs / MS };
    else stretches.push({ thread, startMs: startNs / MS, endMs: endNs / MS });
  }
  return stretches;
}

function assertGapless(pieces: readonly PathPiece[], fromNs: number, toNs: number): void {
  let timeNs = toNs;
  for (const piece of pieces) {
    assert.equal(piece.endNs, timeNs);
    assert.ok(piece.startNs < piece.endNs);
    timeNs = piece.startNs;
  }
  assert.equal(timeNs, fromNs);
}

const summaryOf = (writer: TraceWriter): RunSummary => summarize(writer.model(), { criticalPath: true });

test('the critical path of generated programs is the one that their schedule knows', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const { programs, workers } = randomPrograms(random);
    const schedule = new DependentPrograms(random, programs, workers);
    const endMs = schedule.run();
    const pieces = piecesOf(schedule.writer.model(), endMs);
    assertGapless(pieces, 0, endMs * MS);
    const truth = schedule.truth();
    const found = stretchesOf(pieces);
    assert.deepEqual(
      found.map(({ thread }) => thread),
      truth.map(({ thread }) => thread),
      `seed ${seed}`,
    );
    found.forEach(({ startMs }, at) => {
      assert.ok(Math.abs(startMs - truth[at]!.startMs) * MS <= TOLERANCE_NS, `seed ${seed}, stretch ${at}`);
    });
  }
});

test('a program on the path that is made shorter makes the run shorter, one with slack does not', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const times = Array.from({ length: 4 }, () => new Random(seed * 7).between(5, 80));
    const runOf = (works: readonly number[]): DependentPrograms => {
      const main = works.flatMap((_, at) => [{ type: 'spawn' as const, thread: at + 1 }]);
      const joins = works.map((_, at) => ({ type: 'join' as const, thread: at + 1 }));
      return new DependentPrograms(
        new Random(seed),
        [[...main, ...joins], ...works.map((ms) => [{ type: 'work' as const, ms }])],
        1,
      );
    };
    const works = times.map((ms, at) => ms + at * 3);
    const schedule = runOf(works);
    const endMs = schedule.run();
    const { threads } = summaryOf(schedule.writer).criticalPath!;
    const slowest = works.indexOf(Math.max(...works));
    threads.slice(1).forEach(({ onPathMs, slackMs }, at) => {
      assert.equal(onPathMs > 0, at === slowest, `seed ${seed}`);
      if (at === slowest) return;
      // As much longer as it had slack, less the moments that waking takes: main ends when it did.
      const longer = runOf(works.map((ms, index) => (index === at ? ms + Math.max(0, slackMs - 0.5) : ms))).run();
      assert.ok(Math.abs(longer - endMs) < 0.5, `seed ${seed}: ${longer} for ${endMs}`);
    });
  }
});

test('rows that make no sense give a path without a gap all the same', () => {
  const kinds = Object.values(RowKind).filter((kind) => kind !== RowKind.meta && kind !== RowKind.end);
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const writer = new TraceWriter();
    for (let row = 0; row < 120; row++) {
      writer.row({
        kind: random.pick(kinds),
        thread: random.below(5),
        time: random.below(100) * MS,
        duration: random.below(40) * MS,
        object: random.below(6),
        value: random.below(40),
      });
    }
    const pieces = piecesOf(writer.end(120).model(), 120);
    assertGapless(pieces, 0, 120 * MS);
  }
});

/** Workers that hold one lock in turn, 50 ms each. */
function lockInTurn(): TraceWriter {
  const writer = new TraceWriter();
  const lock = writer.object('lock', 'Lock-1');
  const taken = writer.site('add', 'main.ts:14:3');
  const work = writer.site('work', 'main.ts:4:1');
  for (const thread of [1, 2, 3]) {
    const startMs = 10 + 50 * (thread - 1);
    writer.thread(thread, `Process-${thread}`, 1).slice(thread, RowKind.boot, 1, 10);
    if (thread > 1) writer.slice(thread, RowKind.waitLock, 10, startMs, { object: lock, value: 1, site: taken });
    writer.slice(thread, RowKind.hold, startMs, startMs + 50, { object: lock, site: taken });
    writer.slice(thread, RowKind.task, 10, startMs + 50, { object: thread, site: work }).exit(thread, startMs + 50);
    writer.slice(0, RowKind.waitJoin, thread === 1 ? 10 : startMs, startMs + 50, { object: thread + 1 });
  }
  return writer.end(200);
}

test('time in which others wait for a lock counts as the lock, with the line that takes it', () => {
  const summary = summaryOf(lockInTurn());
  const path = summary.criticalPath!;
  assert.equal(path.ms, 200);
  const [first] = path.entries;
  assert.equal(first!.activity, 'lock');
  assert.equal(first!.location, 'main.ts:14');
  // What the last one does with the lock nobody waits for: it is work.
  assert.equal(first!.ms, 100);
  assert.equal(
    criticalPathSentence({ ...summary, findings: [] }),
    'the critical path is 50 % lock at main.ts:14 (Lock-1)',
  );
});

test('a path through a system call is said to be blocked in it', () => {
  const summary = summaryOf(lockInTurn());
  const path = summary.criticalPath!;
  const entry = {
    activity: 'waiting',
    reason: 'blocked',
    location: 'main.ts:3',
    ms: 150,
    states: {},
    share: 0.75,
  } as const;
  assert.equal(
    criticalPathSentence({ ...summary, criticalPath: { ...path, entries: [entry] } }),
    'the critical path is 75 % blocked in a system call at main.ts:3',
  );
});

test('nothing is said of the path where a finding names its line already, and without workers', () => {
  const summary = summaryOf(lockInTurn());
  assert.deepEqual(
    summary.findings.map(({ id, location }) => [id, location]),
    [['lock-contention', 'main.ts:14']],
  );
  assert.equal(criticalPathSentence(summary), undefined);
  const alone = summaryOf(new TraceWriter().end(500));
  assert.equal(alone.criticalPath!.ms, 500);
  assert.equal(criticalPathSentence(alone), undefined);
});

test('a pool: the path goes from the result to the task that came last, to its submission, to main', () => {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  const line = writer.site('', 'main.ts:20:5');
  for (const [thread, ready, done] of [
    [1, 40, 90],
    [2, 45, 300],
  ] as const) {
    writer.thread(thread, `worker-${thread}`, 10).slice(thread, RowKind.boot, 10, ready);
    writer.slice(thread, RowKind.waitTask, ready, 60, { object: pool });
    writer.slice(thread, RowKind.task, 60, done, { object: thread, value: pool, site: line });
    writer.slice(thread, RowKind.waitTask, done, 330, { object: pool }).exit(thread, 330, 0, 1);
  }
  writer.instant(0, RowKind.submit, 59, { object: 1, value: 2, site: line });
  writer.slice(0, RowKind.waitResult, 59, 301, { object: pool, site: line }).end(340);
  const summary = summaryOf(writer);
  assert.deepEqual(
    stretchesOf(piecesOf(writer.model(), 340)).map(({ thread, startMs }) => [thread, Math.round(startMs)]),
    [
      [0, 300],
      [2, 59],
      [0, 0],
    ],
  );
  const [, first, second] = summary.criticalPath!.threads;
  assert.equal(first!.slackMs, 211);
  assert.equal(second!.slackMs, 0);
  assert.match(
    criticalPathSentence({ ...summary, findings: [] })!,
    /^the critical path is 71 % work at main\.ts:20 of worker-2: each other worker could have worked 211 ms longer$/,
  );
});

test('many short pieces are few segments, which follow each other from the start of the run to its end', () => {
  const writer = new TraceWriter();
  const lock = writer.object('lock', 'Lock-1');
  for (const thread of [1, 2]) {
    writer.thread(thread, `Process-${thread}`, 1);
    for (let turn = 0; turn < 3000; turn++) {
      const fromMs = 1 + turn * 0.2 + (thread - 1) * 0.1;
      writer.slice(thread, RowKind.hold, fromMs, fromMs + 0.1, { object: lock });
      writer.slice(thread, RowKind.waitLock, fromMs + 0.1, fromMs + 0.2, { object: lock, value: 1 });
    }
    writer.slice(thread, RowKind.task, 1, 602, { object: thread }).exit(thread, 602);
    writer.slice(0, RowKind.waitJoin, 2, 602, { object: thread + 1 });
  }
  const path = summaryOf(writer.end(610)).criticalPath!;
  assert.ok(path.segments.length > 50 && path.segments.length < 210, String(path.segments.length));
  let timeMs = 0;
  for (const { startMs, endMs } of path.segments) {
    assert.equal(startMs, timeMs);
    timeMs = endMs;
  }
  assert.equal(timeMs, 610);
  const sum = Object.values(path.states).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - path.ms) < 0.01, `${sum}`);
});
