import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { isAlive } from '../is-alive.ts';
import { fixture, parascope } from './run-command.ts';

test('stop ends a run with all that it has started, and the run still says its verdict', async () => {
  let pids: number[] = [];
  let stopped: ReturnType<typeof parascope> | undefined;
  const run = await parascope(['run', fixture('leaves-children.mjs')], {
    onStdout: (text, child) => {
      const [, ...found] = /children (\d+) (\d+)\n/.exec(text) ?? [];
      if (found.length === 0) return;
      pids = found.map(Number);
      stopped = parascope(['stop', String(child.pid)]);
    },
  });
  assert.deepEqual([(await stopped)?.exitCode, (await stopped)?.stderr], [0, '']);
  assert.equal(run.exitCode, 143);
  assert.match(run.stderr, /^parascope \d.* cores busy: /m);
  assert.equal(pids.length, 2);
  assert.deepEqual(pids.filter(isAlive), []);
});

test('stop ends nothing that is not a run', async () => {
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const exited = once(other, 'exit');
  await once(other, 'spawn');
  const { exitCode, stderr } = await parascope(['stop', String(other.pid)]);
  assert.equal(exitCode, 2);
  assert.match(stderr, new RegExp(`expected the process id of a run, found ${other.pid}: .*process\\.stdin\\.resume`));
  assert.ok(isAlive(other.pid!));
  other.stdin.end();
  await exited;
  const again = await parascope(['stop', String(other.pid)]);
  assert.deepEqual([again.exitCode, again.stderr.includes('has ended already')], [0, true]);
});
