import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { endProcessTree } from '../../../cli/src/process-tree.ts';
import { isAlive } from '../../is-alive.ts';

/** A process that starts `depth` generations below it, each of which prints its pid and ignores SIGTERM. */
const STUBBORN = `
  const { spawn } = require('node:child_process');
  const depth = Number(process.argv[1]);
  process.on('SIGTERM', () => {});
  process.on('SIGHUP', () => {});
  console.log(process.pid);
  if (depth > 0) spawn(process.execPath, ['-e', process.env.PROGRAM, String(depth - 1)], { stdio: 'inherit', detached: true });
  setInterval(() => {}, 1000);
`;

test('every process of a tree ends, also those that ignore signals and have groups of their own', async () => {
  const generations = 3;
  const root = spawn(process.execPath, ['-e', STUBBORN, String(generations - 1)], {
    env: { ...process.env, PROGRAM: STUBBORN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids: number[] = [];
  for await (const line of createInterface(root.stdout)) if (pids.push(Number(line)) === generations) break;
  const exited = once(root, 'exit');
  await endProcessTree(pids[0]!);
  await exited;
  assert.deepEqual(pids.filter(isAlive), []);
});

test('a process that has ended already is no error', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await endProcessTree(child.pid!);
});
