import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('what a pool calls may wait for the pool or is refused, and a call that never began is not watched', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/waits-inside.ts');
  assert.equal(exitCode, 0, stderr);
  const told = '2,4,6,8 1:2 2:4 3:6 4:8';
  assert.deepEqual(lines.slice(0, 3), [`map ${told}`, `mapSync ${told}`, `imap ${told}`]);
  assert.match(lines[3]!, /^PoolStateError: the result of double: the pool cannot be waited for by the iterable/);
  assert.equal(lines[4], '[2,8]');
  assert.match(lines[5]!, /^TypeError: expected an array/);
});
