/** One call after the other for a little work each; the twin hands all of it in at once. */
import { Pool, isMain } from 'parascope';

function sumTo(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i % 7;
  return sum;
}

if (isMain) {
  const items = Array.from({ length: 6000 }, () => 3000);
  await using pool = new Pool(1);
  for (const item of items) await pool.apply(sumTo, [item]); // twin: await pool.map(sumTo, items, { chunksize: 500 });
}
