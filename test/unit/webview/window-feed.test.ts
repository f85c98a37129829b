import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromPanelMessage } from '../../../protocol/src/panel.ts';
import type { WindowQuery } from '../../../trace/src/query.ts';
import type { Wanted } from '../../../webview/src/window-feed.ts';
import { WindowFeed, paddedQuery } from '../../../webview/src/window-feed.ts';
import { answerOf } from './columns.ts';

const wanted: Wanted = {
  range: { startNs: 400, endNs: 600 },
  extent: { startNs: 0, endNs: 1e6 },
  widthPx: 1000,
  laneIds: [1, 2],
  version: 1,
};

/** A feed, what it posted, and a way to answer the newest question. */
function setUp() {
  const posted: { id: number; query: WindowQuery }[] = [];
  let answers = 0;
  let lastId = 0;
  const post = (message: FromPanelMessage): void => {
    if (message.type === 'query-window') posted.push(message);
  };
  const feed = new WindowFeed(
    post,
    () => ++lastId,
    () => answers++,
  );
  const reply = (): void => {
    const { id, query } = posted.at(-1)!;
    feed.receive(id, { ...answerOf({}), query });
  };
  return { feed, posted, reply, answered: () => answers };
}

const wide: Wanted = { ...wanted, range: { startNs: 400_000, endNs: 600_000 } };

test('what is asked for reaches past the screen at the same resolution, and never past the run', () => {
  assert.deepEqual(paddedQuery(wide), { startNs: 300_000, endNs: 700_000, widthPx: 2000, laneIds: [1, 2] });
  const atStart = paddedQuery({ ...wide, range: { startNs: 0, endNs: 1e6 } });
  assert.deepEqual([atStart.startNs, atStart.endNs, atStart.widthPx], [0, 1e6, 1000]);
});

test('one question at a time, and none while the answer fits', () => {
  const { feed, posted, reply, answered } = setUp();
  feed.want(wide);
  feed.want(wide);
  assert.equal(posted.length, 1);
  reply();
  feed.want(wide);
  feed.want({ ...wide, range: { startNs: 350_000, endNs: 550_000 } });
  assert.equal(posted.length, 1, 'moving inside the margins needs no question');
  assert.equal(answered(), 1);
});

test('zooming, leaving the margins, another lane and a grown trace each ask anew', () => {
  const changes: readonly Wanted[] = [
    { ...wide, range: { startNs: 450_000, endNs: 550_000 } },
    { ...wide, range: { startNs: 100_000, endNs: 300_000 } },
    { ...wide, laneIds: [1, 2, 3] },
    { ...wide, version: 2 },
  ];
  for (const change of changes) {
    const { feed, posted, reply } = setUp();
    feed.want(wide);
    reply();
    feed.want(change);
    assert.equal(posted.length, 2, JSON.stringify(change));
  }
});

test('an answer to a question of the run before is not taken', () => {
  const { feed, reply, answered } = setUp();
  feed.want(wide);
  feed.reset();
  reply();
  assert.equal(feed.answer, null);
  assert.equal(answered(), 0);
});
