/** The one schema of a trace, and the constants of Arrow's format that it needs (format/Schema.fbs, Message.fbs). */
import { FORMAT_VERSION } from '../vocabulary.ts';
import { scalar, table, text, vector, type FlatTable } from './flat-buffer.ts';

/** Key and value of the schema's metadata that say what the stream is. */
export const FORMAT_NAME = 'parascope-trace';
export const FORMAT_KEYS = { name: 'format', version: 'version' } as const;

export const ARROW_VERSION_5 = 4;
export const MessageType = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
export const ColumnType = { int: 2, float: 3, utf8: 5 } as const;

/** Arrow's `Precision`: of a floating point column. */
export const Precision = { single: 1, double: 2 } as const;

export interface NumberColumn {
  readonly name: 'time' | 'duration' | 'thread' | 'kind' | 'object' | 'value' | 'site';
  readonly type: typeof ColumnType.int | typeof ColumnType.float;
  readonly bytes: 1 | 2 | 4 | 8;
}

/** The columns in their order, `text` apart: it comes last. */
export const NUMBER_COLUMNS: readonly NumberColumn[] = [
  { name: 'time', type: ColumnType.float, bytes: 8 },
  { name: 'duration', type: ColumnType.float, bytes: 8 },
  { name: 'thread', type: ColumnType.int, bytes: 2 },
  { name: 'kind', type: ColumnType.int, bytes: 1 },
  { name: 'object', type: ColumnType.int, bytes: 4 },
  { name: 'value', type: ColumnType.float, bytes: 4 },
  { name: 'site', type: ColumnType.int, bytes: 4 },
];

export const TEXT_COLUMN = 'text';

/** Arrow's `Schema` table. */
export function schemaTable(): FlatTable {
  const littleEndian = scalar(2, 0);
  const fields = NUMBER_COLUMNS.map((column) => fieldTable(column.name, column.type, typeTable(column)));
  const metadata = [
    table(text(FORMAT_KEYS.name), text(FORMAT_NAME)),
    table(text(FORMAT_KEYS.version), text(String(FORMAT_VERSION))),
  ];
  return table(littleEndian, vector(...fields, fieldTable(TEXT_COLUMN, ColumnType.utf8, table())), vector(...metadata));
}

function typeTable(column: NumberColumn): FlatTable {
  if (column.type === ColumnType.float) {
    return table(scalar(2, column.bytes === 8 ? Precision.double : Precision.single));
  }
  const unsigned = scalar(1, 0);
  return table(scalar(4, column.bytes * 8), unsigned);
}

/** Slots: name, nullable, type's tag, type, dictionary, children (which must be there, though empty). */
function fieldTable(name: string, type: number, typeOf: FlatTable): FlatTable {
  return table(text(name), scalar(1, 0), scalar(1, type), typeOf, undefined, vector());
}
