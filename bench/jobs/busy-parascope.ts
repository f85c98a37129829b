/**
 * Tasks that keep a thread busy, on a warm Pool(2): prints ms for all of them.
 * Arguments: tasks, ms of each, `1` for chunks of one task (else the default).
 */
import { Pool, isMain } from 'parascope';
import { task } from '../peers/task.mjs';

const REPEATS = 3;

if (isMain) {
  const [tasks = '64', busyMs = '10', chunksize] = process.argv.slice(2);
  const inputs = Array.from({ length: Number(tasks) }, () => ({ busyMs: Number(busyMs) }));
  await using pool = new Pool(2);
  const times: number[] = [];
  for (let run = -1; run < REPEATS; run++) {
    const start = performance.now();
    await pool.map(task, inputs, chunksize === undefined ? {} : { chunksize: Number(chunksize) });
    if (run >= 0) times.push(performance.now() - start);
  }
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}
