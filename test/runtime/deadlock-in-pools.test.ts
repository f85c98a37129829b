/** Waits for the workers of a pool, and for the first of several: each way with its twin, in which somebody else holds the lock. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { toldDeadlocks } from './deadlock-told.ts';
import { nodeUnderTest, register, runFixture, type FixtureRun } from './run-fixture.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures/deadlock');
const source = readFileSync(path.join(fixtures, 'in-pools.ts'), 'utf8').split('\n');
const at = (mark: string): string =>
  `(in-pools.ts:${source.findIndex((line) => line.endsWith(`// here: ${mark}`)) + 1})`;

/** Which of the workers it was is left out. */
const told = (run: FixtureRun): string[][] =>
  toldDeadlocks(run, (wait) =>
    wait
      .replace(/\(.*[\\/](.*)\)$/, '($1)')
      .replaceAll(/PoolWorker-\d:\d/g, 'InnerWorker')
      .replaceAll(/PoolWorker-\d/g, 'PoolWorker'),
  );

const main = (what: string, mark: string): string => `MainProcess waits for ${what} ${at(mark)}`;
const takes = `PoolWorker waits for Lock-1, which MainProcess holds ${at('take')}`;
const takesLater = `PoolWorker waits for Lock-1, which MainProcess holds ${at('take, awaited')}`;
const gets = `PoolWorker waits for a message of a Queue ${at('get')}`;

const found: Readonly<Record<string, readonly string[]>> = {
  apply: [main('the result of take', 'apply'), takes],
  applySync: [main('the result of take', 'applySync'), takes],
  aborted: [main('the result of take', 'aborted'), takes],
  get: [main('the result of takeAsync', 'get of a result'), takesLater],
  map: [main('the result of take', 'map'), takes, takes],
  mapSync: [main('the result of getOne', 'mapSync'), gets],
  imap: [main('the next result of take', 'imap'), takes],
  imapSync: [main('the next result of takeAsync', 'imapSync'), takesLater],
  join: [main('the calls of a pool', 'join'), takes],
  joinSync: [main('the calls of a pool', 'joinSync'), gets],
  future: [main('the result of take', 'future'), takes],
  futureSync: [main('the result of getOne', 'futureSync'), gets],
  futures: [main('the results of 2 futures', 'futures'), takes, takesLater],
  futuresSync: [main('the results of 2 futures', 'futuresSync'), takes, takesLater],
  asCompleted: [main('the results of 2 futures', 'asCompleted'), takes, takesLater],
  keptByIdle: [`MainProcess waits for Lock-1, which PoolWorker holds ${at('kept by an idle worker')}`],
  nested: [
    `InnerWorker waits for Lock-1, which PoolWorker holds ${at('take')}`,
    `PoolWorker waits for the result of take ${at('nested')}`,
  ],
  first: [
    main('a message of a Pipe or a message of a Queue or the end of Process-3', 'first'),
    gets.replace('PoolWorker', 'Process-3'),
  ],
  firstSync: [main('the end of Process-3', 'firstSync'), takes.replace('PoolWorker', 'Process-3')],
};

/** Their time is spent in waiting. */
describe('deadlocks in pools', { concurrency: 3 }, () => {
  for (const [name, waits] of Object.entries(found)) {
    test(`a deadlock through a pool is told and ends its waits: ${name}`, async () => {
      const run = await runFixture('deadlock/in-pools.ts', { args: [name, 'stuck'] });
      assert.deepEqual(told(run), [[...waits].sort()], run.stderr);
      assert.deepEqual(run.lines, ['DeadlockError']);
    });

    test(`the same wait is no deadlock where another holds the lock and lets it go: ${name}`, async () => {
      const run = await runFixture('deadlock/in-pools.ts', { args: [name, 'goes on'] });
      const verdicts = told(run);
      assert.equal(verdicts.length, 2, run.stderr);
      for (const wait of verdicts.flat()) assert.match(wait, /^Process-\d:\d waits for Lock-\d+, which .*judge\.ts:/);
      assert.deepEqual(run.lines, ['took it']);
    });
  }

  for (const name of ['apply', 'imapSync', 'future']) {
    test(`a deadlock through a pool that nobody catches ends the program with exit code 1: ${name}`, async () => {
      const run = await runFixture('deadlock/in-pools.ts', { args: [name, 'stuck', 'uncaught'] });
      assert.equal(told(run).length, 1, run.stderr);
      assert.equal(run.exitCode, 1);
    });
  }

  for (const name of ['nothing', 'signal', 'input', 'childProcess', 'ownWorker', 'port']) {
    test(`a wait that something outside can end is no deadlock: ${name}`, async () => {
      const { lines, stderr } = await runUntilLookedAt(name);
      assert.equal(stderr.includes('deadlock'), name === 'nothing', stderr);
      assert.deepEqual(lines, [name === 'nothing' ? 'DeadlockError' : 'went on']);
    });
  }
});

/** A deadlock would be told after the second. */
const LOOKS = 4;

/** Runs `outside.ts` and, when the runtime has looked at its waits often enough, acts on it from outside. */
async function runUntilLookedAt(name: string): Promise<{ readonly lines: string[]; readonly stderr: string }> {
  const child = spawn(nodeUnderTest, ['--require', register, path.join(fixtures, 'outside.ts'), name]);
  const ended = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const lines: string[] = [];
  let looks = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'looked') lines.push(line);
    else if (++looks === LOOKS && name === 'signal') child.kill('SIGUSR2');
    else if (looks === LOOKS) child.stdin.end('x');
  }
  await ended;
  return { lines, stderr };
}
