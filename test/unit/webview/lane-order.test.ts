import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSummary } from '../../../trace/src/summary.ts';
import { LaneOrder, MOST_SHOWN, isKeptOrder } from '../../../webview/src/lane-order.ts';
import { NavigationHistory } from '../../../webview/src/navigation-history.ts';
import { lane } from './columns.ts';

const lanes = [lane(1, 1), lane(2, 1), lane(3, 1)];
const ids = (order: LaneOrder, summary: RunSummary | null = null): number[] =>
  order.arrange('threads', lanes, summary).lanes.map(({ id }) => id);

test('pinned lanes come first, whatever the order', () => {
  const order = new LaneOrder();
  order.togglePin(3);
  assert.deepEqual(ids(order), [3, 1, 2]);
  order.togglePin(3);
  assert.deepEqual(ids(order), [1, 2, 3]);
});

test('the filter leaves the lanes whose name has it, and sorting puts the largest share first', () => {
  const order = new LaneOrder();
  order.filter = 'LANE 2';
  assert.deepEqual(ids(order), [2]);
  order.filter = '';
  order.sort = 'waiting';
  const thread = (name: string, waiting: number) => ({ name, lifetimeMs: 10, states: { waiting } });
  const summary = { threads: [thread('lane 1', 2), thread('lane 2', 9), thread('lane 3', 5)] } as unknown as RunSummary;
  assert.deepEqual(ids(order, summary), [2, 3, 1]);
});

test('of many lanes the first are shown, until all are asked for', () => {
  const order = new LaneOrder();
  const many = Array.from({ length: MOST_SHOWN + 5 }, (_, id) => lane(id, 1));
  assert.equal(order.arrange('threads', many, null).hidden, 5);
  const version = order.version;
  order.showAll('threads');
  assert.notEqual(order.version, version);
  assert.equal(order.arrange('threads', many, null).hidden, 0);
});

test('one goes to a lane that is filtered away', () => {
  const order = new LaneOrder();
  order.filter = 'nothing';
  order.reveal(lanes[1]!, 'threads');
  assert.deepEqual(ids(order), [1, 2, 3]);
});

test('what a page kept is taken only where it is an order', () => {
  assert.ok(isKeptOrder(new LaneOrder().kept()));
  for (const broken of [null, {}, { pinned: [NaN], filter: '', sort: null }, { pinned: [], filter: '', sort: 'x' }])
    assert.equal(isKeptOrder(broken), false);
});

const range = (startNs: number) => ({ startNs, endNs: startNs + 1 });

test('back and forward lead through what was shown, until a new move', () => {
  const history = new NavigationHistory();
  history.leave(range(0), 0, false);
  history.leave(range(1), 1, false);
  assert.deepEqual(history.back(range(2)), range(1));
  assert.deepEqual(history.back(range(1)), range(0));
  assert.equal(history.canGoBack, false);
  assert.deepEqual(history.forward(range(0)), range(1));
  history.leave(range(1), 2, false);
  assert.equal(history.canGoForward, false);
});

test('turns of a wheel that follow each other are one move', () => {
  const history = new NavigationHistory();
  for (let turn = 0; turn < 5; turn++) history.leave(range(turn), turn * 50, true);
  assert.deepEqual(history.back(range(5)), range(0));
  assert.equal(history.canGoBack, false);
});
