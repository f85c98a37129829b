/**
 * A whole trace for programs that are not ours: as one Arrow stream, whatever number of segments it had, or in Arrow's
 * file format (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format), which pandas and polars want.
 */
import { encodeFlatBuffer, scalar, structs, table, vector } from './arrow/flat-buffer.ts';
import { ARROW_VERSION_5, schemaTable } from './arrow/schema.ts';
import { encodeBatch, endMarker, schemaMessage } from './ipc-writer.ts';
import type { RowBatch } from './row-batch.ts';

/** `ARROW1`, with which a file begins and ends. */
const MAGIC = Uint8Array.of(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31);
const PREFIX_BYTES = 8;

/** Schema, batches and end marker. */
export function toArrowStream(batches: readonly RowBatch[]): Uint8Array {
  return join([schemaMessage(), ...batches.map((batch) => encodeBatch(batch, batch.count)), endMarker()]);
}

/** The stream between magic words, and a footer that tells where each batch lies. */
export function toArrowFile(batches: readonly RowBatch[]): Uint8Array {
  const parts = [Uint8Array.of(...MAGIC, 0, 0), schemaMessage()];
  let offset = parts.reduce((sum, part) => sum + part.length, 0);
  const blocks: number[] = [];
  for (const batch of batches) {
    const message = encodeBatch(batch, batch.count);
    const metadataBytes = PREFIX_BYTES + new DataView(message.buffer, message.byteOffset).getInt32(4, true);
    blocks.push(offset, metadataBytes, message.length - metadataBytes);
    parts.push(message);
    offset += message.length;
  }
  const noDictionaries = vector();
  const footer = encodeFlatBuffer(table(scalar(2, ARROW_VERSION_5), schemaTable(), noDictionaries, structs(3, blocks)));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setInt32(0, footer.length, true);
  return join([...parts, endMarker(), footer, length, MAGIC]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
