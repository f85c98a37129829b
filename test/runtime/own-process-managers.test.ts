/** Proxies of a manager under the start method `'process'`: a process's own thread calls the server by a socket of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[], stderr = /^$/): Promise<void> {
  const run = await runFixture('own-process/near-manager.ts', { args: [name] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.match(run.stderr, stderr);
  assert.equal(run.exitCode, 0);
}

test(
  `calls of a process keep their order, awaited and blocking, without the manager's address`,
  { skip: process.platform === 'linux' ? false : 'elsewhere the address is the way' },
  () => part('order', ['4 2', "[ 'first', 'second', 'third', 'fourth' ]", 'RangeError', 'RangeError', '0']),
);

test('messages of any size cross, and one that is too large is refused where it is sent', () =>
  part('large', ['3000001 7 3000001 7', 'MessageTooLargeError', 'MessageTooLargeError', '3', '0']));

test('a killed process lets go of the locks that it held in a manager', () =>
  part('killed', ['-9 true'], /^parascope: a manager's lock was taken over[^\n]*\n$/));

test('a manager that is shut down ends the calls of processes, awaited and blocking', () =>
  part('ends', ['true', 'ConnectionError', 'ConnectionError', 'ConnectionError', '0', 'ConnectionError', '0']));

test('a process hands proxies on to its threads and its processes', () =>
  part('others', ['0', '0', "[ 'a thread of the process', 'a process of the process' ]"]));
