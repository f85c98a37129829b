import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDeadlocks, type GraphWait, type WaitingThread } from '../../../runtime/src/deadlock/wait-graph.ts';

const forThreads = (...helpers: number[]): GraphWait => ({ helpers });
const forAnyone: GraphWait = { helpers: 'anyone' };
const forOwnLock: GraphWait = { helpers: 'anyone', ownFault: true };

/** The groups, of threads 1 to `alive`, where each that waits is given with its waits. */
function check(alive: number, waits: Readonly<Record<number, readonly GraphWait[]>>): number[][] {
  const threads: WaitingThread[] = Object.entries(waits).map(([id, each]) => ({ id: Number(id), waits: each }));
  const all = new Set(Array.from({ length: alive }, (_, index) => index + 1));
  return findDeadlocks(threads, all).map((group) => group.toSorted());
}

test('a cycle is a deadlock while others run; who waits for it is not in it', () => {
  assert.deepEqual(check(4, { 1: [forThreads(2)], 2: [forThreads(3)], 3: [forThreads(2)] }), [[2, 3]]);
  assert.deepEqual(check(5, { 1: [forThreads(2)], 2: [forThreads(1)], 3: [forThreads(4)], 4: [forThreads(3)] }), [
    [1, 2],
    [3, 4],
  ]);
});

test('a chain that ends at a thread that runs is none', () => {
  assert.deepEqual(check(3, { 1: [forThreads(2)], 2: [forThreads(3)] }), []);
  assert.deepEqual(check(3, {}), []);
});

test('what anyone can end is a deadlock when nobody is left', () => {
  assert.deepEqual(check(1, { 1: [forAnyone] }), [[1]]);
  assert.deepEqual(check(2, { 1: [forAnyone] }), []);
  assert.deepEqual(check(2, { 1: [forAnyone], 2: [forThreads(1)] }), [[1, 2]]);
  assert.deepEqual(check(3, { 1: [forAnyone], 2: [forAnyone], 3: [forThreads(1)] }), [[1, 2, 3]]);
});

test('a thread with several waits goes on when one of them can end', () => {
  assert.deepEqual(check(3, { 1: [forThreads(2), forThreads(3)], 2: [forThreads(1)] }), []);
  assert.deepEqual(check(2, { 1: [forThreads(2), forAnyone], 2: [forThreads(1)] }), [[1, 2]]);
});

test('a wait that any of several threads can end is a deadlock when none of them goes on', () => {
  assert.deepEqual(check(4, { 1: [forThreads(2, 3)], 2: [forThreads(1)], 3: [forThreads(1)] }), [[1, 2, 3]]);
  assert.deepEqual(check(4, { 1: [forThreads(2, 3)], 2: [forThreads(1)] }), []);
  // Thread 1 goes on when the cycle of 2 and 4 has failed.
  assert.deepEqual(check(4, { 1: [forThreads(2, 3)], 2: [forThreads(4)], 3: [forThreads(1)], 4: [forThreads(2)] }), [
    [2, 4],
  ]);
});

test('who has locked itself out is alone to blame, and only when nobody could let it out', () => {
  assert.deepEqual(check(2, { 1: [forOwnLock], 2: [forThreads(1)] }), [[1]]);
  assert.deepEqual(check(2, { 1: [forOwnLock] }), []);
  // Thread 2 goes on when the cycle of 3 and 4 has failed, and may then release the lock.
  assert.deepEqual(check(4, { 1: [forOwnLock], 2: [forThreads(3)], 3: [forThreads(4)], 4: [forThreads(3)] }), [[3, 4]]);
});
