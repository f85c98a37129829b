/** Large messages of processes arrive as they were put, in order, also from one that is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[]): Promise<void> {
  const run = await runFixture('own-process/payloads.ts', { args: [name] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.equal(run.stderr, '');
  assert.equal(run.exitCode, 0);
}

test('large and small messages of a process that was killed are all there, in order', () =>
  part('killed', ['-9 300 300']));

test('several processes put large messages at once, and their files are closed at their end', () =>
  part('several', ['300 300 300 300 true', `0 0 0 ${process.platform === 'linux' ? 0 : true}`]));
