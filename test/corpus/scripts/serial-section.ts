/** Main computes for long before the workers get anything; main of the twin has little to do. */
import { Pool, isMain } from 'parascope';

const OWN_MS = 500; // twin: const OWN_MS = 5;

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** By CPU time, so that other programs do not take from it. */
function computeAlone(ms: number): void {
  const start = process.cpuUsage();
  for (let used = process.cpuUsage(start); used.user + used.system < ms * 1000; used = process.cpuUsage(start));
}

if (isMain) {
  computeAlone(OWN_MS);
  await using pool = new Pool(2); // finding
  await pool.map(compute, [50, 50, 50, 50], { chunksize: 1 });
}
