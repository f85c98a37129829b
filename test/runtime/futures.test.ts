import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[], printed = /^$/): Promise<void> {
  const { lines, stderr, exitCode } = await runFixture('pool/futures.ts', { args: [name] });
  assert.deepEqual(lines, expected, stderr);
  assert.match(stderr, printed);
  assert.equal(exitCode, 0);
}

test('a future gives its result, its error or both in words; workers come as they are needed', () =>
  part('futures', [
    'on demand 0',
    'true 3 true false false null',
    '1 prepared',
    'RangeError: no 3 RangeError: no 3 RangeError: no 3',
    'RangeError: no 3',
    'late 4, done true',
    '5',
  ]));

test('a future that has not begun can be cancelled, one that runs cannot; shutdown cancels and waits', () =>
  part('cancel', [
    'true false false false false',
    'TimeoutError: the result was not ready within 10 ms TimeoutError: the result was not ready within 10 ms',
    'Error: stop',
    'true true true true',
    'CancelledError: the future was cancelled before it began CancelledError: the future was cancelled before it began [ true ]',
    'true',
    'true true false',
    'ClosedError: cannot schedule new futures after shutdown ClosedError: cannot schedule new futures after shutdown',
    '1 0',
  ]));

test('map takes several collections side by side, as far as the shortest goes', () =>
  part('map', [
    '[ 11, 22 ]',
    '[ 2, 3 ]',
    '[ 6, 7 ]',
    '[ 24 ]',
    'TimeoutError: map(blocked, …) was not done within 30 ms',
    'TypeError: map(fn, ...iterables): expected at least one collection',
    "TypeError: map() has no option 'chunk'; it has timeoutMs, signal, chunksize",
    'TypeError: expected an array, an iterable, an async iterable or a plain object to map over, found number',
    'RangeError: new ProcessPoolExecutor(maxWorkers): expected a whole number from 1 to 4094, found 0 ' +
      "TypeError: new ProcessPoolExecutor() has no option 'minProcesses'; it has initializer, initargs, maxTasksPerChild, resourceLimits",
    'down 0',
  ]));

test('wait and asCompleted give futures as they are done, and say what is wrong with anything else', () =>
  part('several', [
    'true true',
    '2 1',
    'true true',
    'TimeoutError: The operation was aborted due to timeout',
    '2 4',
    'TimeoutError: 1 of 3 futures are not done',
    'TimeoutError: The operation was aborted due to timeout',
    '[ 2, 4, 9 ]',
    '1 0 0',
    'true',
    'TypeError: wait(): expected futures alone, or none: they end in another way than connections and queues ' +
      "TypeError: wait() for connections, queues and sentinels has no option 'timeoutMs'",
    "TypeError: returnWhen: expected one of FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, found string 'SOON' " +
      'TypeError: asCompleted(): expected futures, found number',
    'TypeError: waitSync() blocks on one executor: these futures are of several, so await wait() instead',
    'true true',
  ]));

test('the death of a worker breaks the executor: every future fails with its exit code, and no more are taken', () =>
  part('broken', [
    '1',
    'worker PoolWorker-1 ended with exit code 7 while it ran dies(7): what was running or pending in the executor is lost 7 PoolWorker-1 dies(7)',
    'BrokenProcessPool: worker PoolWorker-1 ended with exit code 7: what was running or pending in the executor is lost',
    'BrokenProcessPool: worker PoolWorker-1 ended with exit code 7: what was running or pending in the executor is lost',
    'true',
    'BrokenProcessPool: the pool cannot work: PoolWorker-2 failed while it got ready: no 4',
    '0',
  ]));
