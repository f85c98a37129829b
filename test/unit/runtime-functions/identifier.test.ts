import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIdentifier } from '../../../runtime/src/identifier.ts';

test('a name may begin with a letter of any script, $ or _, and go on with digits', () => {
  for (const name of ['x', '$', '_', 'square2', '$a_1', 'größe', '数', 'a\u200d', '𝒳1'])
    assert.ok(isIdentifier(name), name);
});

test('what has other characters, begins with a digit or is empty is no name', () => {
  for (const text of ['', '2x', 'a-b', 'a b', 'a.b', '#x', '١', 'é!', 'x\n']) assert.ok(!isIdentifier(text), text);
});
