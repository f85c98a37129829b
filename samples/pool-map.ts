/**
 * Eight workers map a function over eight numbers: the lines come out of order, the results in order. Any iterable will
 * do: arrays, typed arrays, sets, maps, generators, async generators, and plain objects by their keys.
 */
import { Pool, isMain } from 'parascope';

function show(item: unknown): string {
  console.log('worker has', item);
  return `got ${String(item)}`;
}

function* countdown(from: number): Generator<number> {
  for (let n = from; n > 0; n--) yield n;
}

async function* slowly(...items: string[]): AsyncGenerator<string> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

if (isMain) {
  await using pool = new Pool(8);
  console.log(await pool.map(show, [0, 1, 2, 3, 4, 5, 6, 7]));
  console.log(await pool.map(show, new Float64Array([0.5, 1.5])));
  console.log(await pool.map(show, new Set(['red', 'green'])));
  console.log(await pool.map(show, new Map([['one', 1]])));
  console.log(await pool.map(show, countdown(3)));
  console.log(await pool.map(show, slowly('tick', 'tock')));
  console.log(await pool.map(show, { width: 3, height: 4 }));
}
