/**
 * One job on a peer's pool, warmed up by a part of it; prints its figure. Arguments: the pool, then
 * `tiny <items>`: ms for that many squares, one task each, all given at once, as users of these pools do; or
 * `busy <tasks> <ms>`: ms for so many tasks that keep a thread busy so long.
 */
import { openPeer, type TaskInput } from './peer-pool.ts';

/** Tasks before those that count. */
const WARM_UP = { tiny: 10_000, busy: 4 };
const [name = 'piscina', mode = 'tiny', count = '100000', busyMs = '10'] = process.argv.slice(2);
const inputs = Array.from({ length: Number(count) }, (_, i): TaskInput => {
  return mode === 'tiny' ? i : { busyMs: Number(busyMs) };
});
const pool = await openPeer(name);
await Promise.all(inputs.slice(0, mode === 'tiny' ? WARM_UP.tiny : WARM_UP.busy).map((input) => pool.run(input)));
const start = performance.now();
const results = await Promise.all(inputs.map((input) => pool.run(input)));
console.log(performance.now() - start);
if (results.length !== inputs.length || (mode === 'tiny' && results[3] !== 9)) throw new Error('wrong result');
// Not every pool can be closed so that its promise settles; what is measured is over.
process.exit(0);
