import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('shared arrays are indexed, wrap, refuse, have a lock, and are the same in every process', async () => {
  const { lines, stderr, exitCode } = await runFixture('sharedctypes/arrays.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['kinds', 'access', 'bytes', 'locks', 'processes']);
  assert.equal(exitCode, 0);
});
