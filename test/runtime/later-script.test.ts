/** What few workers need, threads and processes, is a script of its own, which the others do not evaluate. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a worker that computes has one script; who owns a pool or has a proxy has the second, of the same classes', async () => {
  const { stderr, lines } = await runFixture('process/later.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    'computes worker-core.js',
    'owns worker-core.js,worker-later.js',
    '1,4 true true',
    'result 9',
    'computes process-core.js',
    'owns process-core.js,process-later.js',
    '1,4 true true',
    'result 9',
    'proxy worker-core.js,worker-later.js',
  ]);
});
