/** Messages that a process reads before it takes them: each is taken once, in order, whatever becomes of the process meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[]): Promise<void> {
  const run = await runFixture('own-process/ahead.ts', { args: [name] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.equal(run.stderr, '');
  assert.equal(run.exitCode, 0);
}

test('main and three processes take each message once, each of them in order', () =>
  part('several', ['4000 true true 0']));

test('who takes no more holds no message back, and others see how many are left', () =>
  part('stalls', ['2997 1003 1004 2995 true', '[ 1005, 2994 ]']));

test('nor does who computes and can tell nobody', () => part('computes', ['1013 2986 0']));

test('a process that is killed has taken what it was given, and the rest is there in order; so at its end', () => {
  const lines = ['-9 1003 1004', '-9 2008 2009', '0 2510'];
  return part('deaths', [...lines, ...lines]);
});

test('a limit of messages holds', () => part('limited', ['1 1000 1000 true', '2 1000 1000 true', '64 1000 1000 true']));

test('two processes put into the queue from which they take', () => part('back', ['4000 4000 8000']));

test('a closed queue gives its process nothing more, and others what is left', () =>
  part('closes', [`[ '1003', 'ClosedError' ] 1004 2995`]));
