/** Prints the median ms from `new Worker` to the first line of an all but empty file, ten workers one after the other. */
import { rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

const file = path.join(os.tmpdir(), `parascope-empty-${process.pid}.mjs`);
writeFileSync(
  file,
  'import { workerData } from "node:worker_threads"; workerData[0] = performance.timeOrigin + performance.now();',
);
const times: number[] = [];
for (let i = 0; i < 10; i++) {
  const line = new Float64Array(new SharedArrayBuffer(8));
  const start = performance.timeOrigin + performance.now();
  const worker = new Worker(file, { workerData: line });
  await new Promise((resolve) => worker.on('exit', resolve));
  times.push(line[0]! - start);
}
rmSync(file);
console.log(times.toSorted((a, b) => a - b)[5]);
