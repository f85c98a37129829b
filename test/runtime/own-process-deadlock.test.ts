/** Deadlocks across processes of the operating system, and processes that are slow but can act. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { toldDeadlocks } from './deadlock-told.ts';
import { runFixture, type FixtureRun } from './run-fixture.ts';

const source = readFileSync(new URL('fixtures/deadlock/in-processes.ts', import.meta.url), 'utf8').split('\n');
const at = (mark: string): string =>
  `(in-processes.ts:${source.findIndex((line) => line.endsWith(`// here: ${mark}`)) + 1})`;

/** With N for each process id. */
const told = (run: FixtureRun): string[][] => toldDeadlocks(run, (wait) => wait.replace(/ \(\d+\) /, ' (N) '));

const found: Readonly<Record<string, { readonly waits: readonly string[]; readonly line?: string }>> = {
  threeLocks: {
    waits: [
      `one (N) waits for Lock-2, which two holds ${at('second')}`,
      `three (N) waits for Lock-1, which one holds ${at('second')}`,
      `two (N) waits for Lock-3, which three holds ${at('second')}`,
    ],
  },
  mainAndProcess: {
    waits: [
      `MainProcess waits for Lock-2, which child holds ${at('in main')}`,
      `child (N) waits for Lock-1, which MainProcess holds ${at('second')}`,
    ],
    line: 'MainProcess true,child true',
  },
  threadAndProcess: {
    waits: [
      `child (N) waits for Lock-1, which thread holds ${at('second')}`,
      `thread waits for Lock-2, which child holds ${at('second')}`,
    ],
  },
  joinOfWaiting: {
    waits: [
      `MainProcess waits for the end of child ${at('join')}`,
      `child (N) waits for Lock-1, which MainProcess holds ${at('take, awaited')}`,
    ],
    line: 'MainProcess true,child true',
  },
  queueOfBlocked: {
    waits: [
      `MainProcess waits for a message of a Queue ${at('get')}`,
      `child (N) waits for Lock-1, which MainProcess holds ${at('take, then put')}`,
    ],
    line: 'MainProcess true,child true',
  },
  firstOfSeveral: {
    waits: [
      `MainProcess waits for the end of one or the end of two ${at('first')}`,
      `one (N) waits for Lock-1, which MainProcess holds ${at('take')}`,
      `two (N) waits for Lock-1, which MainProcess holds ${at('take, awaited')}`,
    ],
    line: 'MainProcess true,one true,two true',
  },
  ownChild: {
    waits: [
      `Process-1:1 (N) waits for Lock-1, which child holds ${at('take')}`,
      `child (N) waits for the end of Process-1:1 ${at('join of the child')}`,
    ],
  },
  pool: {
    waits: [
      `MainProcess waits for the result of takeAsync ${at('apply')}`,
      `PoolWorker-1 (N) waits for Lock-1, which MainProcess holds ${at('take, awaited')}`,
    ],
    line: 'DeadlockError',
  },
};

/** Their time is spent in waiting. */
describe('deadlocks across processes', { concurrency: 3 }, () => {
  for (const [name, { waits, line }] of Object.entries(found)) {
    test(`a deadlock across processes is told with names, process ids and lines, and ends its waits: ${name}`, async () => {
      const run = await runFixture('deadlock/in-processes.ts', { args: [name] });
      assert.deepEqual(told(run), [waits], run.stderr);
      assert.deepEqual(run.lines, line === undefined ? [''] : [line]);
      if (name !== 'pool') assert.equal(run.exitCode, 1);
    });
  }

  for (const name of ['timer', 'socket', 'thread', 'signal', 'child', 'aborted', 'limited']) {
    test(`a process that something else can make run is in no deadlock: ${name}`, async () => {
      const run = await runFixture('deadlock/processes-that-act.ts', { args: [name] });
      const verdicts = told(run);
      assert.equal(verdicts.length, 2, run.stderr);
      for (const wait of verdicts.flat())
        assert.match(wait, /^Process-2:\d \(N\) waits for Lock-\d+, which .*judge\.ts:/);
      assert.deepEqual(run.lines, ['went on 0 0']);
    });
  }

  test('a process that nothing else can make run is in a deadlock', async () => {
    const run = await runFixture('deadlock/processes-that-act.ts', { args: ['nothing'] });
    const verdict = told(run).find((waits) => waits[0]!.startsWith('MainProcess'));
    assert.match(
      verdict?.join() ?? run.stderr,
      /^MainProcess waits for Lock-2, which Process-1 holds .*,Process-1 \(N\) waits for Lock-1,/,
    );
  });
});
