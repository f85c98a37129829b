/**
 * The same work serially and by four processes, on one core: the system switches between the processes, and nothing is won.
 * Pinning to a core is done by `taskset`, which Linux has.
 */
import { execFileSync } from 'node:child_process';
import { Pool, cpuCount, isMain } from 'parascope';

const TASKS = 8;
const NUMBERS = Number(process.argv[2] ?? 150_000);

function countPrimes(from: number): number {
  let count = 0;
  for (let n = Math.max(2, from); n < from + NUMBERS; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) count++;
  }
  return count;
}

/** Every thread of this program, and those that they start, on one core. */
function pinToOneCore(): boolean {
  try {
    const mine = execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
    const core = /(\d+)[^:]*$/.exec(mine.split(':').at(-1) ?? '')?.[1] ?? '0';
    execFileSync('taskset', ['-acp', core, String(process.pid)]);
    return true;
  } catch {
    // Not Linux, or no taskset: then the work runs on all cores, and that is said.
    return false;
  }
}

if (isMain) {
  console.log(pinToOneCore() ? `pinned: ${cpuCount()} core to be used` : `not pinned: ${cpuCount()} cores to be used`);
  const parts = Array.from({ length: TASKS }, (_, i) => i * NUMBERS);
  const start = performance.now();
  const serial = parts.map(countPrimes);
  const serialMs = performance.now() - start;
  await using pool = new Pool(4);
  const parallelStart = performance.now();
  const parallel = await pool.map(countPrimes, parts, { chunksize: 1 });
  const parallelMs = performance.now() - parallelStart;
  console.log(`the same counts: ${parallel.every((count, i) => count === serial[i])}`);
  console.log(`serial ${serialMs.toFixed(0)} ms, four processes ${parallelMs.toFixed(0)} ms`);
}
