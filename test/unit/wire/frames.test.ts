import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME_HEAD_BYTES, frameHead, FrameReader, type Frame } from '../../../runtime/src/wire/frames.ts';

function bytesOf(kind: number, number: number, payload: string): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([frameHead({ kind, number, note: number }, bytes.length), bytes]);
}

function readAll(stream: Buffer, pieceBytes: number): readonly (readonly [number, number, string])[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  for (let at = 0; at < stream.length; at += pieceBytes) reader.push(stream.subarray(at, at + pieceBytes));
  return frames.map(({ kind, number, payload }) => [kind, number, Buffer.from(payload).toString()]);
}

test('frames come out as they went in, however the stream is cut, also without a payload', () => {
  const stream = Buffer.concat([bytesOf(1, 7, 'hello'), bytesOf(2, 0, ''), bytesOf(3, 4294967295, 'x'.repeat(100))]);
  const expected = [
    [1, 7, 'hello'],
    [2, 0, ''],
    [3, 4294967295, 'x'.repeat(100)],
  ];
  for (const pieceBytes of [1, 3, FRAME_HEAD_BYTES, 17, 50, stream.length])
    assert.deepEqual(readAll(stream, pieceBytes), expected, `pieces of ${pieceBytes}`);
});

test('a stream that is cut in the middle gives what was whole', () => {
  assert.deepEqual(readAll(bytesOf(1, 2, 'hello').subarray(0, -1), 4), []);
});

test('a head that is none is refused', () => {
  const damaged = Buffer.alloc(FRAME_HEAD_BYTES, 0xff);
  assert.throws(
    () => readAll(damaged, 8),
    /damaged frame: expected a payload of at most 2147483648 bytes, found 4294967295 of kind 4294967295/,
  );
});
