/** Requests that wait for their answers; the twin computes them. */
import { Pool, isMain } from 'parascope';
import { setTimeout as answer } from 'node:timers/promises'; // twin: const answer = compute;

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function request(item: number): Promise<number> {
  await answer(25);
  return item;
}

if (isMain) {
  compute(1);
  const items = Array.from({ length: 28 }, (_, item) => item);
  await using pool = new Pool(2);
  await pool.map(request, items, { chunksize: 1 }); // finding
}
