/** Types carry what travels. The compiler is the test: each line after `@ts-expect-error` must not compile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lock } from '../../../runtime/src/synchronize/lock.ts';
import type { LockGuard } from '../../../runtime/src/synchronize/lock-guard.ts';
import { Queue } from '../../../runtime/src/queues/queue.ts';
import { Value } from '../../../runtime/src/sharedctypes/value.ts';

test('queues, values and guards have the types of what is in them', async () => {
  const queue = new Queue<{ readonly id: number }>();
  await queue.putNowait({ id: 1 });
  // @ts-expect-error: another message type
  await queue.putNowait({ name: 'x' });
  const id: number = queue.getSync().id;
  // @ts-expect-error: the message has no such field
  const name: unknown = (await queue.get()).name;
  assert.deepEqual([id, name], [1, 'x']);

  const counter = new Value('i');
  counter.value += 1;
  const big = new Value('q', 1n);
  const doubled: bigint = big.value * 2n;
  // @ts-expect-error: 64 bits are bigint
  assert.throws(() => (big.value = 1), TypeError);
  // @ts-expect-error: no such type code
  assert.throws(() => new Value('z'), TypeError);
  assert.deepEqual([counter.value, doubled], [1, 2n]);

  const lock = new Lock();
  const always: LockGuard = lock.acquireSync();
  // @ts-expect-error: a wait with a time limit may end without the lock
  const maybe: LockGuard = lock.acquireSync({ timeoutMs: 0 });
  assert.deepEqual([always.abandoned, maybe], [false, false]);
});
