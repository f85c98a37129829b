/** The better way to estimate pi: each process counts for itself and takes the shared value's lock once. */
import { Process, Value, isMain } from 'parascope';

const PROCESSES = 4;
const POINTS = Number(process.argv[2] ?? 2_000_000);

function throwPoints(inside: Value<'d'>, points: number): void {
  let mine = 0;
  for (let i = 0; i < points; i++) {
    const x = Math.random();
    const y = Math.random();
    if (x * x + y * y < 1) mine++;
  }
  using _held = inside.getLock().acquireSync();
  inside.value += mine;
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
