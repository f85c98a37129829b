import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { retireThread } from '../../../runtime/src/shared-memory/death.ts';
import { NOTHING, Ring } from '../../../runtime/src/shared-memory/ring.ts';
import { claimThread, runBuffer } from '../../../runtime/src/shared-memory/run-block.ts';
import { randomSource } from './random-value.ts';

interface Mortal {
  readonly worker: Worker;
  readonly id: number;
  readonly counts: Int32Array<SharedArrayBuffer>;
}

function start(ring: Ring, role: 'produce' | 'consume', words: number): Mortal {
  const counts = new Int32Array(new SharedArrayBuffer(words * 4));
  const id = claimThread();
  const worker = new Worker(new URL('fixtures/death-worker.ts', import.meta.url), {
    workerData: { run: runBuffer(), id, memory: ring.memory, counts: counts.buffer, role },
  });
  return { worker, id, counts };
}

/** Ends the thread as soon as it has done that much; what the supervisor does then is done here. */
async function endAfter({ worker, id, counts }: Mortal, much: number): Promise<void> {
  for (let seen = Atomics.load(counts, 0); seen < much; seen = Atomics.load(counts, 0)) {
    await Atomics.waitAsync(counts, 0, seen).value;
  }
  await worker.terminate();
  retireThread(id);
}

test('a producer that dies at a random instant leaves a ring that works, and no message in halves', async () => {
  const random = randomSource(7);
  for (let round = 0; round < 6; round++) {
    const ring = Ring.create({ initialBytes: 64, maxBytes: 1 << 22 });
    const producer = start(ring, 'produce', 1);
    await endAfter(producer, 1 + Math.floor(random() * 3000));
    assert.ok(ring.putSync(['last']), 'the lock of the dead is taken over');
    let next = 0;
    for (let message = ring.tryGet(); message !== NOTHING; message = ring.tryGet()) {
      if (ring.qsize() === 0 && Array.isArray(message) && message[0] === 'last') break;
      assert.deepEqual(message, [next, 'x'.repeat(next % 70)], `round ${round}`);
      next++;
    }
    // It dies before or after it has counted the message that it put last.
    assert.ok(next - producer.counts[0]! <= 1 && next >= producer.counts[0]!, `${next} of ${producer.counts[0]}`);
  }
});

test('a consumer that dies at a random instant takes at most the one message it had in hand', async () => {
  const random = randomSource(8);
  const count = 4000;
  for (let round = 0; round < 6; round++) {
    const ring = Ring.create({ initialBytes: 64 });
    const consumer = start(ring, 'consume', count + 1);
    for (let i = 0; i < count; i++) ring.putSync([i, 'x'.repeat(i % 70)]);
    await endAfter(consumer, 1 + Math.floor(random() * (count - 1)));
    const { counts } = consumer;
    for (let message = ring.tryGet(); message !== NOTHING; message = ring.tryGet()) {
      counts[(message as [number])[0] + 1]! += 1;
    }
    const once = counts.subarray(1).filter((times) => times === 1).length;
    const more = counts.subarray(1).filter((times) => times > 1).length;
    assert.equal(more, 0, `round ${round}: taken twice`);
    assert.ok(once >= count - 1, `round ${round}: ${once} of ${count} arrived`);
  }
});
