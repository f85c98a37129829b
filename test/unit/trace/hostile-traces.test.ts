import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playHostileCase } from './hostile-case.ts';

/** `npm run soak` plays more. */
const CASES = 400;

test(
  'truncated, corrupted and hostile traces are refused in words or told of, all the way',
  { timeout: 300_000 },
  () => {
    const outcomes = { refused: 0, told: 0 };
    for (let seed = 1; seed <= CASES; seed++) {
      try {
        outcomes[playHostileCase(seed)]++;
      } catch (error) {
        throw new Error(`case ${seed} goes wrong (again: npm run soak -- --trace ${seed})`, { cause: error });
      }
    }
    assert.ok(outcomes.refused > CASES / 20 && outcomes.told > CASES / 2, JSON.stringify(outcomes));
  },
);
