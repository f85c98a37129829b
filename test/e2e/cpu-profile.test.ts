import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { commandLine, fixture, parascope, summaryIn, temporaryFolder } from './run-command.ts';

test('run --cpu-prof tells the hot lines, and its trace alone tells them again', async (t) => {
  const folder = temporaryFolder(t);
  const saved = path.join(folder, 'saved.parascope');
  const runDir = path.join(folder, 'run');
  const args = ['run', '--cpu-prof', '--json', '--run-dir', runDir, '--trace', saved, fixture('hot-loop.ts')];
  const { stdout, stderr, exitCode } = await parascope(args);
  assert.equal(exitCode, 0);
  const { hotLines = [], profile, profiles } = summaryIn(stdout);
  assert.equal(profiles, runDir);
  assert.ok(stderr.includes(`\n  profiles: ${runDir}\n`), stderr);
  assert.ok(readdirSync(runDir).includes('merged.cpuprofile'));
  const [first] = hotLines;
  assert.deepEqual([first?.location, first?.function], ['hot-loop.ts:6', 'spin']);
  assert.deepEqual(new Set(first?.threads.map(({ name }) => name)), new Set(['spinner 1', 'spinner 2']));
  assert.match(
    stderr,
    /hot lines, by CPU time \(sampled every 1 ms\):\n +\d+ % hot-loop\.ts:6 +spin {2}\(spinner \d \d+ %/,
  );
  const again = await parascope(['report', '--json', saved]);
  assert.deepEqual(summaryIn(again.stdout).hotLines, hotLines);
  assert.deepEqual(summaryIn(again.stdout).profile, profile);
});

test('the files of a run before are gone when its folder is used again', async (t) => {
  const runDir = temporaryFolder(t);
  writeFileSync(path.join(runDir, 'old-worker.cpuprofile'), '{}');
  await parascope(['run', '--run-dir', runDir, fixture('two-workers.ts')]);
  assert.deepEqual(
    readdirSync(runDir).filter((name) => name.endsWith('.cpuprofile') || name === 'raw-profiles'),
    [],
  );
});

test('a run that is stopped keeps its profile', async (t) => {
  const folder = temporaryFolder(t);
  const json = path.join(folder, 'run.json');
  const { command, root } = commandLine(['run', '--cpu-prof', `--json=${json}`, fixture('stopped-while-busy.ts')]);
  const run = spawn('/bin/sh', ['-c', command], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => run.kill('SIGKILL'));
  const ended = once(run, 'exit');
  await once(run.stdout, 'data');
  run.kill('SIGTERM');
  await ended;
  const { hotLines, profile, exitCode } = summaryIn(readFileSync(json, 'utf8'));
  assert.equal(exitCode, 143);
  assert.deepEqual(profile?.lost, []);
  assert.equal(hotLines?.[0]?.function, 'spin');
});
