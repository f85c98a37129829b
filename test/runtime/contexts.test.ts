import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

const SET_ALREADY =
  "StartMethodError: context has already been set: the start method is 'thread'. " +
  'Set it once, behind the main guard and before anything is started, or give { force: true }';

async function part(name: string, expected: readonly string[]): Promise<void> {
  const { lines, stderr, exitCode } = await runFixture('process/contexts.ts', { args: [name] });
  assert.deepEqual(lines, expected, stderr);
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
}

test('the start method is set once, or by force, or by asking for it', () =>
  part('settled', ["[ 'thread', 'process' ] null", `thread ${SET_ALREADY}`, 'null thread thread', 'thread']));

test('the start of a process settles the start method, as does a pool; a process that is only made does not', async () => {
  await part('started', ['null', `thread ${SET_ALREADY}`]);
  await part('pooled', ['object thread']);
});

test('a start method that there is not is refused in words that say which there is', () =>
  part('refused', [
    ...['spawn', 'spawn'].map(
      (method) =>
        `StartMethodError: cannot find context for '${method}': the start methods are 'thread' and 'process', ` +
        "which both load the script anew in each worker, as Python's spawn does",
    ),
    'TypeError: start method: expected a text, found number',
    'TypeError: start method: expected a text, found number',
    "TypeError: setStartMethod() has no option 'forced'; it has force",
    'TypeError: setStartMethod(): expected an object with options, found boolean',
    "StartMethodError: cannot set start method of concrete context: this one is 'thread' for good. Use getContext('thread')",
    'true',
  ]));

test('a worker has the start method of its parent, and it is settled there', () =>
  part('worker', ['thread', SET_ALREADY, 'undefined']));

test('a context has every name of the package, and what it makes works', () =>
  part('context', ['true true thread true', '[]', '4 [ 9 ] 25', 'true sent 7 true true', 'undefined']));

test('sharedctypes copies shared numbers, and gives raw ones a lock that stays theirs in a worker', () =>
  part('sharedctypes', [
    '4 false 1.5 [ 1, 2 ]',
    'true true true',
    'true [ 1, 2 ]',
    '[ true, false, true, true ] 6 [ 9, 2 ]',
    'TypeError: sharedctypes.synchronized(): the object has a lock already: getLock()',
    'TypeError: sharedctypes.synchronized(): expected a RawValue or RawArray, found number',
    "TypeError: sharedctypes.copy(): expected a shared number or array, found string 'x'",
  ]));
