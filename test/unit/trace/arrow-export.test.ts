import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import { toArrowFile, toArrowStream } from '../../../trace/src/arrow-export.ts';
import { readTrace } from '../../../trace/src/ipc-reader.ts';
import { BatchBuilder, type RowBatch } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';

function batch(first: number, count: number): RowBatch {
  const rows = new BatchBuilder();
  for (let i = first; i < first + count; i++)
    rows.add({ kind: RowKind.thread, time: i, object: i, text: i % 3 === 0 ? `name ${i}` : '' });
  return rows;
}

for (const [name, encode] of [
  ['stream', toArrowStream],
  ['file', toArrowFile],
] as const) {
  test(`another reader of Arrow finds every row in the ${name}`, () => {
    const table = tableFromIPC(encode([batch(0, 5), batch(5, 1000), batch(1005, 1)]));
    assert.equal(table.numRows, 1006);
    assert.equal(table.getChild('object')!.get(1005), 1005);
    assert.equal(table.getChild('text')!.get(999), 'name 999');
    assert.equal(tableFromIPC(encode([])).numRows, 0);
  });
}

test('our own reader takes the stream back', () => {
  const [only, ...others] = readTrace(toArrowStream([batch(3, 7)]));
  assert.equal(others.length, 0);
  assert.equal(only!.count, 7);
  assert.equal(only!.texts.get(0), 'name 3');
});
