/** Pools and executors under the start method `'process'`, in main and in a process that main has started. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

function part(what: string, name: string, expected: readonly (string | RegExp)[]): void {
  test(what, () => run([name], expected));
  test(`in a process: ${what}`, () => run([name, 'inside'], expected));
}

async function run(args: readonly string[], expected: readonly (string | RegExp)[]): Promise<void> {
  const { lines, stderr, exitCode } = await runFixture('own-process/pools.ts', { args });
  assert.equal(lines.length, expected.length, `${lines.join('\n')}\n${stderr}`);
  for (const [i, line] of expected.entries())
    if (typeof line === 'string') assert.equal(lines[i], line, stderr);
    else assert.match(lines[i]!, line, stderr);
  assert.equal(exitCode, 0, stderr);
}

const REFUSAL =
  /shared memory, which cannot be seen from another process: under the start method 'process' pass a copy/;

part('every kind of call works, with closures, large items, and handles on their way there and back', 'calls', [
  "12497500 [ 'A', 'B' ] [ 2, 4, 6 ]",
  '[ 3, 7 ] 11 true',
  '[ 5000, 1, 8 ]',
  'true 5',
  '[ 5000004, 5000004 ]',
  '[ 2, 4 ]',
  '0',
]);

part('initializers, workers that are replaced after so many tasks or leave when idle, and executors', 'workers', [
  '[ 101, 102, 103 ]',
  '4',
  '[ 2, 4, 6, 8 ]',
  '[ 10, 12 ]',
  '[ 14 ] true',
  '9',
]);

part('a process that dies costs the call it worked for, is named with its signal, and is replaced', 'deaths', [
  /^WorkerDiedError: worker PoolWorker-(?:1:)?\d+ ended with exit code -9 while it ran killedBy3\(3\), item 2$/,
  /^WorkerDiedError: worker PoolWorker-(?:1:)?\d+ ended with exit code -9 while it ran killedBy3 for one of items 0 to 3$/,
  /^WorkerDiedError: worker PoolWorker-(?:1:)?\d+ ended with exit code 4 while it ran exitsAt3\(3\), item 2$/,
  /^WorkerDiedError: worker PoolWorker-(?:1:)?\d+ ended with exit code -6 while it ran abortsAt3\(3\)$/,
  /^WorkerDiedError: worker PoolWorker-(?:1:)?\d+ ended with exit code 1 while it ran leavesRejection\(\) TypeError: nobody looks$/,
  'RangeError: no 2',
  'done: 1,2,3 2',
  '[ 1, 2, 4 ]',
  /^BrokenProcessPool: worker PoolWorker-(?:1:)?\d+ ended with exit code -9 while it ran killedBy3\(3\): /,
]);

part('a pool that is terminated, or whose processes cannot get ready, rejects what is outstanding', 'ends', [
  'true',
  /^PoolBrokenError: the pool cannot work: PoolWorker-(?:1:)?\d+ failed while it got ready: not ready$/,
  '0',
]);

part('a task that runs longer than it may costs its process, which is replaced; others are done', 'limits', [
  'done: 2,4,6',
  /^TimeoutError: waitsForEver\(Event { name: 'Event-1', isSet: (?:true|false) }\) ran longer than taskTimeoutMs: 1; its worker PoolWorker-(?:1:)?\d+ was ended$/,
  /^TimeoutError: stopsAt3\(3\), item 1, ran longer than taskTimeoutMs: 1000; its worker PoolWorker-(?:1:)?\d+ was ended$/,
  '3 2',
]);

part(
  'a task that awaits for ever ends its process, and what a killed one had not read keeps no end of a pipe',
  'lost',
  [
    /^WorkerDiedError: worker PoolWorker-(?:1:)?1 ended with exit code 13 while it ran never\(\)$/,
    /^WorkerDiedError: worker PoolWorker-(?:1:)?2 ended with exit code -9 while it ran sends\(/,
    /^EOFError: /,
  ],
);

part('the end of a pipe that a process gives back is its no more, and no other is needed for it to end', 'returned', [
  'true',
  /^EOFError: /,
  /^7 EOFError: /,
]);

part('raw shared memory is refused, and the pool goes on', 'refused', [REFUSAL, REFUSAL, 'done: 2', 'done: 1']);
