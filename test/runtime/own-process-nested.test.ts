/** Under the start method `'process'`: processes that start processes. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import { isAlive } from '../is-alive.ts';
import { until } from '../until.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { ofKind, runRecorded } from './instrument-run.ts';
import { nodeUnderTest, register, runFixture } from './run-fixture.ts';

const FIXTURE = 'own-process/nested.ts';

test('a process starts others with queues, locks and ends of pipes, joins and stops them, and has their exit codes', async () => {
  const { lines, stderr, exitCode } = await runFixture(FIXTURE, { args: ['lives'] });
  assert.deepEqual(
    lines.toSorted(),
    [
      'true true true',
      "[ 'Process-1:1', true, 'Process-1', 'closed', 'over' ]",
      'from the leaf EOFError',
      '5 false 0',
      'null 0',
      '-15 1',
      '0 true',
    ].sort(),
    stderr,
  );
  assert.match(
    stderr,
    /^parascope: Lock-1, made at nested\.ts:\d+, was taken over from Process-1:1, which ended while it held it/,
  );
  assert.equal(exitCode, 0);
});

test('a process ends when those that it started have ended, but for its daemons, which it stops', async () => {
  const { lines, stderr, exitCode } = await runFixture(FIXTURE, { args: ['ends'] });
  assert.equal(lines.at(-1), 'ended 0 1', stderr);
  assert.equal(exitCode, 0);
});

test('a process that was killed in the name of another has its lane and its exit code', async () => {
  const { rows, lines, stderr } = await runRecorded('killed-nested.ts');
  assert.deepEqual(lines, ['-9'], stderr);
  const names = new Map(ofKind(rows, RowKind.thread).map(({ thread, text }) => [thread, text.split(' ')[0]]));
  const ends = ofKind(rows, RowKind.exit).map(({ thread, value }) => [names.get(thread), value]);
  assert.deepEqual(
    ends.filter(([name]) => name === 'grandchild'),
    [['grandchild', -9]],
  );
});

test('objects have different names, whichever process makes them', async () => {
  const { rows, stderr } = await runRecorded('named-in-processes.ts');
  const names = ofKind(rows, RowKind.object).map(({ text }) => text);
  assert.equal(names.length, 9, stderr);
  assert.equal(new Set(names).size, 9, names.toSorted().join(', '));
});

type Program = ChildProcessByStdio<Writable, Readable, null>;

/** Runs that part; when both of its processes have written their ids, does `then`. Gives what it wrote, and the ids. */
async function whenBothRun(part: string, then: (program: Program) => void): Promise<{ text: string; pids: number[] }> {
  const script = path.join(import.meta.dirname, 'fixtures', FIXTURE);
  const program = spawn(nodeUnderTest, ['--require', register, script, part], { stdio: ['pipe', 'pipe', 'inherit'] });
  program.stdin.on('error', () => undefined);
  let text = '';
  let pids: number[] = [];
  for await (const piece of program.stdout) {
    text += String(piece);
    if (pids.length === 2) continue;
    pids = text.split('\n').slice(0, -1).map(Number);
    if (pids.length === 2) then(program);
  }
  return { text, pids };
}

for (const [part, whose] of [
  ['killed', 'those that it has started end'],
  ['killedOwner', 'the workers of its pool end, which work while it computes'],
] as const)
  test(`with a process that is killed, ${whose}`, async () => {
    const { text, pids } = await whenBothRun(part, (program) => program.stdin.write('now'));
    assert.match(text, /^killed -9$/m);
    // A process that ends closes its files before it is gone.
    await until(
      'the end of all',
      () => pids.filter(isAlive),
      (living) => living.length === 0,
    );
  });

test("a process has pools of threads, which share among themselves alone: what is the program's is refused", async () => {
  const { lines, stderr, exitCode } = await runFixture(FIXTURE, { args: ['threads'] });
  assert.deepEqual(
    lines,
    [
      '[ 3, 5 ] [ 6 ] 7',
      'StartMethodError MaybeEncodingError',
      "StartMethodError: a process of the start method 'process' and threads that it starts have no shared objects in common " +
        "yet: start a process instead (getContext('process')), or make the object in a thread for other threads 0",
      '0',
    ],
    stderr,
  );
  assert.equal(exitCode, 0);
});

test('with a program that is killed, those that its processes have started end', async () => {
  const { pids } = await whenBothRun('orphans', (program) => program.kill('SIGKILL'));
  assert.equal(pids.length, 2);
  await until(
    'the end of all',
    () => pids.filter(isAlive),
    (living) => living.length === 0,
  );
});
