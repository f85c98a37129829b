/** Prints the median ms from making two raw workers to the first answer, and with `memory` the KiB that each further one takes. */
import { Worker } from 'node:worker_threads';
import { kibPerWorker } from '../memory-per-worker.ts';

const REPEATS = 9;

function hire(count: number): { readonly workers: readonly Worker[]; readonly ready: Promise<unknown>[] } {
  const workers = Array.from({ length: count }, () => new Worker(new URL('answer-worker.mjs', import.meta.url)));
  const ready = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
  for (const worker of workers) worker.postMessage(3);
  return { workers, ready };
}

async function main(mode: string): Promise<void> {
  if (mode === 'memory') {
    const hired: Worker[] = [];
    console.log(
      await kibPerWorker(async (count) => {
        const { workers, ready } = hire(count);
        hired.push(...workers);
        await Promise.all(ready);
      }),
    );
    await Promise.all(hired.map((worker) => worker.terminate()));
    return;
  }
  const times: number[] = [];
  for (let run = -1; run < REPEATS; run++) {
    const start = performance.now();
    const { workers, ready } = hire(2);
    await Promise.race(ready);
    if (run >= 0) times.push(performance.now() - start);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}

await main(process.argv[2] ?? 'start');
