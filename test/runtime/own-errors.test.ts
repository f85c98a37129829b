/** The errors that the runtime itself makes name the line that made the call, and no line of the runtime. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { runFixture, type FixtureRun } from './run-fixture.ts';

let run: FixtureRun;
before(async () => {
  run = await runFixture('pool/own-errors.ts');
  assert.equal(run.exitCode, 0, run.stderr);
});

function told(what: string, expected: RegExp): void {
  const stack = run.stdout.split('\n\n').find((each) => each.trimStart().startsWith(`${what}: `)) ?? '';
  assert.match(stack, expected, run.stdout);
  assert.doesNotMatch(stack, /dist\/|called from:[^]*called from:/, 'the runtime’s own lines say nothing');
}

test('a call that ran out of time', () =>
  told(
    'call',
    /: TimeoutError: apply\(forever, …\) was not .*\n {2}called from:\n {4}at limits .*own-errors\.ts:29:\d+\)/,
  ));

test('a task that ran out of time', () =>
  told('task', /: TimeoutError: forever\(1\), item 0, .*\n {2}called from:\n {4}at limits .*own-errors\.ts:30:\d+\)/));

test('a stream that ran out of time', () =>
  told('stream', /: TimeoutError: imap\(forever, .*\n {2}called from:\n {4}at limits .*own-errors\.ts:31:\d+\)/));

test('a worker that died', () =>
  told('death', /: WorkerDiedError: worker .*\n {2}called from:\n {4}at limits .*own-errors\.ts:32:\d+\)/));

test('a pool that cannot work: each call has its own line', () => {
  told('broken first', /: PoolBrokenError: the pool .*\n {2}called from:\n {4}at shared .*own-errors\.ts:36:\d+\)/);
  told('broken second', /: PoolBrokenError: the pool .*\n {2}called from:\n {4}at shared .*own-errors\.ts:37:\d+\)/);
});

test('an executor that is broken', () =>
  told('executor', /: BrokenProcessPool: worker .*\n {2}called from:\n {4}at shared .*own-errors\.ts:40:\d+\)/));

test('a pool that was terminated: the calls that were outstanding, not the line that ended it', () => {
  told(
    'terminated first',
    /: PoolTerminatedError: map\(forever, …\) of own-errors\.ts:45 was outstanding when the pool was terminated: await it\n {4}at terminated .*own-errors\.ts:45:\d+\)/,
  );
  told(
    'terminated stream',
    /: PoolTerminatedError: imap\(forever, …\) of own-errors\.ts:46 was outstanding .*\n {4}at terminated .*own-errors\.ts:46:\d+\)/,
  );
});
