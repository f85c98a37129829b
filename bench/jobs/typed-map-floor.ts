/**
 * The map of `x => x * x` over a Float64Array in shared memory, split by hand between two warm workers: prints ms per map.
 * Arguments: number of items; `typed` for results in a Float64Array, `array` for a plain array, which is what map gives.
 */
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const WORKERS = 2;
const REPEATS = 51;

interface Seat {
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly gate: Int32Array;
  readonly index: number;
}
const square = (x: number): number => x * x;

function serve({ input, output, gate, index }: Seat): void {
  const from = Math.ceil(input.length / WORKERS) * index;
  const to = Math.min(input.length, from + Math.ceil(input.length / WORKERS));
  for (let round = 0; ;) {
    Atomics.wait(gate, 0, round);
    round = Atomics.load(gate, 0);
    for (let i = from; i < to; i++) output[i] = square(input[i]!);
    Atomics.add(gate, 1, 1);
    Atomics.notify(gate, 1);
  }
}

/** The results out of shared memory. */
function taken(output: Float64Array, kind: string): number[] | Float64Array {
  if (kind === 'typed') return output.slice();
  const results = new Array<number>(output.length);
  for (let i = 0; i < output.length; i++) results[i] = output[i]!;
  return results;
}

async function main(count: number, kind: string): Promise<void> {
  const shared = (): Float64Array => new Float64Array(new SharedArrayBuffer(count * 8));
  const source = Float64Array.from({ length: count }, (_, i) => i);
  const input = shared();
  const output = shared();
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const workers = Array.from({ length: WORKERS }, (_, index) => {
    return new Worker(new URL(import.meta.url), { workerData: { input, output, gate, index } satisfies Seat });
  });
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('online', resolve))));
  const times: number[] = [];
  for (let run = -50; run < REPEATS; run++) {
    const start = performance.now();
    input.set(source);
    Atomics.store(gate, 1, 0);
    Atomics.add(gate, 0, 1);
    Atomics.notify(gate, 0);
    for (let done = 0; done < WORKERS; done = Atomics.load(gate, 1)) {
      const waiting = Atomics.waitAsync(gate, 1, done, 1000);
      if (waiting.async) await waiting.value;
    }
    const results = taken(output, kind);
    const elapsedMs = performance.now() - start;
    if (results[3] !== 9 || results.at(-1) !== (count - 1) ** 2) throw new Error('wrong result');
    if (run >= 0) times.push(elapsedMs);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}

if (isMainThread) await main(Number(process.argv[2] ?? 100_000), process.argv[3] ?? 'typed');
else serve(workerData as Seat);
