/** Two different functions over two lists of five numbers, side by side on one pool. */
import { Pool, isMain } from 'parascope';

/** Keeps a core busy for about `ms`, so that there is something to see. */
function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function add([a, b]: [number, number]): number {
  compute(20);
  return a + b;
}

function product([a, b]: [number, number]): number {
  compute(20);
  return a * b;
}

if (isMain) {
  const first = [1, 2, 3, 4, 5];
  const second = [6, 7, 8, 9, 10];
  const pairs = first.map((a, i): [number, number] => [a, second[i] ?? 0]);
  await using pool = new Pool(2);
  const sums = pool.mapAsync(add, pairs, { chunksize: 1 });
  const products = pool.mapAsync(product, pairs, { chunksize: 1 });
  console.log('sums', await sums.get());
  console.log('products', await products.get());
}
