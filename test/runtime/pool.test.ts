import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('every call of a pool gives what Python gives, in order, over any collection', async () => {
  const { stdout, stderr, exitCode } = await runFixture('pool/calls.ts');
  assert.equal(stderr, '');
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'map [1,4,9]',
    'mapSync [1,4,9]',
    'empty []',
    'inline [10,20]',
    'built-in [2,3]',
    'bigint ["2"]',
    'typed array [2.25,4]',
    'part of shared memory [true,1002,250000,251001]',
    'bigints "-1,4611686018427387904"',
    'set [25]',
    'map entries ["a=1"]',
    'object ["A","B"]',
    'string ["A","B"]',
    'generator [1,4,9]',
    'async generator [1,4,9]',
    'async function [2,3,4]',
    'starmap [3,103]',
    'apply [3,103]',
    'imap [1,4,9]',
    'imap async [1,4,9]',
    'imapUnordered [2,3,4]',
    'imap sync [1,4,9]',
    'callback [49]',
    'result [true,[49],true,true,[49]]',
    'not ready false',
    'time true',
    'time true',
    'abort "enough"',
    'then "waited"',
    'threads true',
    'module counter 1000',
    'one task at a time {}',
    'not cloneable "items[9].inner[1]"',
    'not cloneable "args[0].inner[1]"',
    'not cloneable "items[1].inner[1]"',
    'endless [[0,1,4,9,16],true]',
    'closed "ClosedError"',
    'joined',
  ]);
  assert.equal(exitCode, 0);
});

test('numbers of every kind, and others among them, come back as they are, for 200 maps drawn at random', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/numbers.ts', { args: ['200'] });
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['200 agree']);
  assert.equal(exitCode, 0);
});

test('functions get whole numbers as integers, so that they are compiled as in a loop of their own', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/integers.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['array I N', 'Float64Array I N', 'limited I N', 'chunksize 1 I N', 'minus zero true']);
  assert.equal(exitCode, 0);
});

test('workers are initialized, reused, retired, nested, and end with the program', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/workers.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    "initializer Set(1) { 'hello' }",
    'children PoolWorker-1,PoolWorker-2',
    'large 20000000 9000000',
    'many large true',
    'after using 0',
    'retire 3 true true',
    'nested 4 3',
    'end without close',
  ]);
  assert.equal(exitCode, 0);
});

test('handles travel in initargs, items, arguments and results', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/handles.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['1,2,3,4 10', 'item 1,item 2,item 3,item 4', 'sent 1,sent 2', 'direct 1,direct 2', '41']);
  assert.equal(exitCode, 0);
});

test('a thread that is blocked in joinSync, getSync or applySync uses no CPU', async () => {
  const { lines } = await runFixture('process/blocked-cpu.ts');
  const used = JSON.parse(lines[0]!) as Record<string, number>;
  for (const [call, ms] of Object.entries(used)) assert.ok(ms < 10, `${call} used ${ms} ms of CPU in a second`);
});

test('processes, pools and the children of a terminated process leave no thread, file or handle behind', async () => {
  const { lines, stderr, exitCode } = await runFixture('process/leftovers.ts');
  assert.equal(stderr, '', 'a worker that ends with its parent has not died');
  assert.deepEqual(lines, ['threads left 0', 'files left 0', 'handles left ']);
  assert.equal(exitCode, 0);
});

test('large values that a function takes along reach each worker, also those that come later', async () => {
  const { lines, stderr } = await runFixture('pool/captured.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    '100000,100001,100002,100003,100004,100005,100006,100007,100008',
    '200001,200002,200003,200004,200005,200006,200007,200008,200009',
    '100001,100002,100003',
  ]);
});
