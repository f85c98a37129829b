/** Prints the median ms from making a Pool(2) to its first result, and with `memory` the KiB that each further worker takes. */
import { Barrier, Pool, isMain } from 'parascope';
import { kibPerWorker } from '../memory-per-worker.ts';

const REPEATS = 9;

function square(x: number): number {
  return x * x;
}

let together: Barrier | undefined;

function meetAt(barrier: Barrier): void {
  together = barrier;
}

/** Returns once all workers are at it. */
function squareTogether(x: number): number {
  together?.waitSync();
  return square(x);
}

async function memory(): Promise<void> {
  const pools: Pool[] = [];
  const kib = await kibPerWorker(async (count) => {
    const pool = new Pool(count, { initializer: meetAt, initargs: [new Barrier(count)] });
    pools.push(pool);
    // One for each, as a raw worker answers one message.
    await pool.map(squareTogether, Array(count).fill(3), { chunksize: 1 });
  });
  console.log(kib);
  for (const pool of pools) pool.terminate();
}

async function start(): Promise<void> {
  const times: number[] = [];
  for (let run = -1; run < REPEATS; run++) {
    const startMs = performance.now();
    const pool = new Pool(2);
    await pool.apply(square, [3]);
    if (run >= 0) times.push(performance.now() - startMs);
    pool.terminate();
    await pool.join();
  }
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}

if (isMain) await (process.argv[2] === 'memory' ? memory() : start());
