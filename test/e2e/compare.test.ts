/** `parascope compare`: two real runs beside each other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RunComparison } from '../../trace/src/analysis/comparison/run-comparison.ts';
import { fixture, parascope, temporaryFolder } from './run-command.ts';

const sample = (name: string): string => path.resolve(import.meta.dirname, '../../samples', name);

test('the shared value and its cure: the contended lock is gone', async (t) => {
  const folder = temporaryFolder(t);
  const traces = ['before', 'after'].map((name) => path.join(folder, `${name}.parascope`));
  for (const [at, script] of ['pi-shared-value.ts', 'pi-exercise.ts'].entries()) {
    const run = await parascope(['run', '--trace', traces[at]!, sample(script), '2000000']);
    assert.equal(run.exitCode, 0, run.stderr);
  }
  const { stdout, stderr, exitCode } = await parascope(['compare', ...traces, '--json']);
  assert.equal(exitCode, 0, stderr);
  const comparison = JSON.parse(stdout) as RunComparison;
  assert.deepEqual([comparison.before.trace, comparison.after.trace], traces);
  assert.ok(comparison.speedUp > 1, comparison.sentence);
  const change = comparison.findings.find((each) => each.change === 'gone');
  assert.equal(change?.before.id, 'lock-contention');
  assert.match(comparison.sentence, /^pi-exercise\.ts is [\d.]+ times as fast as pi-shared-value\.ts: /);

  const told = await parascope(['compare', ...traces]);
  assert.match(told.stdout, /wall time .*x as fast\n/);
  assert.match(told.stdout, /gone {3}lock-contention pi-shared-value\.ts:\d+/);
  assert.ok(told.stdout.endsWith(`parascope ${comparison.sentence}\n`));

  const shown = await parascope(['compare', ...traces, '--report']);
  const report = path.join(folder, 'after-compared.html');
  assert.ok(shown.stdout.includes(`  report: ${report}\n`), shown.stdout);
  const html = readFileSync(report, 'utf8');
  for (const type of ['x-parascope-trace', 'x-parascope-trace-before'])
    assert.match(html, new RegExp(`"application/${type}">`));
});

test('without traces it takes the last two runs of one script', async (t) => {
  const cache = temporaryFolder(t);
  const options = { env: { XDG_CACHE_HOME: cache, HOME: cache, LOCALAPPDATA: cache } };
  const none = await parascope(['compare'], options);
  assert.equal(none.exitCode, 2);
  assert.match(none.stderr, /takes the last two runs of one script: found no run/);
  for (const script of ['two-workers.ts', 'echo.mjs', 'two-workers.ts']) {
    const run = await parascope(['run', fixture(script)], { ...options, input: '' });
    assert.equal(run.exitCode, 0, run.stderr);
  }
  const { stdout, stderr } = await parascope(['compare', '--json'], options);
  assert.notEqual(stdout, '', stderr);
  const { before, after } = JSON.parse(stdout) as RunComparison;
  assert.deepEqual([before.script, after.script], [fixture('two-workers.ts'), fixture('two-workers.ts')]);
  assert.ok(before.trace! < after.trace!);
});

test('what cannot be compared is said', async (t) => {
  const missing = await parascope(['compare', 'here.parascope', 'there.parascope'], { cwd: temporaryFolder(t) });
  assert.equal(missing.exitCode, 2);
  assert.match(missing.stderr, /no such trace: .*here\.parascope/);
  const script = fixture('two-workers.ts');
  const { exitCode, stderr } = await parascope(['compare', script, script], { cwd: temporaryFolder(t) });
  assert.equal(exitCode, 1);
  assert.match(stderr, /^parascope: \S+two-workers\.ts is not a readable trace: expected \S.* found \S.* at byte 0$/m);
});
