import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimeRange } from '../../../webview/src/time-range.ts';
import {
  MIN_SPAN_NS,
  clampRange,
  followRange,
  panRange,
  rangeOfZoom,
  revealRange,
  spanOf,
  zoomOfRange,
  zoomRange,
} from '../../../webview/src/time-range.ts';
import { Random } from '../trace/random.ts';

const extent: TimeRange = { startNs: 0, endNs: 1e9 };

function randomRange(random: Random): TimeRange {
  const startNs = random.between(-2e9, 2e9);
  return { startNs, endNs: startNs + random.between(0, 3e9) };
}

test('whatever is asked for, the range lies inside the extent and is no shorter than a clock can tell', () => {
  const random = new Random(1);
  for (let round = 0; round < 2000; round++) {
    const { startNs, endNs } = clampRange(randomRange(random), extent);
    assert.ok(startNs >= 0 && endNs <= 1e9 + 1e-3 && endNs - startNs >= MIN_SPAN_NS - 1e-6);
  }
});

test('zooming keeps the time under the pointer where it is', () => {
  const random = new Random(2);
  for (let round = 0; round < 500; round++) {
    const range = { startNs: random.between(0, 4e8), endNs: random.between(5e8, 1e9) };
    const anchorNs = random.between(range.startNs, range.endNs);
    const zoomed = zoomRange(range, random.between(0.2, 5), anchorNs);
    const before = (anchorNs - range.startNs) / spanOf(range);
    const after = (anchorNs - zoomed.startNs) / spanOf(zoomed);
    assert.ok(Math.abs(before - after) < 1e-9);
  }
});

test('zooming in stops at the shortest range, still about the same time', () => {
  const zoomed = zoomRange({ startNs: 0, endNs: 1e6 }, 1e9, 2.5e5);
  assert.ok(Math.abs(spanOf(zoomed) - MIN_SPAN_NS) < 1e-6);
  assert.ok(zoomed.startNs <= 2.5e5 && zoomed.endNs >= 2.5e5);
});

test('a zoom transform and its range are each other’s inverse', () => {
  const random = new Random(3);
  for (let round = 0; round < 500; round++) {
    const startNs = random.between(0, 1e12);
    const range = { startNs, endNs: startNs + random.between(1e3, 1e11) };
    const back = rangeOfZoom(zoomOfRange(range, 800), 800);
    assert.ok(Math.abs(back.startNs - range.startNs) < spanOf(range) * 1e-6);
    assert.ok(Math.abs(spanOf(back) - spanOf(range)) < spanOf(range) * 1e-6);
  }
});

test('following a run that is shown whole goes on showing all of it', () => {
  const grown = { startNs: 0, endNs: 2e9 };
  assert.deepEqual(followRange(extent, extent, grown), grown);
});

test('following in a close-up keeps its span at the newest time', () => {
  const grown = { startNs: 0, endNs: 2e9 };
  assert.deepEqual(followRange({ startNs: 8e8, endNs: 1e9 }, extent, grown), { startNs: 1.8e9, endNs: 2e9 });
});

test('a slice in view moves nothing, one out of view comes to the middle', () => {
  const range = { startNs: 100, endNs: 200 };
  assert.equal(revealRange(range, { startNs: 120, endNs: 130 }), range);
  assert.deepEqual(revealRange(range, { startNs: 500, endNs: 520 }), { startNs: 460, endNs: 560 });
  assert.deepEqual(panRange(range, -50), { startNs: 50, endNs: 150 });
});
