/** The two long items lie in the last chunk, so that one worker gets both; the twin hands out one at a time. */
import { Barrier, Pool, isMain } from 'parascope';

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function ready(both: Barrier): void {
  both.waitSync();
}

if (isMain) {
  const items = [...Array<number>(14).fill(4), 250, 250];
  const both = new Barrier(2);
  await using pool = new Pool(2);
  await pool.map(ready, [both, both], { chunksize: 1 });
  const chunksize = 2; // twin: const chunksize = 1;
  await pool.map(compute, items, { chunksize }); // finding
}
