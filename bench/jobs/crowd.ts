/** A pool of so many workers, each with short tasks for so many ms in all: `crowd.ts WORKERS MS`. */
import { Pool } from 'parascope';

/** Computes for 5 ms, then sleeps as long: the instrument sees each thread move. */
async function piece(index: number): Promise<number> {
  const endMs = performance.now() + 5;
  let sum = index;
  while (performance.now() < endMs) sum += Math.sqrt(sum);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return sum;
}

if (import.meta.main) {
  const [workers, ms] = process.argv.slice(2).map(Number);
  await using pool = new Pool(workers);
  const endMs = performance.now() + ms!;
  while (performance.now() < endMs)
    await pool.map(
      piece,
      Array.from({ length: workers! * 4 }, (_, index) => index),
      { chunksize: 1 },
    );
}
