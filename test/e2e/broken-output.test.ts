/** Where what a run leaves cannot be written: a full disk, a reader that has gone. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { runProcess, type ProcessRun } from '../run-process.ts';
import { commandLine, fixture, parascope, temporaryFolder } from './run-command.ts';

const hasDevices = { skip: process.platform !== 'linux' && 'Linux only' };

/** A disk of its own needs a namespace of its own, which not every machine allows. */
const UNSHARE = ['unshare', '--user', '--map-root-user', '--mount'] as const;
const hasNamespaces = {
  skip: spawnSync(UNSHARE[0], [...UNSHARE.slice(1), 'true']).status !== 0 && 'no mount namespaces here',
};

/** Runs a command with its cache on a disk of so many KiB, then lists files there that were not written to the end. */
function onSmallDisk(t: TestContext, sizeKib: number, args: readonly string[]): Promise<ProcessRun> {
  const disk = temporaryFolder(t);
  const { command, root } = commandLine(args);
  const mount = `mount -t tmpfs -o size=${sizeKib}k none '${disk}'`;
  const leftovers = `find '${disk}' -name '*.??????' -o -name '*.json' -size 0`;
  return runProcess([...UNSHARE, 'sh', '-c', `${mount} && (${command}); code=$?; ${leftovers}; exit $code`], {
    cwd: root,
    env: { XDG_CACHE_HOME: disk },
  });
}

for (const sizeKib of [20, 300]) {
  test(
    `a full disk (${sizeKib} KiB) costs the files, neither the exit code nor the verdict`,
    hasNamespaces,
    async (t) => {
      const { stdout, stderr, exitCode } = await onSmallDisk(t, sizeKib, ['run', fixture('two-workers.ts')]);
      assert.equal(exitCode, 0, stderr);
      assert.equal(stdout, 'done ', 'no half-written file is left');
      assert.match(stderr, /^parascope: ENOSPC: no space left on device: cannot write \/.*\/summary\.json$/m);
      assert.match(stderr, /^parascope .* cores busy: /m);
      assert.doesNotMatch(stderr, /was ended|ended abruptly/);
    },
  );
}

test('files that cannot be written are told each, and the exit code is the script’s', hasDevices, async () => {
  const args = ['run', '--json=/dev/full', '--report=/dev/full', fixture('how-it-ends.mjs'), 'code'];
  const { stderr, exitCode } = await parascope(args);
  assert.equal(exitCode, 7);
  assert.equal([...stderr.matchAll(/^parascope: ENOSPC: .*: cannot write \/dev\/full$/gm)].length, 2, stderr);
});

test('a reader of standard output that has gone is no error of ours', async () => {
  const { command, root } = commandLine(['run', '--json', fixture('two-workers.ts')]);
  const line = `{ (${command}); echo code $? >&2; } | head -c 3`;
  const { stdout, stderr } = await runProcess(['sh', '-c', line], { cwd: root });
  assert.equal(stdout, 'don');
  assert.doesNotMatch(stderr, /EPIPE|at present/);
  assert.match(stderr, /^code 0$/m);
});

test('a script whose reader has gone hears of it as without the command', hasDevices, async (t) => {
  const flood = path.join(temporaryFolder(t), 'flood.mjs');
  writeFileSync(
    flood,
    `process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 9 : 8));
const more = () => process.stdout.write('x'.repeat(1e5), () => setImmediate(more));
more();
`,
  );
  const { command, root } = commandLine(['run', '--json', flood]);
  const line = `{ (${command}); echo code $? >&2; } | head -c 3`;
  const { stderr } = await runProcess(['sh', '-c', line], { cwd: root });
  assert.match(stderr, /^code 9$/m);
});
