import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOf, type Awaited } from '../../../runtime/src/deadlock/awaited.ts';

const byThreads = (what: string, ...threads: number[]): Awaited => ({
  what: () => what,
  by: { type: 'threads', threads },
});
const byAnybody: Awaited = { what: () => 'a message' };

test('the first of several can be ended by whoever can end one of them', () => {
  assert.deepEqual(firstOf([byThreads('a', 1, 2), byThreads('b', 2, 3)]).by, { type: 'threads', threads: [1, 2, 3] });
  assert.equal(firstOf([byThreads('a', 1), byAnybody]).by, undefined);
  assert.equal(firstOf([{ ...byThreads('a', 1), by: { type: 'owner', word: 0, exclusive: true } }]).by, undefined);
});

test('it ends by itself where one of them does, also if that changes', () => {
  const state = { limited: false };
  const changing: Awaited = {
    ...byAnybody,
    get limited() {
      return state.limited;
    },
  };
  const first = firstOf([byThreads('a', 1), changing]);
  assert.equal(first.limited, false);
  state.limited = true;
  assert.equal(first.limited, true);
});

test('three of the things that are waited for are named, each once', () => {
  const names = (all: readonly string[]): string => firstOf(all.map((what) => byThreads(what, 1))).what();
  assert.equal(names(['a']), 'a');
  assert.equal(names(['a', 'b', 'a']), 'a or b');
  assert.equal(names(['a', 'b', 'c', 'd', 'e']), 'a or b or c or 2 more');
});
