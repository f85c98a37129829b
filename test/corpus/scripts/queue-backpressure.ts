/** Two producers and a queue for one message, which main takes slowly; the queue of the twin has no limit. */
import { setTimeout as pause } from 'node:timers/promises';
import { Barrier, Process, Queue, isMain } from 'parascope';

const MESSAGES = 10;

async function produce(ready: Barrier, queue: Queue<number>): Promise<void> {
  await ready.wait();
  for (let i = 0; i < MESSAGES; i++) {
    await queue.put(i); // finding
  }
}

if (isMain) {
  const queue = new Queue<number>(1); // twin: const queue = new Queue<number>();
  const ready = new Barrier(3);
  const producers = Array.from({ length: 2 }, () => new Process({ target: produce, args: [ready, queue] }));
  for (const each of producers) each.start();
  await ready.wait();
  for (let i = 0; i < producers.length * MESSAGES; i++) {
    await queue.get();
    await pause(20);
  }
  for (const each of producers) await each.join();
}
