/** The start method `'process'` at the limit of processes that a user may have (`ulimit -u`). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runProcess } from '../run-process.ts';
import { nodeUnderTest } from './run-fixture.ts';

const runtime = path.resolve(import.meta.dirname, '../../runtime');
/** Main with its threads, and a few processes with theirs. */
const ROOM = 40;

/** A folder that every user can read, whoever's the clone is: Node, the package and the script. */
function copyForAll(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-limit-'));
  const inFolder = (...names: readonly string[]): string => path.join(folder, ...names);
  chmodSync(folder, 0o755);
  cpSync(realpathSync(nodeUnderTest), inFolder('node'));
  for (const part of ['package.json', 'dist'])
    cpSync(path.join(runtime, part), inFolder('node_modules/parascope', part), { recursive: true });
  cpSync(path.join(import.meta.dirname, 'fixtures/own-process/limit.mjs'), inFolder('limit.mjs'));
  return folder;
}

/** What runs of this user beside this test; Linux counts threads. */
function ownTasks(): number {
  const threads = process.platform === 'linux' ? ['-L'] : [];
  const { stdout } = spawnSync('ps', [...threads, '-U', String(process.getuid!()), '-o', 'pid='], { encoding: 'utf8' });
  return stdout.trimEnd().split('\n').length;
}

test('at the limit of processes the next is refused in words, those that run end, and a pool loses no result', async () => {
  const isRoot = process.getuid?.() === 0;
  const folder = copyForAll();
  try {
    // No limit holds for root: then it is run as a user of whom nothing else runs, another for each run of this test.
    const user = isRoot ? { uid: 60_000 + (process.pid % 5000), gid: 65_534 } : undefined;
    const limit = isRoot ? ROOM : ownTasks() + ROOM;
    const command = `ulimit -u ${limit} && exec ./node --require parascope/register limit.mjs`;
    const run = await runProcess(['bash', '-c', command], { cwd: folder, env: { HOME: folder }, user });
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(
      run.lines[0] ?? '',
      /^true Process-\d+ cannot be started: the system refuses another process \(EAGAIN\)/,
    );
    assert.deepEqual(run.lines.slice(1), ['true true true', 'true'], run.stderr);
    assert.match(run.stderr, /^parascope: a pool of 40 goes on with \d+ for now: PoolWorker-\d+ /m);
    assert.doesNotMatch(run.stderr, /without a word/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
