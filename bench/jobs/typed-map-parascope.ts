/** The map of `x => x * x` over a Float64Array on a warm Pool(2): prints ms per map. */
import { Pool, isMain } from 'parascope';

const REPEATS = 51;

function square(x: number): number {
  return x * x;
}

if (isMain) {
  const count = Number(process.argv[2] ?? 100_000);
  const source = Float64Array.from({ length: count }, (_, i) => i);
  await using pool = new Pool(2);
  const times: number[] = [];
  for (let run = -50; run < REPEATS; run++) {
    const start = performance.now();
    const results = await pool.map(square, source);
    const elapsedMs = performance.now() - start;
    if (results[3] !== 9 || results.at(-1) !== (count - 1) ** 2) throw new Error('wrong result');
    if (run >= 0) times.push(elapsedMs);
  }
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
}
