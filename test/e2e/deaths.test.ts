/** What is said of a worker that died must fit how it died, and name the line to change. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, parascope, summaryIn } from './run-command.ts';

async function summaryOf(script: string, ...args: readonly string[]): Promise<RunSummary> {
  const { stdout } = await parascope(['run', '--json', script, ...args]);
  return summaryIn(stdout);
}

test('a process that a signal ends has its name, the line that started it and the signal', async () => {
  const { findings, threads } = await summaryOf(fixture('own-killed.ts'));
  const [finding, ...others] = findings.filter(({ id }) => id === 'worker-died');
  assert.deepEqual(others, []);
  assert.match(
    finding!.message,
    /^dying \(\d+\) died(?: in killsItself .*)? with exit code -9: it was killed \(SIGKILL\)\.$/,
  );
  assert.match(finding!.remedy, /system was short of memory/);
  assert.equal(finding!.location, 'own-killed.ts:11');
  assert.deepEqual(
    threads.filter(({ role }) => role !== 'instrument' && role !== 'helper').map(({ role }) => role),
    ['main', 'process'],
  );
});

describe('a process of ours', { concurrency: 1 }, () => {
  for (const [way, message, remedy] of [
    [
      'throws',
      /^dying died in throws \(own-deaths\.ts:4\) with exit code 1: RangeError: out of range\.$/,
      /Catch in its function/,
    ],
    [
      'leavesAtOnce',
      /^dying died in leavesAtOnce \(own-deaths\.ts:8\) with exit code 3\.$/,
      /process\.exit ends the process.*Return/,
    ],
    [
      'awaitsNothing',
      /^dying died in awaitsNothing .* with exit code 13: it awaited what nothing could/,
      /Await only what/,
    ],
  ] as const) {
    test(way, async () => {
      const { findings, tasks, verdict } = await summaryOf(fixture('own-deaths.ts'), way);
      const [finding, ...others] = findings;
      assert.deepEqual([finding?.id, others], ['worker-died', []]);
      assert.match(finding!.message, message);
      assert.match(finding!.remedy, remedy);
      assert.equal(finding!.location, 'own-deaths.ts:21');
      assert.ok(verdict.includes(finding!.message.slice(0, -1)));
      assert.equal(tasks.count, 1, 'a task that began counts, however soon its worker ended');
    });
  }
});

describe("a pool's worker that cannot get ready", { concurrency: 1 }, () => {
  for (const [way, message] of [
    ['module', /^PoolWorker-1 died at unready\.ts:5(?: with exit code 1)?: RangeError: cannot be loaded\.$/],
    ['initializer', /^PoolWorker-1 died at unready\.ts:8(?: with exit code 1)?: TypeError: no database\.$/],
  ] as const) {
    test(way, async () => {
      const { findings, verdict } = await summaryOf(fixture('unready.ts'), way);
      assert.equal(findings[0]?.id, 'worker-died');
      assert.match(findings[0].message, message);
      assert.match(findings[0].remedy, /got ready/);
      assert.equal(findings[0].location, 'unready.ts:16');
      assert.ok(verdict.includes(findings[0].message.slice(0, -1)), verdict);
    });
  }
});

test("a pool's worker that ran out of memory is told where main ends before it hears of it", async () => {
  const { findings } = await summaryOf(fixture('starved.ts'));
  assert.equal(findings[0]?.id, 'worker-died');
  assert.match(findings[0].message, /^PoolWorker-1 died in eat \(starved\.ts:4\): it ran out of memory\.$/);
});

describe('a worker of worker_threads', { concurrency: 1 }, () => {
  for (const [way, message, remedy] of [
    ['throws', /^dying died at raw-deaths\.mjs:\d+ with exit code 1: TypeError: of its own making\.$/, /error event/],
    ['exits', /^dying died with exit code 5\.$/, /process\.exit.*a result is better sent as a message/],
    ['unsettled', /^dying died with exit code 13: it awaited what nothing could settle any more\.$/, /Await only what/],
    ['grows', /^dying died: it ran out of memory\.$/, /resourceLimits/],
  ] as const) {
    test(way, async () => {
      const { findings } = await summaryOf(fixture('raw-deaths.mjs'), way);
      assert.equal(findings[0]?.id, 'worker-died');
      assert.match(findings[0].message, message);
      assert.match(findings[0].remedy, remedy);
      assert.doesNotMatch(findings[0].remedy, /task/);
      assert.equal(findings[0].location, 'raw-deaths.mjs:27');
    });
  }

  test('one that is terminated has not died', async () => {
    const { findings } = await summaryOf(fixture('raw-deaths.mjs'), 'terminated');
    assert.deepEqual(findings, []);
  });
});

test('without a main guard the verdict speaks of the guard, with the line and the cure', async () => {
  const script = path.resolve(import.meta.dirname, '../../samples/numbers-and-letters-unguarded.ts');
  const { findings, verdict } = await summaryOf(script);
  assert.equal(findings.length, 1);
  assert.match(verdict, /start\(\) at numbers-and-letters-unguarded\.ts:1\d .* the script has no main guard/);
  assert.match(verdict, /if \(isMain\)/);
  assert.match(findings[0]!.location!, /^numbers-and-letters-unguarded\.ts:1\d$/);
});

test('a pool without a main guard: the same, and main has ended with its exit code', async () => {
  const { findings, threads } = await summaryOf(
    path.resolve(import.meta.dirname, '../runtime/fixtures/process/unguarded-pool-exit.ts'),
  );
  assert.deepEqual(
    findings.map(({ id, location }) => [id, location]),
    [['worker-died', 'unguarded-pool-exit.ts:9']],
  );
  assert.equal(threads.find(({ role }) => role === 'main')?.exitCode, 1);
});

describe('what the verdict says of a bad end of main', { concurrency: 1 }, () => {
  const script = fixture('ends-badly.ts');

  test('an error that nobody caught, with its line', async () => {
    const { verdict, exitCode } = await summaryOf(script, 'throws');
    assert.equal(exitCode, 1);
    assert.match(verdict, /: main failed at ends-badly\.ts:22 with RangeError: no result; mend that first/);
  });

  test('a wait that somebody ended by a signal, with its line', async () => {
    const { stdout } = await parascope(['run', '--json', script, 'waits'], {
      onStdout: (text, child) => text.includes('waiting') && child.kill('SIGTERM'),
    });
    const { verdict } = summaryIn(stdout);
    assert.match(verdict, /: it was ended while main waited at ends-badly\.ts:29 for a message/);
  });

  test('child processes are not seen, and that is said', async () => {
    const { verdict } = await summaryOf(script, 'children');
    assert.match(verdict, /: main alone is seen, not the 2 child processes that it started at ends-badly\.ts:33/);
  });
});
