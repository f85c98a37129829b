import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a semaphore lets so many in, waits, and is released by anyone', async () => {
  const { lines, stderr, exitCode } = await runFixture('synchronize/semaphore.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    'passed 12000 at most 2: true left 2',
    'default 1',
    'taken 0 false false',
    'a guard releases once 1',
    'unbounded 2',
    'bounded ReleaseError true: semaphore or lock released too many times: nobody holds this semaphore, which is at its limit of 1',
    'RangeError false: new Semaphore(value): expected a whole number from 0 to 2147483647, found -1 | RangeError false: new Semaphore(value): expected a whole number from 0 to 2147483647, found 1.5',
    'aborted true',
    'released by another, main blocked 0',
    'taken by the dead, lost as in Python 0',
    'travels as itself true true',
  ]);
  assert.equal(exitCode, 0);
});

test('an event wakes all who wait, also where it is cleared at once', async () => {
  const { lines, stderr, exitCode } = await runFixture('synchronize/event.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    'false false false',
    'passed 4 true true true',
    'cleared false',
    '4000 turns true false',
    'aborted true',
    'main blocked true',
    'a pulse is enough true',
    'a dead waiter is no matter true',
  ]);
  assert.equal(exitCode, 0);
});

test('a condition gives its lock back, wakes as many as it is asked to, and survives a death', async () => {
  const { lines, stderr, exitCode } = await runFixture('synchronize/condition.ts');
  assert.equal(stderr, '');
  const each = [
    'true must acquire() condition before using wait(): this worker does not hold its lock',
    'true notify() without the lock of the condition: acquire() it first (lock is not owned)',
    'one: true Empty',
    'not before the lock is free: true',
    'the others: true true',
    'all: d true,e true',
    'after a death: living true',
  ];
  assert.deepEqual(lines, [
    'taken 4000 left 0',
    ...each,
    ...each,
    ...each,
    'time ran out false false',
    'waitFor 0 yes',
    'given back whole, main blocked true',
    'aborted true',
    'guards end it true',
  ]);
  assert.equal(exitCode, 0);
});

test('a barrier lets all pass at once, calls its action once a round, and breaks rather than wait for ever', async () => {
  const { lines, stderr, exitCode } = await runFixture('synchronize/barrier.ts');
  assert.equal(stderr, '');
  const left = 'true the barrier was broken or reset while this worker waited at it';
  const broken = 'true the barrier is broken: somebody left it, or abort() was called';
  assert.deepEqual(lines, [
    'sum 1500 actions 1000 0,0,0',
    '3 0 false',
    'main blocked 1 place 0',
    'time: true the barrier is broken: not all came in time true',
    `broken: ${broken}`,
    'reset false 0',
    `reset under a waiter: ${left} false`,
    `abort: ${left} true 0`,
    'aborted true true',
    `a party dies: ${broken} true`,
    `the action: RangeError | the other: ${left} true`,
    'alone 0 0',
    'RangeError new Barrier(parties): expected a whole number of at least 1, found 0',
    'RangeError new Barrier(parties): expected a whole number of at least 1, found 1.5',
  ]);
  assert.equal(exitCode, 0);
});
