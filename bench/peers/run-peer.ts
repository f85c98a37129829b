/**
 * One job on a peer's warm pool; prints its figure. Arguments: the pool, then
 * `tiny <items>`: ms for that many squares, one task each, all given at once, as users of these pools do; or
 * `busy <tasks> <ms>`: ms for so many tasks that keep a thread busy so long.
 */
import { openPeer, type TaskInput } from './peer-pool.ts';

const REPEATS = 3;
const [name = 'piscina', mode = 'tiny', count = '100000', busyMs = '10'] = process.argv.slice(2);
const inputs = Array.from({ length: Number(count) }, (_, i): TaskInput => {
  return mode === 'tiny' ? i : { busyMs: Number(busyMs) };
});
const pool = await openPeer(name);
const times: number[] = [];
for (let run = -1; run < REPEATS; run++) {
  const start = performance.now();
  const results = await Promise.all(inputs.map((input) => pool.run(input)));
  const elapsedMs = performance.now() - start;
  if (results.length !== inputs.length || (mode === 'tiny' && results[3] !== 9)) throw new Error('wrong result');
  if (run >= 0) times.push(elapsedMs);
}
console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
// Not every pool can be closed so that its promise settles; what is measured is over.
process.exit(0);
