/**
 * Sixteen requests that each wait 100 ms, one after the other, then by four processes, then all at once in one process.
 * Waiting needs no core: what helps is to wait for many things at the same time.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Pool, isMain } from 'parascope';

const REQUESTS = Array.from({ length: 16 }, (_, i) => i);

async function request(number: number): Promise<number> {
  // Stands for a database or a web service that takes its time.
  await wait(100);
  return number * number;
}

async function timed(what: string, run: () => Promise<readonly number[]>): Promise<void> {
  const start = performance.now();
  const results = await run();
  const sum = results.reduce((total, each) => total + each, 0);
  console.log(`${what}: sum ${sum} in ${((performance.now() - start) / 1000).toFixed(2)} s`);
}

if (isMain) {
  await timed('one after the other', async () => {
    const results = [];
    for (const number of REQUESTS) results.push(await request(number));
    return results;
  });
  await using pool = new Pool(4);
  await timed('four processes', () => pool.map(request, REQUESTS, { chunksize: 1 }));
  await timed('all at once, one process', () => Promise.all(REQUESTS.map(request)));
}
