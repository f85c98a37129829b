/** 2,000 tasks of 1 ms of computing on a warm Pool(2): prints ms. */
import { Pool, isMain } from 'parascope';

function compute(): void {
  const end = performance.now() + 1;
  while (performance.now() < end);
}

if (isMain) {
  await using pool = new Pool(2);
  await pool.map(compute, [1, 2, 3, 4]);
  const start = performance.now();
  await pool.map(
    compute,
    Array.from({ length: 2000 }, (_, i) => i),
  );
  console.log(performance.now() - start);
}
