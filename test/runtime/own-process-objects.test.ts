/** Queues, locks and shared numbers under the start method `'process'`: main has them in its memory, processes by their broker. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[], stderr = /^$/): Promise<void> {
  const run = await runFixture('own-process/objects.ts', { args: [name] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.match(run.stderr, stderr);
  assert.equal(run.exitCode, 0);
}

const REFUSAL =
  "is shared memory, which cannot be seen from another process: under the start method 'process' pass a copy, or a Value, " +
  "SharedArray or Queue, or use getContext('thread')";

test('messages cross with their classes, and with queues in them that a process has made', () =>
  part('messages', ['0', '8 Uint8Array(2) [ 1, 2 ] 2n', '77 own', '6', '3 text 0 true', '0']));

test('errors have their class and the line of the process, and a wait ends by its signal', () =>
  part('errors', [
    'true Empty: the queue is empty: no message has come',
    'true',
    'true Full: the queue is full: 1 of 1 messages 1 true false',
    'true ClosedError: Queue is closed: this thread has called close() on it',
    '0',
    'RangeError: enough',
    'false false',
    '0',
    'true ReleaseError: attempt to release recursive lock not owned by thread: another worker holds it',
    '0',
  ]));

test('main and two processes count under one lock, blocking and not', () => part('counting', ['125 [ 0, 60 ]']));

test('shared numbers are read and written, and views of them refused', () =>
  part('numbers', [
    '[ 1, 2, 9 ] [ 1, 2, 9 ] 9 3 1',
    'hi 4',
    'RangeError: index 3: expected 0 to 2 in an array of 3',
    'StartMethodError',
    '0 [ 1, 2, 9 ]',
  ]));

test('barriers, semaphores, conditions and joinable queues work between processes', () =>
  part('meetings', ['true true', '6 0', '4 9']));

test('a lock of a killed process is taken over, and its wait takes no message along', () =>
  part(
    'deaths',
    ['true', '-9', '-9 kept'],
    /^parascope: Lock-1, made at objects\.ts:\d+, was taken over from Process-1, which ended while it held it/,
  ));

test('pipes end with whoever has their other end, and wait tells which of several is ready', () =>
  part('pipes', [
    "[ 1, 'back' ]",
    '4',
    'true',
    'true true false false',
    'true 1 0',
    'Uint8Array(2) [ 2, 3 ] Uint8Array(2) [ 2, 3 ]',
    'true ClosedError',
    'true',
    'true',
    'own pipe',
    'Full EOFError',
    '0 through an end that came in a message',
    'true',
    'for an end in a message of a process',
    'true',
  ]));

test('shared memory is refused before anything is started, by its place', () =>
  part('refused', [
    `NotCloneableError: args[0] ${REFUSAL}`,
    `NotCloneableError: args[0].at[0] ${REFUSAL}`,
    `NotCloneableError: args[0] ${REFUSAL}`,
    `FunctionError: the inline function at objects.ts:407 uses the local variable 'memory': memory ${REFUSAL}. ` +
      'Make it in the function, or pass what it needs as an argument.',
  ]));

test('the last at a barrier calls its action, wherever it is; what it throws and its death break the barrier', () =>
  part('actions', [
    '3',
    'BrokenBarrierError: the barrier was broken or reset while this worker waited at it',
    'RangeError: no action',
    'true 0',
    'BrokenBarrierError: the barrier is broken: somebody left it, or abort() was called',
    '-9',
  ]));

test('lists and shared memory are found by their names, made, read and written; only their bytes are not seen', () =>
  part('lists', [
    "[ 2, 'text', 2, Uint8Array(1) [ 7 ] ] 4 q8sq8s 2 1 Uint8Array(1) [ 7 ]",
    'RangeError: item 1 has room for 8 bytes: found 12',
    'RangeError: index 9: expected 0 to 3 in a list of 4',
    "StartMethodError: buf: memory cannot be seen across processes. Under the start method 'process' use a ShareableList or a " +
      "SharedArray, or share it with threads: getContext('thread')",
    '[ 1, 2.5 ] found 56',
    'FileNotFoundError: there is no shared memory called "found"',
    'FileExistsError: shared memory called "own" exists already',
    'ClosedError: the shared memory found is closed in this thread',
    '0',
    "[ 5, 'TEXT', 2, Uint8Array(1) [ 7 ] ] [ 1, 3.5 ]",
    "[ 1, null, 'mine' ] own [ 1, null, 'mine' ]",
    '5000 0 5000',
  ]));

test('messages that a process puts without waiting keep their order, are there for what it asks next, and survive it', () =>
  part('posts', ['2000 in order', '3 ClosedError', 'own kept -9']));
