import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a queue keeps order, waits, gives up, carries handles, and survives a dead reader', async () => {
  const { lines, stderr, exitCode } = await runFixture('sync/queue.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    '[42,null,"hello"] true',
    '2 2',
    'full true 2 Full Full',
    'full, awaited Full',
    'fifo 1 2 true false',
    'empty Empty Empty',
    'empty, awaited Empty',
    'classes true true',
    'aborted true',
    'refused NotCloneableError 0 NotCloneableError',
    'in order true true',
    'after a death 2',
    'closed ClosedError ClosedError ClosedError ClosedError',
    'types RangeError',
  ]);
  assert.equal(exitCode, 0);
});

test('simple and joinable queues have Python’s words, and a join that can never end says so', async () => {
  const { lines, stderr, exitCode } = await runFixture('sync/queue-kinds.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['simple', 'joinable', 'deaths', 'queueRest']);
  assert.equal(exitCode, 0);
});
