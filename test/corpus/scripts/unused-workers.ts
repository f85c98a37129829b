/** Four workers for two tasks; the twin has a task for each. */
import { Pool, isMain } from 'parascope';

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

if (isMain) {
  const items = [200, 200]; // twin: const items = [200, 200, 200, 200];
  await using pool = new Pool(4); // finding
  await pool.map(compute, items, { chunksize: 1 });
}
