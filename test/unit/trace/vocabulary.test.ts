import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowKind } from '../../../trace/src/vocabulary.ts';

test('every kind of row has its own number, which fits the kind column', () => {
  const numbers = Object.values(RowKind);
  assert.equal(new Set(numbers).size, numbers.length);
  assert.ok(numbers.every((n) => Number.isInteger(n) && n > 0 && n < 256));
});
