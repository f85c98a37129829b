/** `x ** x` over three lists on one pool: its workers are reused. BigInt results are exact. */
import { Pool, currentProcess, isMain } from 'parascope';

function power(x: number): bigint {
  console.log(`${currentProcess().name} computes ${x} ** ${x}`);
  return BigInt(x) ** BigInt(x);
}

if (isMain) {
  await using pool = new Pool(3);
  console.log(await pool.map(power, [4, 2, 3]));
  console.log(await pool.map(power, [5, 6, 7, 8, 9, 10, 11]));
  console.log(await pool.map(power, [12, 13, 17, 19, 23]));
}
