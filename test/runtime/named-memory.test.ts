import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('shared memory and lists are found by name in every process, and refuse as Python does', async () => {
  const { lines, stderr, exitCode } = await runFixture('named-memory/named.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['memory', 'list']);
  assert.equal(exitCode, 0);
});
