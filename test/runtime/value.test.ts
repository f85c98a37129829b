import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a value is shared, starts at zero, wraps as its C type does, and refuses what is none', async () => {
  const { lines, stderr, exitCode } = await runFixture('sync/value.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    '1000 d',
    'b 0 -128',
    'B 0 0',
    'h 0 -32768',
    'H 0 0',
    'i 0 -2147483648',
    'I 0 0',
    'l 0 2147483647',
    'L 0 4294967295',
    'int32 0 5',
    '-9223372036854775808n 18446744073709551615n 0n 0.10000000149011612 0.1',
    'TypeError: type code: expected one of b B h H i I l L q Q f d c int8 uint8 int16 uint16 int32 uint32 bigint64 biguint64 float32 float64, found "x"',
    "TypeError: a value of type 'i' is an integer: found the number 1.5",
    "TypeError: a value of type 'i' is a number: found a string",
    "TypeError: a value of type 'q' is a bigint: found the number 1",
    "TypeError: a value of type 'i' is an integer: found the number NaN",
    'true',
  ]);
  assert.equal(exitCode, 0);
});
