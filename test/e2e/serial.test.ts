/** `parascope run --serial`: the same script, its tasks one after the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, parascope } from './run-command.ts';

function split(text: string): { readonly output: string; readonly run: RunSummary } {
  const lines = text.trimEnd().split('\n');
  return { output: lines.slice(0, -1).join('\n'), run: JSON.parse(lines.at(-1)!) as RunSummary };
}

test('every kind of call gives in a serial run what it gives with workers, and no worker is started', async () => {
  const script = fixture('serial-pools.ts');
  const [parallel, serial] = [
    await parascope(['run', '--json', script]),
    await parascope(['run', '--serial', '--json', script]),
  ];
  assert.deepEqual([parallel.exitCode, serial.exitCode], [0, 0], serial.stderr);
  const [withWorkers, without] = [split(parallel.stdout), split(serial.stdout)];
  assert.equal(without.output, withWorkers.output);
  assert.match(without.output, /^\[ 1, 4, 9 \] goes on,result\n/);
  assert.deepEqual([withWorkers.run.serial, without.run.serial], [undefined, true]);
  assert.deepEqual(
    without.run.threads.filter(({ role }) => role === 'worker'),
    [],
  );
  assert.ok(without.run.tasks.count >= 30, String(without.run.tasks.count));
  assert.match(without.run.verdict, /a serial run, one task after the other,/);
  assert.deepEqual(without.run.findings, []);
});

test('processes run one at a time in a serial run', async () => {
  const { stdout, exitCode, stderr } = await parascope(['run', '--serial', '--json', fixture('serial-processes.ts')]);
  assert.equal(exitCode, 0, stderr);
  const names = ['a', 'b', 'c'];
  assert.equal(split(stdout).output, names.map((name) => `${name} begins\n${name} ends`).join('\n'));
});

test('a process that waits for a later one is a deadlock in a serial run, and says so', async () => {
  const { stderr, exitCode } = await parascope(['run', '--serial', fixture('serial-processes.ts'), 'talk']);
  assert.equal(exitCode, 1);
  assert.match(stderr, /DeadlockError/);
  assert.match(stderr, /the end of Process-1, which a serial run lets run alone/);
});

test('a blocked thread cannot run an asynchronous task in a serial run, and says what to write', async () => {
  const { stderr, exitCode } = await parascope(['run', '--serial', fixture('serial-sync-of-async.ts')]);
  assert.equal(exitCode, 1);
  assert.match(stderr, /SerialRunError: .*a task is asynchronous.*await the result/);
});

test('a task that waits for its own pool is refused in a serial run, blocked or not', async () => {
  const { lines, stderr, exitCode } = await parascope(['run', '--serial', fixture('serial-own-pool.ts')]);
  assert.equal(exitCode, 0, stderr);
  const [awaited = '', blocked = '', after] = lines;
  assert.match(
    awaited,
    /^awaited: SerialRunError: the result of double can never come .* a task waits for its own pool/,
  );
  assert.match(
    blocked,
    /^blocked: SerialRunError: the result of double can never come .* a task waits for its own pool/,
  );
  assert.equal(after, 'after: 4');
});

test('tasks of two pools that wait for each other are refused in a serial run', async () => {
  const { lines, stderr, exitCode } = await parascope(['run', '--serial', fixture('serial-two-pools.ts')]);
  assert.equal(exitCode, 0, stderr);
  assert.equal(lines[0], '2 2');
  assert.match(
    lines[1] ?? '',
    /^crossing: SerialRunError: the result of double can never come .* whose task waits for/,
  );
  assert.equal(lines[2], 'one way: 4');
});
