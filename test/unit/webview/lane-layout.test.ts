import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LaneGroup } from '../../../webview/src/lane-layout.ts';
import { laneAt, layoutLanes, levelRowOf, rowOf, stripOf, visiblePlaces } from '../../../webview/src/lane-layout.ts';
import { lane } from './columns.ts';

const lanes = [
  lane(0, 1, { role: 'main' }),
  lane(1, 2),
  lane(2, 3),
  lane(8, 1, { role: 'helper' }),
  lane(9, 1, { role: 'instrument' }),
  { id: 70_000, kind: 'core', name: 'core 0', startNs: 0, depth: 1 } as const,
  lane(2_000_002, 0, { kind: 'object', object: 'queue' }),
  lane(2_000_001, 1, { kind: 'object', object: 'lock' }),
];
const none = new Set<LaneGroup>();

test('groups come as threads, locks, queues, cores, ourselves, helpers, and no lane overlaps another', () => {
  const layout = layoutLanes(lanes, none);
  assert.deepEqual(
    layout.headings.map(({ group, count }) => [group, count]),
    [
      ['threads', 3],
      ['locks', 1],
      ['queues', 1],
      ['cores', 1],
      ['own', 1],
      ['helpers', 1],
    ],
  );
  assert.deepEqual(
    layout.places.map((place) => place.lane.id),
    [0, 1, 2, 2_000_001, 2_000_002, 70_000, 9, 8],
  );
  let bottom = 0;
  for (const { topPx, heightPx } of layout.places) {
    assert.ok(topPx >= bottom);
    bottom = topPx + heightPx;
  }
  assert.equal(layout.heightPx, bottom);
});

test('each row of a lane is found at its own height, and the strip above the rows', () => {
  const layout = layoutLanes(lanes, none);
  for (const place of layout.places) {
    for (let depth = 0; depth < place.lane.depth; depth++) {
      const { topPx, heightPx } = rowOf(place, depth);
      assert.ok(topPx >= place.topPx && topPx + heightPx <= place.topPx + place.heightPx);
      assert.deepEqual(laneAt(layout, topPx + heightPx / 2), { place, depth });
    }
    const strip = stripOf(place);
    if (strip) assert.deepEqual(laneAt(layout, strip.topPx + 1), { place, depth: undefined });
  }
});

test('below the holds of a lock, or the messages in a queue, are those who wait', () => {
  const layout = layoutLanes(lanes, none);
  const [lock, queue] = layout.places.filter(({ lane }) => lane.kind === 'object');
  for (const place of [lock!, queue!]) {
    const { topPx, heightPx } = levelRowOf(place, 'waiting');
    assert.ok(topPx + heightPx <= place.topPx + place.heightPx);
    assert.equal(laneAt(layout, topPx + heightPx / 2)?.level, 'waiting');
  }
  const holds = rowOf(lock!, 0);
  assert.ok(holds.topPx + holds.heightPx <= levelRowOf(lock!, 'waiting').topPx);
  assert.equal(laneAt(layout, levelRowOf(queue!, 'depth').topPx + 1)?.level, 'depth');
});

test('a collapsed group keeps its heading and gives its room to the others', () => {
  const layout = layoutLanes(lanes, new Set<LaneGroup>(['threads']));
  assert.deepEqual(
    layout.places.map((place) => place.lane.id),
    [2_000_001, 2_000_002, 70_000, 9, 8],
  );
  assert.equal(layout.headings.length, 6);
  assert.equal(laneAt(layout, layout.headings[0]!.topPx + 2), undefined);
});

test('only lanes that show are drawn', () => {
  const layout = layoutLanes(
    Array.from({ length: 100 }, (_, id) => lane(id, 2)),
    none,
  );
  const shown = visiblePlaces(layout, 1000, 200);
  assert.ok(shown.length >= 4 && shown.length <= 6);
  assert.ok(shown.every(({ topPx, heightPx }) => topPx < 1200 && topPx + heightPx > 1000));
});
