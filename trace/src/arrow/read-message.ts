/** The metadata of one message of the stream, and the check that a schema is the one of a trace. */
import { FORMAT_VERSION } from '../vocabulary.ts';
import type { FlatTableView } from './flat-view.ts';
import { FlatView } from './flat-view.ts';
import { ColumnType, FORMAT_KEYS, FORMAT_NAME, NUMBER_COLUMNS, Precision, TEXT_COLUMN } from './schema.ts';

export interface MessageHeader {
  readonly type: number;
  readonly header: FlatTableView;
  readonly bodyBytes: number;
  readonly buffer: FlatView;
}

export function readHeader(metadata: Uint8Array, streamOffset: number): MessageHeader {
  const buffer = new FlatView(metadata, streamOffset);
  const message = buffer.root();
  const header = message.table(2);
  if (header === undefined) throw buffer.error(0, 'a message with a header', 'none');
  return { type: message.int(1, 1), header, bodyBytes: message.length(3), buffer };
}

/** Throws unless the message is the schema of a trace that this version reads. */
export function checkSchema({ header, buffer }: MessageHeader): void {
  const metadata = new Map(header.tables(2).map((pair) => [pair.text(0), pair.text(1)]));
  const format = metadata.get(FORMAT_KEYS.name);
  if (format !== FORMAT_NAME) {
    throw buffer.error(header.place, `an Arrow stream whose metadata says ${FORMAT_NAME}`, String(format));
  }
  const version = Number(metadata.get(FORMAT_KEYS.version));
  if (version !== FORMAT_VERSION) {
    throw buffer.error(header.place, `format version ${FORMAT_VERSION}`, `${metadata.get(FORMAT_KEYS.version)}`);
  }
  const found = header.tables(1).map(describeField).join(', ');
  const expected = [
    ...NUMBER_COLUMNS.map((c) => `${c.name}:${c.type}/${c.bytes}`),
    `${TEXT_COLUMN}:${ColumnType.utf8}`,
  ];
  if (found !== expected.join(', ')) throw buffer.error(header.place, `columns ${expected.join(', ')}`, found);
}

/** `name:type/bytes`, where the type is Arrow's number for it. */
function describeField(field: FlatTableView): string {
  const type = field.int(2, 1);
  const details = field.table(3);
  const name = `${field.text(0)}:${type}`;
  if (type === ColumnType.float) return `${name}/${details?.int(0, 2) === Precision.double ? 8 : 4}`;
  if (type === ColumnType.int && details?.int(1, 1) === 0) return `${name}/${details.int(0, 4) / 8}`;
  return name;
}
