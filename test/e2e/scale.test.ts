/** `parascope scale`: what it measures and says, never how fast. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Scaling } from '../../trace/src/summary.ts';
import { fixture, parascope, temporaryFolder } from './run-command.ts';

const script = fixture('scales.ts');

test('a script with new Pool() is measured at each number of workers, and serially', async () => {
  const { stdout, stderr, exitCode } = await parascope(['scale', script, '--workers', '2,1,3', '--runs=2', '--json'], {
    env: { PARASCOPE_CPU_COUNT: '2' },
  });
  assert.equal(exitCode, 0, stderr);
  const scaling = JSON.parse(stdout) as Scaling;
  assert.deepEqual([scaling.version, scaling.script, scaling.cores, scaling.runs], [1, script, 2, 2]);
  assert.deepEqual(
    scaling.points.map(({ workers, oversubscribed }) => [workers, oversubscribed]),
    [
      [1, false],
      [2, false],
      [3, true],
    ],
  );
  assert.equal(scaling.baseline!.kind, 'serial');
  assert.equal(scaling.fixedWorkers, null);
  for (const { minMs, medianMs, maxMs, speedUp } of scaling.points) {
    assert.ok(minMs <= medianMs && medianMs <= maxMs);
    assert.ok(Math.abs(speedUp! - scaling.baseline!.ms / medianMs) < 0.01);
  }
  assert.ok(scaling.serialFraction! >= 0 && scaling.serialFraction! <= 1);
  assert.match(stderr, /round 1 of 2, 1 worker: .*\n.*round 1 of 2, 2 workers: /);
  assert.match(stderr, /round 2 of 2, serial: /);
});

test('a script that fixes its own number is measured at it, and told how to let it be set', async (t) => {
  const json = path.join(temporaryFolder(t), 'scale.json');
  const { stdout, stderr, exitCode } = await parascope([
    'scale',
    '--runs',
    '2',
    script,
    '--workers=1,4',
    `--json=${json}`,
    'fixed',
  ]);
  assert.equal(exitCode, 0, stderr);
  const { fixedWorkers, points } = JSON.parse(readFileSync(json, 'utf8')) as Scaling;
  assert.deepEqual([fixedWorkers, points.map(({ workers }) => workers)], [2, [2]]);
  assert.match(stderr, /1 worker \(it had 2\)/);
  // Once is enough to know.
  assert.equal(stderr.match(/it had 2/g)!.length, 3);
  assert.match(stdout, /the script starts 2 workers whatever it is told\. .*\{workers\}/);
  assert.ok(!stdout.includes('done'));
});

test('a script may take the number as an argument', async () => {
  const { stdout, exitCode } = await parascope([
    'scale',
    script,
    '--runs',
    '1',
    '--workers',
    '1,3',
    '--json',
    '--',
    'argument',
    '{workers}',
  ]);
  assert.equal(exitCode, 0);
  assert.deepEqual(
    (JSON.parse(stdout) as Scaling).points.map(({ workers }) => workers),
    [1, 3],
  );
});

test('a script that fails is not measured: its error, and its exit code', async () => {
  const { stdout, stderr, exitCode } = await parascope(['scale', script, 'fail']);
  assert.deepEqual([stdout, exitCode], ['', 1]);
  assert.match(
    stderr,
    /cannot do with 1\b[^]*parascope: with 1 workers? the script ended with exit code 1: nothing is measured/,
  );
});

test('what cannot run serially is measured without, with the reason', async () => {
  const talk = ['scale', fixture('serial-processes.ts'), '--runs=1', '--workers=2', 'talk'];
  const { stdout, stderr, exitCode } = await parascope(talk);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /no serial run: (?:DeadlockError: )?deadlock: /i);
  assert.match(stdout, /no serial run: .* waits for the end of Process-1, which a serial run lets run alone/);
  assert.doesNotMatch(stdout, /told above/);
});
