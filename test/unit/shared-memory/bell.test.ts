import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AGAIN,
  BELL_WORDS,
  deadlineOf,
  ring,
  waitAsync,
  waitBlocking,
} from '../../../runtime/src/shared-memory/bell.ts';
import { retireThread } from '../../../runtime/src/shared-memory/death.ts';
import {
  attachThread,
  blockedThreads,
  claimThread,
  currentThread,
  isThreadAlive,
  runBuffer,
} from '../../../runtime/src/shared-memory/run-block.ts';

const newBell = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer((BELL_WORDS + 1) * 4));

test('an attempt that works at once is not waited for, and what it throws ends the wait', async () => {
  const words = newBell();
  assert.equal(
    waitBlocking(words, 0, () => 'done', Infinity),
    'done',
  );
  assert.equal(await waitAsync(words, 0, () => 'done', Infinity), 'done');
  const fail = (): never => {
    throw new RangeError('no');
  };
  assert.throws(() => waitBlocking(words, 0, fail, Infinity), RangeError);
  await assert.rejects(waitAsync(words, 0, fail, Infinity), RangeError);
  assert.equal(words[1], 0, 'nobody is counted in');
});

test('a wait without time tries once, and one with time tries until it is over', async () => {
  const words = newBell();
  let tries = 0;
  const attempt = (): typeof AGAIN => {
    tries++;
    return AGAIN;
  };
  assert.equal(waitBlocking(words, 0, attempt, deadlineOf(0)), AGAIN);
  assert.equal(tries, 1);
  assert.equal(waitBlocking(words, 0, attempt, deadlineOf(3)), AGAIN);
  assert.equal(await waitAsync(words, 0, attempt, deadlineOf(3)), AGAIN);
  assert.equal(words[1], 0);
  assert.deepEqual(blockedThreads(), []);
  assert.throws(() => deadlineOf(NaN), RangeError);
});

test('one ring wakes all asynchronous waiters, or one of them where that is enough', async () => {
  const words = newBell();
  const item = BELL_WORDS;
  const take = (): number | typeof AGAIN => (Atomics.load(words, item) > 0 ? Atomics.sub(words, item, 1) : AGAIN);
  for (const wakeOne of [false, true]) {
    const waits = [1, 2, 3].map(() => waitAsync(words, 0, take, Infinity));
    for (const wait of waits) {
      Atomics.add(words, item, 1);
      ring(words, 0, wakeOne);
      await wait;
    }
  }
  assert.equal(Atomics.load(words, item), 0);
  assert.equal(words[1], 0);
});

test('waits that were aborted leave nothing behind', async () => {
  const words = newBell();
  const living = waitAsync(words, 0, () => (words[BELL_WORDS] === 1 ? 'done' : AGAIN), Infinity);
  for (let i = 0; i < 50; i++) {
    const controller = new AbortController();
    const wait = waitAsync(words, 0, () => AGAIN, Infinity, { signal: controller.signal });
    controller.abort();
    await assert.rejects(wait, { name: 'AbortError' });
  }
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(words[1]! >>> 16 <= 1, 'at most the living one is counted in');
  words[BELL_WORDS] = 1;
  ring(words, 0);
  assert.equal(await living, 'done');
  assert.equal(words[1], 0);
});

test('a wait tries again when a thread of the run has died', async () => {
  const words = newBell();
  const thread = claimThread();
  assert.ok(isThreadAlive(thread) && isThreadAlive(currentThread()));
  const wait = waitAsync(words, 0, () => (isThreadAlive(thread) ? AGAIN : 'it died'), Infinity);
  retireThread(thread);
  assert.equal(await wait, 'it died');
  retireThread(thread);
  const next = claimThread();
  assert.notEqual(next, thread, 'an id is never used twice');
  assert.ok(!isThreadAlive(thread));
  retireThread(next);
});

test('a thread joins one run only, and only what is a run', () => {
  assert.throws(() => attachThread(new SharedArrayBuffer(4096), 1), /not a run block/);
  const other = new SharedArrayBuffer(runBuffer().byteLength);
  new Int32Array(other).set(new Int32Array(runBuffer()));
  assert.throws(() => attachThread(other, 1), /already belongs to a run/);
});
