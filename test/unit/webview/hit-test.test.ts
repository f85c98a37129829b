import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepestAt, indexAt, indexOfSlice, rowRange } from '../../../webview/src/hit-test.ts';
import { Random } from '../trace/random.ts';
import type { TestSlice } from './columns.ts';
import { answerOf } from './columns.ts';

function columnsOf(slices: readonly TestSlice[]) {
  return answerOf({ 1: slices }).lanes[0]!;
}

test('the search finds what a walk over all slices finds', () => {
  const random = new Random(5);
  for (let round = 0; round < 200; round++) {
    const slices: TestSlice[] = [];
    for (const depth of [0, 1]) {
      let start = random.below(20);
      while (start < 900) {
        const end = start + 1 + random.below(30);
        slices.push({ start, end, depth });
        start = end + random.below(40);
      }
    }
    const columns = columnsOf(slices);
    for (let probe = 0; probe < 20; probe++) {
      const time = random.below(1000);
      for (const depth of [0, 1]) {
        const expected = slices.findIndex((s) => s.depth === depth && s.start <= time && time < s.end);
        const found = indexAt(columns, depth, time, 0);
        if (expected >= 0) assert.equal(found, expected);
        else assert.ok(found === -1 || slices[found]!.end === time);
      }
    }
  }
});

test('a slice too small to hit is hit from nearby, one further away is not', () => {
  const columns = columnsOf([{ start: 100, end: 101 }]);
  assert.equal(indexAt(columns, 0, 104, 3), 0);
  assert.equal(indexAt(columns, 0, 97, 3), 0);
  assert.equal(indexAt(columns, 0, 105, 3), -1);
  assert.equal(indexAt(columns, 1, 100, 3), -1);
});

test('at a border the later slice is meant', () => {
  const columns = columnsOf([
    { start: 0, end: 50 },
    { start: 50, end: 80 },
  ]);
  assert.equal(indexAt(columns, 0, 50, 5), 1);
});

test('what a thread is at is its deepest slice', () => {
  const columns = columnsOf([
    { start: 0, end: 90 },
    { start: 20, end: 40, depth: 1 },
  ]);
  assert.equal(deepestAt(columns, 30), 1);
  assert.equal(deepestAt(columns, 60), 0);
  assert.equal(deepestAt(columns, 95), -1);
  assert.deepEqual(rowRange(columns, 1), { from: 1, to: 2 });
  assert.equal(indexOfSlice(columns, 1), 1);
  assert.equal(indexOfSlice(columns, -1), -1);
});
