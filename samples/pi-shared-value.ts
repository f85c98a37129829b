/**
 * Estimates pi by throwing points at a square: the share that falls into the quarter circle is pi / 4. Every point takes
 * the lock of one shared value, so the processes spend their time waiting for each other. pi-exercise.ts does it better.
 */
import { Process, Value, isMain } from 'parascope';

const PROCESSES = 4;
const POINTS = Number(process.argv[2] ?? 2_000_000);

function throwPoints(inside: Value<'d'>, points: number): void {
  const lock = inside.getLock();
  for (let i = 0; i < points; i++) {
    const x = Math.random();
    const y = Math.random();
    using _held = lock.acquireSync();
    if (x * x + y * y < 1) inside.value += 1;
  }
}

if (isMain) {
  const inside = new Value('d', 0);
  const workers = Array.from(
    { length: PROCESSES },
    () => new Process({ target: throwPoints, args: [inside, POINTS / PROCESSES] }),
  );
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  console.log(`pi is about ${((4 * inside.value) / POINTS).toFixed(4)}`);
}
