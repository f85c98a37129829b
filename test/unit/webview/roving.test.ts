import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutLanes } from '../../../webview/src/lane-layout.ts';
import { firstMark, stepFrom } from '../../../webview/src/roving.ts';
import { answerOf, lane } from './columns.ts';

const layout = layoutLanes([lane(1, 2), lane(2, 1), lane(3, 1)], new Set());
const answer = answerOf({
  1: [
    { start: 0, end: 100 },
    { start: 120, end: 200 },
    { start: 130, end: 150, depth: 1 },
  ],
  2: [],
  3: [
    { start: 10, end: 60 },
    { start: 100, end: 160 },
  ],
});

test('focus starts at the first slice that shows', () => {
  assert.equal(firstMark(answer, layout, { startNs: 0, endNs: 300 })?.slice, 0);
  assert.equal(firstMark(answer, layout, { startNs: 110, endNs: 300 })?.slice, 1);
  assert.equal(firstMark(answer, layout, { startNs: 500, endNs: 600 }), undefined);
});

test('right and left go along the row and stop at its ends', () => {
  const first = firstMark(answer, layout, { startNs: 0, endNs: 300 })!;
  const second = stepFrom(answer, layout, first, 'next')!;
  assert.equal(second.startNs, 120);
  assert.equal(stepFrom(answer, layout, second, 'next'), undefined);
  assert.deepEqual(stepFrom(answer, layout, second, 'previous'), first);
});

test('down goes to nested slices, then over empty lanes to the next one, nearest in time', () => {
  const task = stepFrom(answer, layout, firstMark(answer, layout, { startNs: 0, endNs: 300 })!, 'next')!;
  const nested = stepFrom(answer, layout, task, 'down')!;
  assert.deepEqual([nested.laneId, nested.depth, nested.startNs], [1, 1, 130]);
  const below = stepFrom(answer, layout, nested, 'down')!;
  assert.deepEqual([below.laneId, below.startNs], [3, 100]);
  assert.equal(stepFrom(answer, layout, below, 'down'), undefined);
  assert.deepEqual(stepFrom(answer, layout, below, 'up'), nested);
});
