import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionError } from '../../../runtime/src/errors.ts';
import { messageHead, MessageReader } from '../../../runtime/src/network/message-frames.ts';

const frame = (bytes: readonly number[]): Buffer => Buffer.concat([messageHead(bytes.length), Uint8Array.from(bytes)]);

function all(reader: MessageReader): number[][] {
  const frames: number[][] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) frames.push([...next]);
  return frames;
}

test('frames come out whole, wherever the stream is cut', () => {
  const frames = [[1], [], [2, 3, 4], Array.from({ length: 300 }, (_, i) => i & 255), [5]];
  const stream = Buffer.concat(frames.map(frame));
  for (let step = 1; step <= stream.length; step++) {
    const reader = new MessageReader(1000);
    const out: number[][] = [];
    for (let at = 0; at < stream.length; at += step) {
      reader.push(stream.subarray(at, at + step));
      out.push(...all(reader));
    }
    assert.deepEqual(out, frames, `in pieces of ${step}`);
  }
});

test('a length beyond the limit is refused before the message has come, and nothing is reserved for it', () => {
  const reader = new MessageReader(8);
  reader.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
  assert.throws(() => reader.next(), ConnectionError);
  const patient = new MessageReader(2 ** 29);
  patient.push(Uint8Array.of(0x1f, 0xff, 0xff, 0xff, 1));
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(patient.next(), undefined);
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 20);
});

test('the limit can be raised between two frames', () => {
  const reader = new MessageReader(1);
  reader.push(Buffer.concat([frame([1]), frame([2, 3])]));
  assert.deepEqual([...reader.next()!], [1]);
  reader.allow(2);
  assert.deepEqual([...reader.next()!], [2, 3]);
});
