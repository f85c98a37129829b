import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentiles } from '../../../trace/src/analysis/percentiles.ts';
import { Random } from './random.ts';

const SHARES = [0, 0.25, 0.5, 0.95, 1];

/** By the definition: the shortest time that so many do not exceed. */
function expected(times: readonly number[]): number[] {
  const sorted = times.toSorted((a, b) => a - b);
  return SHARES.map((share) => sorted[Math.max(0, Math.ceil(share * times.length) - 1)]!);
}

test('percentiles of tasks are those of their times in order, many alike or none', () => {
  const random = new Random(1);
  for (let round = 0; round < 300; round++) {
    const times = Array.from({ length: 1 + random.below(40) }, () => random.below(1 + random.below(50)));
    assert.deepEqual(percentiles({ single: Float64Array.from(times), counted: [] }, SHARES), expected(times));
  }
  assert.deepEqual(percentiles({ single: new Float64Array(0), counted: [] }, [0.5]), [0]);
});

test('tasks that were counted together weigh as many as they were', () => {
  const random = new Random(2);
  for (let round = 0; round < 300; round++) {
    const times = Array.from({ length: random.below(10) }, () => random.below(20));
    const counted = Array.from({ length: 1 + random.below(3) }, () => ({
      ns: random.below(20),
      count: 1 + random.below(9),
    }));
    const all = [...times, ...counted.flatMap(({ ns, count }) => Array.from({ length: count }, () => ns))];
    assert.deepEqual(percentiles({ single: Float64Array.from(times), counted }, SHARES), expected(all));
  }
});
