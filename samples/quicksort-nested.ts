/**
 * Quicksort by nested pools: a process sorts by a pool of two, whose workers sort by pools of their own. The depth of the
 * pools is a parameter (`quicksort-nested.ts [depth] [count]`); below it, and for short lists, the sort is inline.
 */
import { Pool, Process, Queue, isMain } from 'parascope';

/** Shorter lists are sorted inline: a worker takes longer to start than they take to sort. */
const SHORTEST = 1_000;

interface Parts {
  readonly less: readonly number[];
  readonly equal: readonly number[];
  readonly greater: readonly number[];
}

/** Around the item in the middle, so that sorted and reversed lists split evenly; equal items are sorted already. */
function partition(items: readonly number[]): Parts {
  const pivot = items[items.length >> 1] ?? 0;
  return {
    less: items.filter((x) => x < pivot),
    equal: items.filter((x) => x === pivot),
    greater: items.filter((x) => x > pivot),
  };
}

function sortInline(items: readonly number[]): readonly number[] {
  if (items.length < 2) return items;
  const { less, equal, greater } = partition(items);
  return [...sortInline(less), ...equal, ...sortInline(greater)];
}

async function quicksort(items: readonly number[], depth: number): Promise<readonly number[]> {
  if (depth < 1 || items.length < SHORTEST) return sortInline(items);
  const { less, equal, greater } = partition(items);
  await using pool = new Pool(2);
  const halves = [
    [less, depth - 1],
    [greater, depth - 1],
  ] as const;
  const [low = [], high = []] = await pool.starmap(quicksort, halves, { chunksize: 1 });
  return [...low, ...equal, ...high];
}

function isSorted(items: readonly number[]): boolean {
  return items.every((x, i) => i === 0 || (items[i - 1] ?? x) <= x);
}

/** What the process does: sorts by its own pools and says what came out. */
async function sortAndTell(
  results: Queue<string>,
  name: string,
  items: readonly number[],
  depth: number,
): Promise<void> {
  const sorted = await quicksort(items, depth);
  const right = sorted.length === items.length && isSorted(sorted);
  await results.put(`${name}: ${sorted.length} numbers, ${right ? 'sorted' : 'NOT SORTED'}`);
}

if (isMain) {
  const [depth = 2, count = 200_000] = process.argv.slice(2).map(Number);
  const random = Array.from({ length: count }, () => Math.floor(Math.random() * count));
  const lists = {
    empty: [],
    one: [7],
    equal: Array.from({ length: 2_000 }, () => 5),
    sorted: Array.from({ length: 2_000 }, (_, i) => i),
    reversed: Array.from({ length: 2_000 }, (_, i) => -i),
    random,
  };
  const results = new Queue<string>();
  for (const [name, items] of Object.entries(lists)) {
    const sorter = new Process({ target: sortAndTell, args: [results, name, items, depth], name: `sort ${name}` });
    sorter.start();
    console.log(await results.get());
    await sorter.join();
  }
}
