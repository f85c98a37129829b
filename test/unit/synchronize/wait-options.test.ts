import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pipe } from '../../../runtime/src/connection/pipe.ts';
import { JoinableQueue } from '../../../runtime/src/queues/joinable-queue.ts';
import { Queue } from '../../../runtime/src/queues/queue.ts';
import { Barrier } from '../../../runtime/src/synchronize/barrier.ts';
import { Condition } from '../../../runtime/src/synchronize/condition.ts';
import { Event } from '../../../runtime/src/synchronize/event.ts';
import { Lock } from '../../../runtime/src/synchronize/lock.ts';
import { RLock } from '../../../runtime/src/synchronize/rlock.ts';
import { Semaphore } from '../../../runtime/src/synchronize/semaphore.ts';

type Wait = (...args: readonly unknown[]) => unknown;

/** What a wait takes besides, as errors list it. */
const OWN_OPTIONS: Readonly<Record<string, string>> = {
  recvBytes: 'maxLength, ',
  recvBytesInto: 'offset, ',
  sendBytes: 'offset, size, ',
};

/** An object, its waits that have a blocking twin, and what stands before their options. */
function waitsOf(): readonly (readonly [object, readonly string[], readonly unknown[]])[] {
  const [receiver, sender] = Pipe(false);
  return [
    [new Lock(), ['acquire'], []],
    [new RLock(), ['acquire'], []],
    [new Semaphore(1), ['acquire'], []],
    [new Condition(), ['acquire', 'wait'], []],
    [new Condition(), ['waitFor'], [() => true]],
    [new Event(), ['wait'], []],
    [new Barrier(1), ['wait'], []],
    [new Queue(), ['get'], []],
    [new Queue(), ['put'], [1]],
    [new JoinableQueue(), ['join'], []],
    [receiver, ['recv', 'recvBytes', 'poll'], []],
    [receiver, ['recvBytesInto'], [new Uint8Array(1)]],
    [sender, ['send'], [1]],
    [sender, ['sendBytes'], [new Uint8Array(1)]],
  ];
}

test('a wait refuses an option that it does not have, instead of waiting without it', async () => {
  for (const [object, names, args] of waitsOf()) {
    for (const name of names) {
      const call = (method: string, options: object): unknown =>
        (Reflect.get(object, method) as Wait).call(object, ...args, options);
      const own = OWN_OPTIONS[name] ?? '';
      const said = `${object.constructor.name}.${name}`;
      await assert.rejects(
        async () => await call(name, { timeout: 5 }),
        new RegExp(`has no option 'timeout'; it has ${own}timeoutMs`),
        said,
      );
      await assert.rejects(async () => await call(name, { timeoutMs: '5' }), /expected a number of milliseconds/, said);
      assert.throws(
        () => call(`${name}Sync`, { timeout: 5 }),
        new RegExp(`has no option 'timeout'; it has ${own}timeoutMs$`),
        said,
      );
      assert.throws(
        () => call(`${name}Sync`, { signal: AbortSignal.abort() }),
        /Sync\(\) has no option 'signal'/,
        said,
      );
    }
  }
});
