import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Durations, percentiles } from '../../../trace/src/analysis/percentiles.ts';
import { Random } from './random.ts';

const SHARES = [0, 0.25, 0.5, 0.95, 1];

/** By the definition: the shortest time that so many do not exceed. */
function expected(times: readonly number[]): number[] {
  const sorted = times.toSorted((a, b) => a - b);
  return SHARES.map((share) => sorted[Math.max(0, Math.ceil(share * times.length) - 1)]!);
}

/** As the threads of a run have them. */
function inThreads(times: readonly number[], random: Random): Durations[] {
  const threads = [new Durations(), new Durations(), new Durations()];
  for (const time of times) threads[random.below(3)]!.add(time);
  return threads;
}

test('percentiles of tasks are those of their times in order, many alike or none', () => {
  const random = new Random(1);
  for (let round = 0; round < 300; round++) {
    // Few of them in one class, or all.
    const step = 10 ** random.below(9);
    const times = Array.from({ length: 1 + random.below(40) }, () => step + random.below(1 + random.below(50)));
    assert.deepEqual(percentiles(inThreads(times, random), [], SHARES), expected(times));
  }
  assert.deepEqual(percentiles([new Durations()], [], [0.5]), [0]);
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
    assert.deepEqual(percentiles(inThreads(times, random), counted, SHARES), expected(all));
  }
});
