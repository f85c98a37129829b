/**
 * The map of `x => x * x` written by hand on two warm worker threads: prints ms per map, best case of what messages allow.
 * Arguments: `chunks` (plain arrays of ceil(n / 4w) by postMessage) or `items` (one postMessage per item, two in flight
 * per worker); number of items.
 */
import { Worker, isMainThread, parentPort } from 'node:worker_threads';

const WORKERS = 2;
const REPEATS = 5;

function serve(): void {
  const port = parentPort;
  if (port === null) throw new Error('no parent port');
  port.on('message', (items: number | number[]) => {
    port.postMessage(typeof items === 'number' ? items * items : items.map((x) => x * x));
  });
}

/** One map: hands out pieces, `inFlight` per worker, until all have come back. */
function mapOnce(
  workers: readonly Worker[],
  pieces: readonly (number | number[])[],
  inFlight: number,
): Promise<unknown[]> {
  return new Promise((resolve) => {
    const results = new Array<unknown>(pieces.length);
    let next = 0;
    let done = 0;
    for (const worker of workers) {
      const pending: number[] = [];
      const send = (): void => {
        if (next === pieces.length) return;
        pending.push(next);
        worker.postMessage(pieces[next++]);
      };
      worker.removeAllListeners('message');
      worker.on('message', (answer: unknown) => {
        results[pending.shift()!] = answer;
        if (++done === pieces.length) resolve(results);
        else send();
      });
      for (let i = 0; i < inFlight; i++) send();
    }
  });
}

async function main(mode: string, count: number): Promise<void> {
  const workers = Array.from({ length: WORKERS }, () => new Worker(new URL(import.meta.url)));
  const items = Array.from({ length: count }, (_, i) => i);
  const size = Math.ceil(count / (4 * WORKERS));
  const pieces =
    mode === 'items'
      ? items
      : Array.from({ length: Math.ceil(count / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
  const times: number[] = [];
  for (let run = -2; run < REPEATS; run++) {
    const start = performance.now();
    const results = (await mapOnce(workers, pieces, mode === 'items' ? 2 : pieces.length)).flat();
    const elapsedMs = performance.now() - start;
    if (results.length !== count || results[3] !== 9) throw new Error('wrong result');
    if (run >= 0) times.push(elapsedMs);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}

if (isMainThread) await main(process.argv[2] ?? 'chunks', Number(process.argv[3] ?? 100_000));
else serve();
