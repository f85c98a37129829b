import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AddressFamily,
  addressText,
  assertAddressFamily,
  familyOf,
  freshAddress,
  isLocal,
  parseAddress,
} from '../../../runtime/src/connection/address.ts';

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
});

const PIPE = '\\\\.\\pipe\\name';

test('the address tells its family, as in Python, and what this system has not is refused in words', () => {
  assert.equal(parseAddress('address', PIPE, { platform: 'win32' }), PIPE);
  assert.equal(parseAddress('address', { path: PIPE }, { platform: 'win32', family: 'AF_PIPE' }), PIPE);
  assert.throws(() => parseAddress('address', PIPE, { platform: 'linux' }), {
    name: 'RangeError',
    message: 'address: Windows alone has pipes with names (AF_PIPE): expected a host and port, or a path',
  });
  assert.throws(() => parseAddress('address', '/tmp/socket', { platform: 'win32' }), {
    name: 'RangeError',
    message:
      "address: expected a host and port, or the name of a pipe ('\\\\\\\\.\\\\pipe\\\\name'): on Windows no path is an address (AF_UNIX)",
  });
  assert.throws(() => parseAddress('address', 'localhost:1', { family: 'AF_UNIX' }), {
    name: 'RangeError',
    message: 'address: expected one of family AF_UNIX, found localhost:1 of family AF_INET',
  });
});

test('without an address one of the family is chosen', () => {
  const fresh = (family: AddressFamily | undefined, platform: NodeJS.Platform): unknown =>
    freshAddress('family', { family, platform });
  assert.deepEqual(fresh(undefined, 'win32'), ['127.0.0.1', 0]);
  assert.deepEqual(fresh('AF_INET', 'linux'), ['127.0.0.1', 0]);
  assert.match(fresh('AF_PIPE', 'win32') as string, /^\\\\\.\\pipe\\parascope-[\da-f-]{36}$/);
  assert.equal(familyOf(fresh('AF_UNIX', 'linux') as string), 'AF_UNIX');
  assert.notEqual(fresh('AF_UNIX', 'linux'), fresh('AF_UNIX', 'linux'));
  assert.throws(() => fresh('AF_PIPE', 'linux'), RangeError);
  assert.throws(() => fresh('AF_UNIX', 'win32'), RangeError);
  assert.throws(() => assertAddressFamily('family', 'AF_INET6'), {
    name: 'TypeError',
    message: "family: expected 'AF_INET', 'AF_UNIX' or 'AF_PIPE', found string 'AF_INET6'",
  });
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
