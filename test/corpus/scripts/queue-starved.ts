/** Two workers take messages that come now and then; those of the twin are there at once. */
import { setTimeout as pause } from 'node:timers/promises';
import { Barrier, Process, Queue, isMain } from 'parascope';

const MESSAGES = 16;

async function consume(ready: Barrier, queue: Queue<number | null>): Promise<void> {
  await ready.wait();
  for (;;) {
    const message = await queue.get(); // finding
    if (message === null) return;
  }
}

if (isMain) {
  const queue = new Queue<number | null>();
  const ready = new Barrier(3);
  const consumers = Array.from({ length: 2 }, () => new Process({ target: consume, args: [ready, queue] }));
  for (const each of consumers) each.start();
  await ready.wait();
  for (let i = 0; i < MESSAGES; i++) {
    await pause(25); // twin: await Promise.resolve();
    await queue.put(i);
  }
  await Promise.all(consumers.map(() => queue.put(null)));
  for (const each of consumers) await each.join();
}
