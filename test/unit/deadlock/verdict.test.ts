/** The threads' side of a verdict: this thread is both the one that waits and, where it is told of the wait, the supervisor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeJudgement } from '../../../runtime/src/deadlock/judgement.ts';
import { handleSupervisor } from '../../../runtime/src/deadlock/own-waits.ts';
import { setTell } from '../../../runtime/src/deadlock/telling.ts';
import { DeadlockError } from '../../../runtime/src/errors.ts';
import type { SharedWords } from '../../../runtime/src/shared-memory/bell.ts';
import { lock, lockAsync, lockSync, MUTEX_WORDS, unlock } from '../../../runtime/src/shared-memory/mutex.ts';
import { claimThread, currentThread, setVerdict } from '../../../runtime/src/shared-memory/run-block.ts';
import { registerShared } from '../../../runtime/src/shared-memory/shared-registry.ts';

/** Kept here: the registry alone would let go of it. */
let judged: SharedArrayBuffer | undefined;

const awaited = { what: (): string => 'Lock-1' };

function lockOfAnother(): SharedWords {
  const words = new Int32Array(new SharedArrayBuffer(MUTEX_WORDS * 4));
  lock(words, 0, claimThread());
  return words;
}

/** Condemns that wait, and the holder, which was condemned with it, lets go of the lock before the wait looks again. */
function condemnAndLetGo(words: SharedWords, token: number): void {
  const verdict = { text: 'a deadlock', waits: [], number: 1 };
  judged = writeJudgement({ verdict, condemned: [{ thread: currentThread(), token }] });
  setVerdict(currentThread(), registerShared(judged));
  unlock(words, 0);
}

function assertUntouched(words: SharedWords): void {
  assert.equal(words[0], 0, 'nobody has taken the lock');
  assert.equal(words[2], 0, 'nobody is counted in');
}

test('a blocked wait that is condemned fails, though what it waits for has become free', () => {
  const words = lockOfAnother();
  setTell((message) => {
    if (message.type === 'blocked') condemnAndLetGo(words, message.facts.token);
  });
  assert.throws(() => lockSync(words, 0, Infinity, awaited), DeadlockError);
  assertUntouched(words);
});

test('an awaited wait that is condemned fails whatever wakes it first, the lock or the supervisor', async () => {
  const words = lockOfAnother();
  setTell((message) => {
    if (message.type === 'answer') condemnAndLetGo(words, message.waits[0]!.token);
  });
  const waiting = lockAsync(words, 0, Infinity, { awaited });
  handleSupervisor({ type: 'look', round: 1 });
  await assert.rejects(waiting, DeadlockError);
  assertUntouched(words);
});

test('a verdict ends the waits that it names and no others', async () => {
  const condemned = lockOfAnother();
  const free = lockOfAnother();
  setTell((message) => {
    if (message.type !== 'answer') return;
    condemnAndLetGo(condemned, message.waits[0]!.token);
    unlock(free, 0);
  });
  const waits = [condemned, free].map((words) => lockAsync(words, 0, Infinity, { awaited }));
  handleSupervisor({ type: 'look', round: 2 });
  const [first, second] = await Promise.allSettled(waits);
  assert.equal(first!.status, 'rejected');
  assert.deepEqual(second, { status: 'fulfilled', value: 'free' });
});
