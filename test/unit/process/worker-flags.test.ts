import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { filterFlags } from '../../../runtime/src/process/worker-flags.ts';

test('workers get the flags that concern a thread, without our own preload', () => {
  assert.deepEqual(filterFlags(['--require', '/x/runtime/dist/register.js', '--import', 'tsx']), ['--import=tsx']);
  assert.deepEqual(filterFlags(['--import=parascope/register', '-r', './mine.cjs']), ['--require=./mine.cjs']);
  assert.deepEqual(filterFlags(['--max-old-space-size=64', '--expose-gc', '--no-warnings']), ['--no-warnings']);
  assert.deepEqual(filterFlags(['--cpu-prof', '--cpu-prof-dir=/x', '--prof']), ['--cpu-prof', '--cpu-prof-dir=/x']);
  assert.deepEqual(filterFlags(['-C', 'dev', '--conditions', 'x', '--title=y']), [
    '--conditions=dev',
    '--conditions=x',
  ]);
});

test('flags keep their values, and Node takes what workers are given', async () => {
  const given = ['--cpu-prof', '--cpu-prof-interval', '500', '--no-experimental-repl-await', '--trace-uncaught'];
  const kept = ['--cpu-prof', '--cpu-prof-interval=500', '--no-experimental-repl-await', '--trace-uncaught'];
  const refused = ['--trace-gc', '--trace-event-categories', 'v8', '--allow-natives-syntax', '--trace-sigint'];
  assert.deepEqual(filterFlags([...given, ...refused]), kept);
  const folder = await mkdtemp(path.join(tmpdir(), 'parascope-flags-'));
  try {
    const execArgv = filterFlags([
      '--cpu-prof-dir',
      folder,
      ...refused,
      '--unhandled-rejections',
      'strict',
      '--cpu-prof',
    ]);
    const [exitCode] = (await once(new Worker('', { eval: true, execArgv }), 'exit')) as [number];
    assert.equal(exitCode, 0);
    assert.equal((await readdir(folder)).length, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});
