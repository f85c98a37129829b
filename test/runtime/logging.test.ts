import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('the logger writes Python’s lines, from every process, in order, while main is blocked', async () => {
  const { stderr, exitCode } = await runFixture('logging/log.ts');
  assert.deepEqual(stderr.split('\n'), [
    '[ERROR/MainProcess] above it',
    '[INFO/worker] child process calling self.run()',
    '[WARNING/worker] 3 of many',
    '[SUBWARNING/worker] { a: 1 }',
    '[Level 21/worker] own level',
    '[INFO/worker] process exiting with exitcode 0',
    '[INFO/MainProcess] joined',
    '',
  ]);
  assert.equal(exitCode, 0);
});
