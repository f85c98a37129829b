/**
 * Runs one job in several threads at once and times it: the threads are warm and wait at a gate, time runs from the
 * opening of the gate until the last has ended.
 */
import { fileURLToPath } from 'node:url';
import { type Transferable, Worker, workerData } from 'node:worker_threads';
import { attachThread, claimThread, runBuffer } from '../runtime/src/shared-memory/run-block.ts';

const Gate = { ready: 0, open: 1, done: 2 } as const;

/** What a thread of a benchmark gets. */
export interface Seat {
  readonly run: SharedArrayBuffer;
  readonly id: number;
  readonly gate: SharedArrayBuffer;
  readonly job: string;
  readonly index: number;
  readonly data: unknown;
}

/** One part of a job: its body is run in a thread of its own. */
export interface Part {
  readonly job: string;
  readonly data: unknown;
  readonly transfer?: readonly Transferable[];
}

/** Milliseconds that the parts take together, each in its thread; `entry` calls `runPart`. */
export async function timeThreads(entry: string, parts: readonly Part[]): Promise<number> {
  const gate = new Int32Array(new SharedArrayBuffer(16));
  const workers = parts.map(
    ({ job, data, transfer = [] }, index) =>
      new Worker(fileURLToPath(entry), {
        workerData: { run: runBuffer(), id: claimThread(), gate: gate.buffer, job, index, data } satisfies Seat,
        transferList: [...transfer],
      }),
  );
  const failed = Promise.race(workers.map((worker) => new Promise<never>((_, reject) => worker.once('error', reject))));
  await Promise.race([failed, waitFor(gate, Gate.ready, parts.length)]);
  const start = performance.now();
  Atomics.store(gate, Gate.open, 1);
  Atomics.notify(gate, Gate.open);
  await Promise.race([failed, waitFor(gate, Gate.done, parts.length)]);
  const tookMs = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return tookMs;
}

async function waitFor(gate: Int32Array<SharedArrayBuffer>, word: number, count: number): Promise<void> {
  const alive = setInterval(() => undefined, 2 ** 30);
  for (;;) {
    const seen = Atomics.load(gate, word);
    if (seen === count) break;
    await Atomics.waitAsync(gate, word, seen).value;
  }
  clearInterval(alive);
}

/** In a thread: warms the job up, waits at the gate, runs it, reports. */
export async function runPart(
  jobs: Readonly<Record<string, (data: never, seat: Seat) => { warm: () => unknown; run: () => unknown }>>,
): Promise<void> {
  const seat = workerData as Seat;
  attachThread(seat.run, seat.id);
  const gate = new Int32Array(seat.gate);
  const { warm, run } = jobs[seat.job]!(seat.data as never, seat);
  await warm();
  Atomics.add(gate, Gate.ready, 1);
  Atomics.notify(gate, Gate.ready);
  Atomics.wait(gate, Gate.open, 0);
  // A pending Atomics.waitAsync keeps no thread alive.
  const alive = setInterval(() => undefined, 2 ** 30);
  await run();
  clearInterval(alive);
  Atomics.add(gate, Gate.done, 1);
  Atomics.notify(gate, Gate.done);
}
