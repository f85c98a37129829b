/**
 * Writes a trace as an Arrow IPC stream (https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format):
 * `schemaMessage()`, then batches, then `endMarker()`. Typed arrays are copied as they lie in memory, so the machine must
 * be little-endian, as all that Node 22 and later is built for but IBM's z.
 */
import { encodeFlatBuffer, scalar, structs, table, type FlatTable } from './arrow/flat-buffer.ts';
import type { RowColumns } from './row-batch.ts';
import { ARROW_VERSION_5, MessageType, NUMBER_COLUMNS, schemaTable } from './arrow/schema.ts';
import { encodeUtf8 } from './arrow/utf8.ts';

const CONTINUATION = 0xffffffff;

/** First bytes of a segment: the schema with the format's name and version. */
export function schemaMessage(): Uint8Array {
  return messageBytes(MessageType.schema, schemaTable(), []);
}

/** Last bytes of a segment. A segment without them is one that was cut off or still grows. */
export function endMarker(): Uint8Array {
  return Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
}

/**
 * The first `count` rows as one message, ready to be appended in a single write.
 * Throws a `RangeError` when a column holds fewer rows than `count`.
 */
export function encodeBatch(columns: RowColumns, count: number): Uint8Array {
  const buffers = NUMBER_COLUMNS.map(({ name, bytes }) => {
    const column = columns[name];
    if (column.length < count) throw new RangeError(`column ${name}: expected ${count} rows, found ${column.length}`);
    return new Uint8Array(column.buffer, column.byteOffset, count * bytes);
  });
  buffers.push(...textBuffers(columns.texts, count));
  return messageBytes(MessageType.recordBatch, recordBatchTable(buffers, count), buffers);
}

/** Arrow's `RecordBatch`: per column a node (rows, nulls) and its buffers, each preceded by an empty validity bitmap. */
function recordBatchTable(buffers: readonly Uint8Array[], count: number): FlatTable {
  const nodes: number[] = [];
  const places: number[] = [];
  let offset = 0;
  buffers.forEach((buffer, index) => {
    if (index <= NUMBER_COLUMNS.length) {
      nodes.push(count, 0);
      places.push(offset, 0);
    }
    places.push(offset, buffer.length);
    offset += padded(buffer.length);
  });
  return table(scalar(8, count), structs(2, nodes), structs(2, places));
}

/** Offsets and bytes of the text column. */
function textBuffers(texts: ReadonlyMap<number, string>, count: number): [Uint8Array, Uint8Array] {
  const rows = [...texts].filter(([row]) => row < count).sort(([a], [b]) => a - b);
  const encoded = rows.map(([, value]) => encodeUtf8(value));
  const offsets = new Int32Array(count + 1);
  const bytes = new Uint8Array(encoded.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  let filled = 0;
  rows.forEach(([row], index) => {
    offsets.fill(length, filled, row + 1);
    filled = row + 1;
    bytes.set(encoded[index]!, length);
    length += encoded[index]!.length;
  });
  offsets.fill(length, filled);
  return [new Uint8Array(offsets.buffer), bytes];
}

/** Prefix, metadata and body in one array: appended whole or not at all. */
function messageBytes(type: number, header: FlatTable, body: readonly Uint8Array[]): Uint8Array {
  const bodyLength = body.reduce((sum, buffer) => sum + padded(buffer.length), 0);
  const metadata = encodeFlatBuffer(table(scalar(2, ARROW_VERSION_5), scalar(1, type), header, scalar(8, bodyLength)));
  const bytes = new Uint8Array(8 + metadata.length + bodyLength);
  const prefix = new DataView(bytes.buffer);
  prefix.setUint32(0, CONTINUATION, true);
  prefix.setUint32(4, metadata.length, true);
  bytes.set(metadata, 8);
  let at = 8 + metadata.length;
  for (const buffer of body) {
    bytes.set(buffer, at);
    at += padded(buffer.length);
  }
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
