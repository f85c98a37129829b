/** Lost wake-ups are counted: this thread is both the one that waits and the supervisor that asks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleSupervisor } from '../../../runtime/src/deadlock/own-waits.ts';
import { setTell } from '../../../runtime/src/deadlock/telling.ts';
import { ring, type SharedWords } from '../../../runtime/src/shared-memory/bell.ts';
import { lock, lockAsync, lockSync, MUTEX_WORDS, unlock } from '../../../runtime/src/shared-memory/mutex.ts';
import { askRound, claimThread, currentThread, lostWakeUpCount } from '../../../runtime/src/shared-memory/run-block.ts';

const awaited = { what: (): string => 'Lock-1' };
/** The word that who blocks sleeps on, and the one that counts who waits. */
const BELL = 1;
const WAITERS = 2;
let rounds = 0;

function lockOfAnother(): SharedWords {
  const words = new Int32Array(new SharedArrayBuffer(MUTEX_WORDS * 4));
  lock(words, 0, claimThread());
  return words;
}

/** Lets go of the lock and wakes nobody. */
function letGoSilently(words: SharedWords): void {
  Atomics.store(words, 0, 0);
}

const ways = { 'with a ring': { letGo: unlock, lost: 0 }, silently: { letGo: letGoSilently, lost: 1 } };

for (const [how, { letGo, lost }] of Object.entries(ways)) {
  test(`a blocked wait for a lock that is let go ${how}: ${lost} wake-ups are lost`, () => {
    const words = lockOfAnother();
    const before = lostWakeUpCount();
    setTell((message) => {
      if (message.type !== 'blocked') return;
      letGo(words, 0);
      askRound(currentThread(), ++rounds);
      Atomics.add(words, BELL, 1);
    });
    assert.equal(lockSync(words, 0, Infinity, awaited), 'free');
    assert.equal(lostWakeUpCount() - before, lost);
  });

  test(`an awaited wait for a lock that is let go ${how}: ${lost} wake-ups are lost`, async () => {
    const words = lockOfAnother();
    const before = lostWakeUpCount();
    setTell(() => undefined);
    const waiting = lockAsync(words, 0, Infinity, { awaited });
    letGo(words, 0);
    handleSupervisor({ type: 'look', round: 1 });
    assert.equal(await waiting, 'free');
    assert.equal(lostWakeUpCount() - before, lost);
  });
}

test('one that lets go, is suspended, and rings when the blocked wait is over has lost no wake-up', () => {
  const words = lockOfAnother();
  const before = lostWakeUpCount();
  setTell(({ type }) => {
    if (type === 'unblocked') ring(words, BELL);
    if (type !== 'blocked') return;
    letGoSilently(words);
    askRound(currentThread(), ++rounds);
    Atomics.add(words, BELL, 1);
  });
  assert.equal(lockSync(words, 0, Infinity, awaited), 'free');
  assert.equal(lostWakeUpCount() - before, 0);
  assert.equal(Atomics.load(words, WAITERS), 0, 'nobody waits any more');
});

test('one that lets go and rings while the blocked wait, asked, has woken and not looked yet, has lost no wake-up', () => {
  const words = lockOfAnother();
  const before = lostWakeUpCount();
  setTell(({ type }) => {
    if (type !== 'blocked') return;
    askRound(currentThread(), ++rounds);
    // As the supervisor does it: whoever wakes a waiter counts it out.
    Atomics.add(words, BELL, 1);
    Atomics.sub(words, WAITERS, 1);
    unlock(words, 0);
    Atomics.add(words, WAITERS, 1);
  });
  assert.equal(lockSync(words, 0, Infinity, awaited), 'free');
  assert.equal(lostWakeUpCount() - before, 0);
  assert.equal(Atomics.load(words, WAITERS), 0, 'nobody waits any more');
});

test('one that lets go, is suspended, and rings when the awaited wait has looked has lost no wake-up', async () => {
  const words = lockOfAnother();
  const before = lostWakeUpCount();
  setTell(() => undefined);
  const waiting = lockAsync(words, 0, Infinity, { awaited });
  letGoSilently(words);
  handleSupervisor({ type: 'look', round: ++rounds });
  await new Promise(setImmediate);
  assert.notEqual(Atomics.load(words, 0), 0, 'it has the lock');
  ring(words, BELL);
  assert.equal(await waiting, 'free');
  assert.equal(lostWakeUpCount() - before, 0);
  assert.equal(Atomics.load(words, WAITERS), 0, 'nobody waits any more');
});
