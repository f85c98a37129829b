import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  lengthOf,
  sortedByStart,
  subtract,
  union,
  unionOfSets,
  type Times,
} from '../../../trace/src/analysis/intervals.ts';
import { Random } from './random.ts';

const END = 60;

function randomTimes(random: Random): number[] {
  return Array.from({ length: random.below(12) }, () => {
    const start = random.below(END);
    return [start, start + random.below(8)];
  }).flat();
}

/** The units of time that a list covers. */
function unitsOf(times: Times): Set<number> {
  const units = new Set<number>();
  for (let at = 0; at < times.length; at += 2)
    for (let unit = times[at]!; unit < times[at + 1]!; unit++) units.add(unit);
  return units;
}

function assertIsSet(times: Times): void {
  for (let at = 0; at < times.length; at++) assert.ok(at === 0 || times[at - 1]! < times[at]!, times.join());
}

test('a union covers what its parts cover, in order and without parts that touch', () => {
  const random = new Random(1);
  for (let round = 0; round < 500; round++) {
    const times = randomTimes(random);
    const set = union(times);
    assertIsSet(set);
    assert.deepEqual(unitsOf(set), unitsOf(times));
    assert.equal(lengthOf(set), unitsOf(times).size);
  }
});

test('the union of sets is that of all their parts', () => {
  const random = new Random(2);
  for (let round = 0; round < 500; round++) {
    const sets = Array.from({ length: random.below(6) }, () => union(randomTimes(random)));
    assert.deepEqual([...unionOfSets(sets)], [...union(sets.flatMap((set) => [...set]))]);
  }
});

test('what is subtracted is gone, and nothing else', () => {
  const random = new Random(3);
  for (let round = 0; round < 500; round++) {
    const [from, without] = [union(randomTimes(random)), union(randomTimes(random))];
    const left = subtract(from, without);
    assertIsSet(left);
    assert.deepEqual(
      [...unitsOf(left)],
      [...unitsOf(from)].filter((unit) => !unitsOf(without).has(unit)),
    );
  }
});

test('parts that are put in order stay whole', () => {
  assert.deepEqual([...sortedByStart([5, 6, 1, 9, 1, 2])], [1, 9, 1, 2, 5, 6]);
});
