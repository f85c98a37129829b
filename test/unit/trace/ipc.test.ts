import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as arrow from 'apache-arrow';
import { IpcReader, readTrace, wholeMessages } from '../../../trace/src/ipc-reader.ts';
import { encodeBatch, endMarker, schemaMessage } from '../../../trace/src/ipc-writer.ts';
import { BatchBuilder, type RowBatch } from '../../../trace/src/row-batch.ts';
import { TraceFormatError } from '../../../trace/src/trace-format-error.ts';
import { FORMAT_VERSION, RowKind } from '../../../trace/src/vocabulary.ts';
import { Random } from './random.ts';

const NUMBER_NAMES = ['time', 'duration', 'thread', 'kind', 'object', 'value', 'site'] as const;
const TEXTS = ['main', 'Prozeß-1 ✓', '\tfile:///a.ts:1:2', '𝒳 worker', 'x'.repeat(300)];

function randomBatch(random: Random, count: number): BatchBuilder {
  const batch = new BatchBuilder(16);
  for (let row = 0; row < count; row++) {
    batch.add({
      time: random.between(0, 1e12),
      duration: random.between(0, 1e9),
      thread: random.below(65_536),
      kind: random.pick(Object.values(RowKind)),
      object: random.below(2 ** 32),
      value: Math.fround(random.between(-1e6, 1e6)),
      site: random.below(2 ** 32),
      ...(random.below(10) === 0 ? { text: random.pick(TEXTS) } : {}),
    });
  }
  return batch;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function streamOf(batches: readonly BatchBuilder[]): Uint8Array {
  return concat(schemaMessage(), ...batches.map((batch) => encodeBatch(batch, batch.count)), endMarker());
}

/** A copy that outlives the reader's next push. */
function rowsOf(batches: readonly RowBatch[]): unknown[] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, row) => [
      ...NUMBER_NAMES.map((name) => batch[name][row]),
      batch.texts.get(row) ?? '',
    ]),
  );
}

test('apache-arrow reads what we write, column by column', () => {
  const random = new Random(1);
  const batches = [randomBatch(random, 1), randomBatch(random, 0), randomBatch(random, 777), randomBatch(random, 4096)];
  const table = arrow.tableFromIPC(streamOf(batches));
  assert.equal(table.schema.metadata.get('format'), 'parascope-trace');
  assert.equal(table.schema.metadata.get('version'), String(FORMAT_VERSION));
  assert.deepEqual(
    table.schema.fields.map((field) => `${field.name} ${field.type} ${field.nullable}`),
    [
      'time Float64 false',
      'duration Float64 false',
      'thread Uint16 false',
      'kind Uint8 false',
      'object Uint32 false',
      'value Float32 false',
      'site Uint32 false',
      'text Utf8 false',
    ],
  );
  const expected = rowsOf(batches);
  assert.equal(table.numRows, expected.length);
  const found = Array.from({ length: table.numRows }, (_, row) =>
    [...NUMBER_NAMES, 'text'].map((name) => table.getChild(name)!.get(row) as unknown),
  );
  assert.deepEqual(found, expected);
});

test('we read what apache-arrow writes with the same schema', () => {
  const random = new Random(2);
  const batches = [randomBatch(random, 100), randomBatch(random, 3)];
  const { schema } = arrow.tableFromIPC(schemaMessage());
  const ours = batches.map((batch) => {
    const columns = new Map<string, arrow.Data>();
    const texts = Array.from({ length: batch.count }, (_, row) => batch.texts.get(row) ?? '');
    columns.set('text', arrow.vectorFromArray(texts, new arrow.Utf8()).data[0]!);
    for (const name of NUMBER_NAMES) {
      columns.set(name, arrow.makeVector(batch[name].slice(0, batch.count)).data[0]!);
    }
    const children = schema.fields.map((field) => columns.get(field.name)!);
    return new arrow.RecordBatch(
      schema,
      arrow.makeData({ type: new arrow.Struct(schema.fields), length: batch.count, children }),
    );
  });
  const bytes = arrow.tableToIPC(new arrow.Table(schema, ours), 'stream');
  assert.deepEqual(rowsOf(readTrace(bytes)), rowsOf(batches));
});

test('our own rows come back whatever the sizes of the pieces', () => {
  const random = new Random(3);
  const batches = [randomBatch(random, 50), randomBatch(random, 0), randomBatch(random, 9)];
  // Two segments, the first without its end marker.
  const segment = concat(schemaMessage(), encodeBatch(batches[0]!, batches[0]!.count));
  const stream = concat(segment, streamOf(batches.slice(1)));
  const expected = rowsOf(batches);
  for (const size of [1, 3, 8, 1000, stream.length]) {
    const reader = new IpcReader();
    const rows: unknown[] = [];
    for (let at = 0; at < stream.length; at += size) rows.push(...rowsOf(reader.push(stream.subarray(at, at + size))));
    assert.deepEqual(rows, expected, `pieces of ${size} bytes`);
    assert.equal(reader.pendingBytes, 0);
    assert.equal(reader.wholeBytes, stream.length);
  }
});

test('a stream cut anywhere gives every whole batch and no error', () => {
  const random = new Random(4);
  const batches = [randomBatch(random, 20), randomBatch(random, 5)];
  const ends = [schemaMessage().length];
  for (const batch of batches) ends.push(ends.at(-1)! + encodeBatch(batch, batch.count).length);
  const stream = streamOf(batches);
  for (let cut = 0; cut <= stream.length; cut++) {
    const reader = new IpcReader();
    const whole = ends.filter((end) => end <= cut).length - 1;
    assert.equal(reader.push(stream.subarray(0, cut)).length, Math.max(0, whole), `cut at ${cut}`);
    assert.equal(reader.wholeBytes + reader.pendingBytes, cut);
    assert.equal(wholeMessages(stream.subarray(0, cut)).length, reader.wholeBytes);
  }
});

test('a row costs at most 36 bytes in a large batch', () => {
  const batch = randomBatch(new Random(5), 16_384);
  batch.texts.clear();
  assert.ok(encodeBatch(batch, batch.count).length / batch.count <= 36);
});

test('encodeBatch refuses a count that the columns do not hold', () => {
  const batch = new BatchBuilder(4);
  assert.throws(() => encodeBatch(batch, 5), new RangeError('column time: expected 5 rows, found 4'));
});

test('what is no trace is refused with what was expected, what was found and where', () => {
  const error = (bytes: Uint8Array): TraceFormatError => {
    try {
      readTrace(bytes);
    } catch (thrown) {
      if (thrown instanceof TraceFormatError) return thrown;
      throw thrown;
    }
    throw new Error('no error');
  };
  const text = error(Buffer.from('{"traceEvents": []}'));
  assert.deepEqual([text.expected, text.found, text.offset], ['byte 0xff', '0x7b', 0]);
  assert.match(text.message, /expected byte 0xff, found 0x7b at byte 0/);

  const noSchema = encodeBatch(new BatchBuilder(1), 0);
  assert.equal(error(noSchema).expected, 'a schema first');

  const foreign = arrow.tableToIPC(arrow.tableFromArrays({ a: Int32Array.of(1) }), 'stream');
  assert.match(error(foreign).message, /metadata says parascope-trace, found undefined/);

  const hugeMetadata = Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127);
  assert.equal(error(hugeMetadata).found, '2147483647');
  const later = concat(schemaMessage(), Buffer.from('garbage!'));
  assert.equal(error(later).offset, schemaMessage().length);
});

test('a newer format version is refused by number', () => {
  const schema = schemaMessage();
  const buffer = Buffer.from(schema);
  const index = buffer.indexOf(String(FORMAT_VERSION), buffer.lastIndexOf('version') + 'version'.length);
  schema[index] = '9'.charCodeAt(0);
  assert.throws(() => readTrace(schema), { expected: `format version ${FORMAT_VERSION}`, found: '9' });
});

test('corrupted streams give batches or a TraceFormatError, never anything else', () => {
  const random = new Random(6);
  const stream = streamOf([randomBatch(random, 12), randomBatch(random, 30)]);
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const bytes = stream.slice(0, random.below(4) === 0 ? random.below(stream.length) : stream.length);
    for (let flips = 1 + random.below(8); flips > 0; flips--) {
      const near = random.below(2) === 0 ? Math.min(bytes.length, 1200) : bytes.length;
      bytes[random.below(near)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
    }
    try {
      for (const batch of readTrace(bytes)) assert.ok(batch.count <= bytes.length);
    } catch (thrown) {
      assert.ok(thrown instanceof TraceFormatError, `round ${round}: ${String(thrown)}`);
      refused++;
    }
  }
  assert.ok(refused > 500, `${refused} refused`);
});
