/** The start method `'process'`: how processes of the operating system start, live and end. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../is-alive.ts';
import { nodeUnderTest, register, runFixture, type FixtureRun } from './run-fixture.ts';

const FIXTURE = 'own-process/lives.ts';

async function part(name: string, expected: readonly string[]): Promise<void> {
  await runPart(name, expected);
}

async function runPart(name: string, expected: readonly string[]): Promise<FixtureRun> {
  const run = await runFixture(FIXTURE, { args: [name, 'further'] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.equal(run.exitCode, 0, run.stderr);
  return run;
}

test('all five main guards are false in a process, and its TypeScript is transformed', async () => {
  await part('guards', ['false false false false 5']);
  const { lines, stderr } = await runFixture('own-process/guard.cts');
  assert.deepEqual(lines, ['false true', '0'], stderr);
});

test('a process has a pid of its own, and knows its name, its parent, its arguments and environment', () =>
  part('identity', [
    'undefined null',
    'true true true true',
    'reader true true true false',
    'MainProcess true true process',
    "[ 'identity', 'further' ] set by main",
    '0 false 0',
  ]));

test("exit codes are Python's, a signal's is its negative number, and errors are told once with their caller", async () => {
  const { stderr } = await runPart('codes', [
    'ends 0',
    'leaves 7',
    'throws 1',
    'throwsLater 1',
    'awaitsForEver 13',
    'aborts -6',
    'terminate -15',
    'kill -9',
  ]);
  assert.equal(stderr.match(/RangeError: not here/g)?.length, 1, stderr);
  assert.equal(stderr.match(/TypeError: later/g)?.length, 1, stderr);
  assert.match(stderr, /Process Process-3:\nRangeError: not here\n {4}at throws .*lives\.ts[^]*called from:/);
});

test('closures and subclasses travel into a process', () => part('closure', ['[ 30, 60 ]', 'hello greeter true']));

test('a context starts by its own method, beside what the package starts by its default', () =>
  part('contexts', ['true true true', '0 0 thread']));

test('the program ends when its processes have ended, but for the daemons, which it stops', async () => {
  const { exitCode, stderr } = await runFixture(FIXTURE, { args: ['daemons'] });
  assert.equal(exitCode, 0, stderr);
});

test('a process that runs out of memory ends alone', async () => {
  const { lines } = await runFixture(FIXTURE, { args: ['isolated'] });
  assert.deepEqual(lines, ['-6 7']);
});

test('a process that writes into the pipe to its parent is killed, and the others go on', async () => {
  const { stderr } = await runPart('damages', ['-9 7']);
  assert.match(
    stderr,
    /^parascope: Process-1 was killed: it wrote into the pipe to its parent\. RangeError: damaged frame/,
  );
});

test('a script without a main guard is refused once', async () => {
  const { lines, stderr, exitCode } = await runFixture('own-process/no-guard.ts');
  assert.deepEqual(lines, ['']);
  assert.equal(exitCode, 1);
  assert.equal(stderr.match(/has no main guard/g)?.length, 1, stderr);
  assert.match(stderr, /no-guard\.ts:9/);
});

test('no process outlives a program that is killed, whether it waits or computes', async () => {
  const script = path.join(import.meta.dirname, 'fixtures', FIXTURE);
  const program = spawn(nodeUnderTest, ['--require', register, script, 'orphans'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids: number[] = [];
  for await (const piece of program.stdout) {
    pids.push(...String(piece).trim().split('\n').map(Number));
    if (pids.length === 2) program.kill('SIGKILL');
  }
  // The output ends only when all that had it have ended.
  assert.equal(pids.length, 2);
  // A process that ends closes its files before it is gone.
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('what serves a process is given back when it has ended: heaps do not grow with the processes that there were', async () => {
  const { lines, exitCode, stderr } = await runFixture('own-process/returned-memory.ts');
  assert.equal(exitCode, 0, stderr);
  // 32 agents, each a copy of the package, would be 32 MB.
  assert.ok(Number(lines[0]) <= 4, `${lines[0]} MB`);
});

test('where the thread that starts processes has ended, nobody waits for it, and the next process gets another', async () => {
  const { lines, stderr, exitCode } = await runFixture('own-process/broker-ends.ts');
  assert.deepEqual(
    lines,
    [
      'StartMethodError: Process-2 cannot be started: the thread of this program that starts processes has ended',
      '1',
      '0',
    ],
    stderr,
  );
  assert.equal(exitCode, 0);
});
