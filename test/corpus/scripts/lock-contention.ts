/** Two processes do all of their work under one lock; in the twin each has its own. */
import { Lock, Process, isMain } from 'parascope';

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function work(lock: Lock): void {
  for (let i = 0; i < 16; i++) {
    using _held = lock.acquireSync(); // finding
    compute(10);
  }
}

if (isMain) {
  const locks = [new Lock(), new Lock()];
  const processes = locks.map((own) => {
    const lock = locks[0] ?? own; // twin: const lock = own;
    return new Process({ target: work, args: [lock] });
  });
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
}
