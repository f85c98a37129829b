/** Many workers, tasks and waits: what the panel looks like with more of everything than fits. */
import { isMain, Pool, Process, Value } from 'parascope';

function add(total: Value<'i'>, times: number): void {
  for (let at = 0; at < times; at++) {
    using _held = total.getLock().acquireSync();
    total.value++;
  }
}

function square(x: number): number {
  let sum = 0;
  for (let at = 0; at < 2000; at++) sum += x * x;
  return sum;
}

if (isMain) {
  const total = new Value('i', 0);
  const workers = Array.from({ length: 48 }, () => new Process({ target: add, args: [total, 2000] }));
  for (const worker of workers) worker.start();
  await using pool = new Pool(2);
  await pool.map(
    square,
    Array.from({ length: 20_000 }, (_, x) => x),
    { chunksize: 1 },
  );
  for (const worker of workers) await worker.join();
}
