import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readFrameSync, writeFrameSync } from '../../../runtime/src/wire/frames-sync.ts';

test('frames that were written one behind the other are read one by one, whole', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'frames-'));
  const file = path.join(folder, 'pipe');
  const sent = [
    { kind: 10, number: 0, note: 3, payload: new Uint8Array(0) },
    { kind: 1, number: 0, note: 0, payload: Uint8Array.from({ length: 100_000 }, (_, i) => i & 255) },
    { kind: 10, number: 0, note: 4, payload: new Uint8Array(0) },
    { kind: 2, number: 7, note: 5, payload: Uint8Array.of(1, 2, 3) },
  ];
  const end = openSync(file, 'w');
  for (const { payload, ...title } of sent) assert.ok(writeFrameSync(end, title, [payload]));
  closeSync(end);
  const begin = openSync(file, 'r');
  const read = sent.map(() => readFrameSync(begin));
  assert.equal(readFrameSync(begin), undefined);
  closeSync(begin);
  rmSync(folder, { recursive: true });
  assert.deepEqual(read, sent);
});
