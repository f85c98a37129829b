import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../runtime/src/instrument/pace.ts';

const MS = 1e6;

/** The pace after a note each 100 ms of the CPU time (ms) that the thread had used by then. */
function paceAfter(usedMs: readonly number[]): number {
  const pace = new Pace();
  usedMs.forEach((ms, i) => pace.note(ms * MS, (i + 1) * 100 * MS));
  return pace.periodMs;
}

test('what booting took does not slow the samples down', () => {
  assert.equal(paceAfter([80]), 10);
  assert.equal(paceAfter([80, 80.5, 81]), 10);
});

test('samples become rarer as soon as they cost more than 1 % of a core, also at the start of a run', () => {
  assert.equal(paceAfter([80, 84]), 15);
  assert.equal(paceAfter([80, 84, 88]), 22.5);
});

test('they are never rarer than ten times a second, and come back to each 10 ms when they are cheap', () => {
  const costly = Array.from({ length: 20 }, (_, i) => 80 + 4 * i);
  assert.equal(paceAfter(costly), 100);
  const cheap = Array.from({ length: 20 }, (_, i) => 156 + 0.1 * i);
  assert.equal(paceAfter([...costly, ...cheap]), 10);
});
