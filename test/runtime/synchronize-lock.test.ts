import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

/** What is said of a lock of that class that the file has made. */
const TAKEN_OVER = (type: string, file: string): RegExp =>
  new RegExp(
    String.raw`^parascope: ${type}-\d+, made at ${file}:\d+, was taken over from Process-\d+, which ended`,
    'gm',
  );

test('a lock excludes, waits, gives up, is abandoned, and may be released by anyone', async () => {
  const { lines, stderr, exitCode } = await runFixture('synchronize/lock.ts');
  assert.deepEqual(lines, [
    'counted 44000',
    'truthy true false false false',
    'aborted true',
    'aborted waiting true',
    'released by another',
    'unlocked true semaphore or lock released too many times: this lock is not held by anyone',
    'an old guard does nothing true',
    'taken',
    'abandoned, blocked true',
    'taken',
    'abandoned, awaited true',
    'then not false',
    'held by another false false',
    'then mine true',
  ]);
  assert.equal(exitCode, 0);
  assert.equal(stderr.match(TAKEN_OVER('Lock', 'lock.ts'))?.length, 2, stderr);
});

test('an RLock belongs to its worker, which may take it again and must give it back as often', async () => {
  const { lines, stderr, exitCode } = await runFixture('synchronize/rlock.ts');
  assert.deepEqual(lines, [
    'counted 21000',
    'unowned: true attempt to release recursive lock not owned by thread: nobody holds it',
    'of another: true attempt to release recursive lock not owned by thread: another worker holds it',
    'twice: taken',
    'once: taken',
    'released: free',
    'guards out of order: taken',
    'both ended: free',
    'taken twice',
    'abandoned true',
    'then free: free',
    'taken twice',
    'aborted true',
    'abandoned, awaited true',
    'time ran out: false,false',
  ]);
  assert.equal(exitCode, 0);
  assert.equal(stderr.match(TAKEN_OVER('RLock', 'rlock.ts'))?.length, 2, stderr);
});

test('a thread that is blocked for a second sleeps', async () => {
  const { lines, stderr } = await runFixture('synchronize/blocked-cpu.ts');
  const waits = ['barrier', 'condition', 'event', 'get', 'lock', 'put', 'rlock', 'semaphore'];
  assert.deepEqual(
    lines.toSorted(),
    waits.map((wait) => `${wait} sleeps`),
  );
  assert.equal(stderr, '');
});
