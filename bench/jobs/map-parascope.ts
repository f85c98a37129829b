/** The map of `x => x * x` on a warm Pool(2): prints ms per map. Arguments: `map`, `map1` (chunksize 1) or `imap`; items; start method. */
import { Pool, isMain, setStartMethod } from 'parascope';

const REPEATS = 5;

function square(x: number): number {
  return x * x;
}

async function mapOnce(pool: Pool, mode: string, items: readonly number[]): Promise<number[]> {
  if (mode === 'map') return pool.map(square, items);
  if (mode === 'map1') return pool.map(square, items, { chunksize: 1 });
  const results: number[] = [];
  for await (const result of pool.imap(square, items)) results.push(result);
  return results;
}

if (isMain) {
  const [mode = 'map', count = '100000', method = 'thread'] = process.argv.slice(2);
  setStartMethod(method as 'thread' | 'process');
  const items = Array.from({ length: Number(count) }, (_, i) => i);
  await using pool = new Pool(2);
  const times: number[] = [];
  for (let run = -2; run < REPEATS; run++) {
    const start = performance.now();
    const results = await mapOnce(pool, mode, items);
    const elapsedMs = performance.now() - start;
    if (results.length !== items.length || results[3] !== 9) throw new Error('wrong result');
    if (run >= 0) times.push(elapsedMs);
  }
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}
