/** Each task gets a large list and needs one number of it; the tasks of the twin get that number. */
import { Pool, isMain } from 'parascope';

type Item = readonly { readonly name: string; readonly value: number }[] | number;

function lengthOf(item: Item): number {
  return typeof item === 'number' ? item : item.length;
}

if (isMain) {
  const list = Array.from({ length: 20_000 }, (_, value) => ({ name: `item ${value}`, value }));
  const item: Item = list; // twin: const item: Item = list.length;
  const items = Array.from({ length: 40 }, () => item);
  await using pool = new Pool(2);
  await pool.map(lengthOf, items, { chunksize: 1 }); // finding
}
