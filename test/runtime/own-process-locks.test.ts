/** Numbers and their locks under `'process'`: what a process does to them without waiting for an answer, and what it sees meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[], stderr = /^$/): Promise<void> {
  const run = await runFixture('own-process/locks.ts', { args: [name] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.match(run.stderr, stderr);
  assert.equal(run.exitCode, 0);
}

const NOT_HELD = 'ReleaseError: attempt to release recursive lock not owned by thread: nobody holds it';
const FREE = 'ReleaseError: semaphore or lock released too many times: this lock is not held by anyone';

test('main and two processes count under the locks of a value and an array', () =>
  part('counting', ['155 [ -150, 150 ]']));

test('a lock that is taken twice is given back twice, whichever guard ends first; once more is refused', () =>
  part('nested', [
    `[ 2, "TypeError: a value of type 'i' is a number: found a string" ]`,
    NOT_HELD,
    NOT_HELD,
    '3 0 true',
  ]));

test('what is written while the lock is on its way is seen under the lock', () => part('hurries', ['10 11 12']));

test('a process sees what was written while it waited for a condition on the lock of the number', () =>
  part('turns', ['6 0 0']));

test('what a process wrote before it was killed is there, and only a lock that it held is taken over', () =>
  part(
    'deaths',
    ['holding -9 1 true', 'after -9 3 false'],
    /^parascope: Value-1 was taken over from Process-1, which ended while it held it[^\n]*\n$/,
  ));

test('a plain lock that another process gave back is not given back for whoever has it then', () =>
  part('others', ['taken', 'nothing', FREE, 'true nothing true']));
