import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressText, isLocal, parseAddress } from '../../../runtime/src/connection/address.ts';

const parse = (written: unknown): unknown => parseAddress('address', written);

test('an address is written as a pair, a text, an object or a path', () => {
  assert.deepEqual(parse(['127.0.0.1', 5000]), ['127.0.0.1', 5000]);
  assert.deepEqual(parse('localhost:0'), ['localhost', 0]);
  assert.deepEqual(parse('[::1]:80'), ['::1', 80]);
  assert.deepEqual(parse({ port: 1 }), ['127.0.0.1', 1]);
  assert.deepEqual(parse({ host: 'example.org', port: 1 }), ['example.org', 1]);
  assert.equal(parse('/tmp/socket'), '/tmp/socket');
  assert.equal(parse('./socket'), './socket');
  assert.equal(parse({ path: 'socket' }), 'socket');
  assert.equal(parse('\\\\.\\pipe\\name'), '\\\\.\\pipe\\name');
});

test('what is none is refused with what was expected', () => {
  for (const bad of [
    undefined,
    null,
    5,
    '',
    'localhost',
    'a:b',
    '::1:80',
    [],
    ['h'],
    ['h', '1'],
    [1, 1],
    {},
    { path: '' },
  ])
    assert.throws(
      () => parse(bad),
      { name: 'TypeError', message: /^address: expected .*, found / },
      JSON.stringify(bad),
    );
  for (const port of [-1, 65_536, 1.5, NaN]) assert.throws(() => parse(['h', port]), RangeError);
});

test('only the addresses of this machine are local', () => {
  for (const local of ['127.0.0.1:1', '127.9.9.9:1', 'localhost:1', '[::1]:1', '/tmp/s'])
    assert.ok(isLocal(parse(local) as string), local);
  for (const far of ['0.0.0.0:1', '10.0.0.1:1', '127.0.0.1.example.org:1', '[::]:1', 'localhost.example.org:1'])
    assert.equal(isLocal(parse(far) as string), false, far);
  assert.equal(addressText(['::1', 80]), '[::1]:80');
});
