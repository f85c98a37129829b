import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterFlags } from '../../../runtime/src/process/worker-flags.ts';

test('workers get the flags that concern a thread, without our own preload', () => {
  assert.deepEqual(filterFlags(['--require', '/x/runtime/dist/register.js', '--import', 'tsx']), ['--import', 'tsx']);
  assert.deepEqual(filterFlags(['--import=parascope/register', '-r', './mine.cjs']), ['-r', './mine.cjs']);
  assert.deepEqual(filterFlags(['--max-old-space-size=64', '--expose-gc', '--no-warnings']), ['--no-warnings']);
  assert.deepEqual(filterFlags(['--cpu-prof', '--cpu-prof-dir=/x', '--prof']), ['--cpu-prof', '--cpu-prof-dir=/x']);
  assert.deepEqual(filterFlags(['-C', 'dev', '--conditions', 'x', '--title=y']), [
    '--conditions=dev',
    '--conditions',
    'x',
  ]);
});
