import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Ring, type RingOptions } from '../../../runtime/src/shared-memory/ring.ts';
import { claimThread, runBuffer } from '../../../runtime/src/shared-memory/run-block.ts';

interface Message {
  readonly producer: number;
  readonly i: number;
}

function start(ring: Ring, job: { role: string; mode: string; producer?: number; count?: number }): Promise<unknown> {
  const worker = new Worker(new URL('fixtures/ring-worker.ts', import.meta.url), {
    workerData: { run: runBuffer(), id: claimThread(), memory: ring.memory, ...job },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Two producers and two consumers in four threads; every message arrives once, each producer's in order. */
async function exchange(options: RingOptions, modes: { put: string; get: string }, count: number): Promise<void> {
  const ring = Ring.create(options);
  const consumers = [0, 1].map(() => start(ring, { role: 'consume', mode: modes.get }));
  await Promise.all([0, 1].map((producer) => start(ring, { role: 'produce', mode: modes.put, producer, count })));
  await ring.put(null);
  await ring.put(null);
  const received = (await Promise.all(consumers)) as Message[][];
  for (const producer of [0, 1]) {
    const numbers = received.map((messages) => messages.filter((m) => m.producer === producer).map((m) => m.i));
    for (const each of numbers)
      assert.deepEqual(
        each,
        each.toSorted((a, b) => a - b),
        'in order within a consumer',
      );
    assert.deepEqual(
      numbers.flat().sort((a, b) => a - b),
      Array.from({ length: count }, (_, i) => i),
    );
  }
}

for (const put of ['sync', 'async']) {
  for (const get of ['sync', 'async']) {
    test(`two producers (${put}) and two consumers (${get}): nothing lost, nothing twice, growing without limit`, () =>
      exchange({ initialBytes: 256 }, { put, get }, 1500));
    test(`the same through a ring of three messages (${put}, ${get})`, () =>
      exchange({ maxsize: 3, initialBytes: 256 }, { put, get }, 500));
  }
}
