/**
 * Tasks that keep a thread busy, handed out by a shared index to two warm workers: prints ms for all of them.
 * Arguments: tasks, ms of each.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { task } from '../peers/task.mjs';

const WORKERS = 2;
const REPEATS = 3;
const index = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : (workerData as Int32Array);

function serve(): void {
  const port = parentPort;
  if (port === null) throw new Error('no parent port');
  port.on('message', ([tasks, busyMs]: [number, number]) => {
    while (Atomics.add(index, 0, 1) < tasks) task({ busyMs });
    port.postMessage('done');
  });
}

async function main(tasks: number, busyMs: number): Promise<void> {
  const workers = Array.from({ length: WORKERS }, () => new Worker(new URL(import.meta.url), { workerData: index }));
  const once = async (): Promise<void> => {
    Atomics.store(index, 0, 0);
    const answers = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
    for (const worker of workers) worker.postMessage([tasks, busyMs]);
    await Promise.all(answers);
  };
  const times: number[] = [];
  for (let run = -1; run < REPEATS; run++) {
    const start = performance.now();
    await once();
    if (run >= 0) times.push(performance.now() - start);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}

if (isMainThread) await main(Number(process.argv[2] ?? 64), Number(process.argv[3] ?? 10));
else serve();
