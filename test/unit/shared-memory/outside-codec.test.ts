import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError, NotCloneableError } from '../../../runtime/src/errors.ts';
import { encode } from '../../../runtime/src/shared-memory/codec/codec.ts';
import { OutsideCodec } from '../../../runtime/src/shared-memory/codec/outside-codec.ts';
import { Tag } from '../../../runtime/src/shared-memory/codec/tags.ts';
import { Queue } from '../../../runtime/src/queues/queue.ts';
import { randomSource, randomValue } from './random-value.ts';

const codec = new OutsideCodec();

test('structured data cross the border as they cross threads', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const value = randomValue(randomSource(seed), 4);
    assert.deepStrictEqual(codec.decode(codec.encode(value, 'value')), structuredClone(value), `seed ${seed}`);
  }
});

test('shared memory and handles are refused, with the way to them', () => {
  for (const value of [new SharedArrayBuffer(8), new Uint8Array(new SharedArrayBuffer(8)), new Queue()]) {
    assert.throws(
      () => codec.encode({ list: [value] }, 'message'),
      (error) =>
        error instanceof NotCloneableError &&
        /^message\.list\[0\].* is shared memory of this program/.test(error.message),
    );
  }
});

test('what encodes shared memory, handles and functions for the program itself is refused from outside', () => {
  const bytes = [new SharedArrayBuffer(8), new Queue()].map((value) => encode([value]));
  bytes.push(...[Tag.function, Tag.lateFunction, Tag.instance].map((tag) => Uint8Array.of(tag, 0x41, 0x41, 0x80)));
  for (const message of bytes) assert.throws(() => codec.decode(message), DecodeError);
});

test('a buffer that may grow arrives with the length that it has', () => {
  const growing = new ArrayBuffer(4, { maxByteLength: 2 ** 20 });
  const arrived = codec.decode(codec.encode(growing, 'value')) as ArrayBuffer;
  assert.equal(arrived.byteLength, 4);
  assert.equal(arrived.resizable, false);
});

test('bytes at random are a value or a DecodeError, nothing else', () => {
  const random = randomSource(7);
  for (let i = 0; i < 20_000; i++) {
    const bytes = Uint8Array.from({ length: random() * 40 }, () => random() * 256);
    try {
      codec.decode(bytes);
    } catch (error) {
      assert.ok(error instanceof DecodeError, `${Buffer.from(bytes).toString('hex')}: ${String(error)}`);
    }
  }
});

test('a message nested too deep is refused in words', () => {
  assert.throws(() => codec.decode(new Uint8Array(2_000_000).fill(Tag.array)), DecodeError);
  const deep = new Uint8Array(400_000);
  for (let i = 0; i < deep.length; i += 2) deep.set([Tag.array, 1], i);
  assert.throws(() => codec.decode(deep), DecodeError);
});

test('handles that may cross do so as data of their own', () => {
  const tickets = new OutsideCodec({
    take: (object) => (object instanceof Queue ? ['ticket', 5] : undefined),
    give: (tag, fields) => ({ tag, fields }),
  });
  const arrived = tickets.decode(tickets.encode({ queue: new Queue() }, 'value'));
  assert.deepEqual(arrived, { queue: { tag: 'Queue', fields: ['ticket', 5] } });
});
