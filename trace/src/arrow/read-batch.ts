/** A record batch as columns: each buffer is checked to lie inside the body and to hold what the row count claims. */
import type { RowBatch } from '../row-batch.ts';
import { TraceFormatError } from '../trace-format-error.ts';
import type { MessageHeader } from './read-message.ts';
import { NUMBER_COLUMNS } from './schema.ts';
import { decodeUtf8 } from './utf8.ts';

const COLUMNS = NUMBER_COLUMNS.length + 1;
/** Validity and values of each number column; validity, offsets and bytes of the text. */
const BUFFERS = NUMBER_COLUMNS.length * 2 + 3;

/** Columns are views of `body` where it is aligned, else copies. Throws a `TraceFormatError`. */
export function readBatch(message: MessageHeader, body: Uint8Array, streamOffset: number): RowBatch {
  const count = message.header.length(0);
  checkNodes(message, count);
  const buffers = new BodyBuffers(message, body, streamOffset);
  const column = (index: number): Uint8Array => {
    const { bytes } = NUMBER_COLUMNS[index]!;
    return buffers.aligned(index * 2 + 1, count * bytes, bytes);
  };
  return {
    count,
    time: doubles(column(0)),
    duration: doubles(column(1)),
    thread: shorts(column(2)),
    kind: column(3),
    object: words(column(4)),
    value: floats(column(5)),
    site: words(column(6)),
    texts: buffers.texts(count),
  };
}

function checkNodes({ header, buffer }: MessageHeader, count: number): void {
  if (header.table(3) !== undefined) throw buffer.error(header.place, 'no compression', 'a compressed body');
  const nodes = header.words(1, 2);
  if (nodes.length !== COLUMNS * 2) throw buffer.error(header.place, `${COLUMNS} columns`, `${nodes.length / 2}`);
  nodes.forEach((word, index) => {
    const isRows = index % 2 === 0;
    if (isRows && word !== count) throw buffer.error(header.place, `${count} rows in each column`, `${word}`);
    if (!isRows && word !== 0) throw buffer.error(header.place, 'no nulls', `${word}`);
  });
}

class BodyBuffers {
  readonly #body: Uint8Array;
  readonly #streamOffset: number;
  /** Offset and length of each buffer. */
  readonly #places: readonly number[];

  constructor({ header, buffer }: MessageHeader, body: Uint8Array, streamOffset: number) {
    this.#body = body;
    this.#streamOffset = streamOffset;
    this.#places = header.words(2, 2);
    if (this.#places.length !== BUFFERS * 2) {
      throw buffer.error(header.place, `${BUFFERS} buffers`, `${this.#places.length / 2}`);
    }
  }

  /** The first `bytes` of a buffer, at an address that is a multiple of `alignment`. */
  aligned(index: number, bytes: number, alignment: number): Uint8Array {
    const found = this.#buffer(index, bytes).subarray(0, bytes);
    return found.byteOffset % alignment === 0 ? found : found.slice();
  }

  texts(count: number): Map<number, string> {
    const texts = new Map<number, string>();
    // A batch without rows may come without its single offset.
    if (count === 0) return texts;
    const offsets = words(this.aligned(BUFFERS - 2, (count + 1) * 4, 4));
    // Most batches of a long trace have none.
    if (offsets[count] === offsets[0]) return texts;
    const bytes = this.#buffer(BUFFERS - 1, 0);
    let from = offsets[0]!;
    for (let row = 0; row < count; row++) {
      const to = offsets[row + 1]!;
      if (to === from) continue;
      if (to < from || to > bytes.length) {
        throw this.#error(`text of row ${row} inside ${bytes.length} bytes`, `${from} to ${to}`);
      }
      texts.set(row, decodeUtf8(bytes.subarray(from, to)));
      from = to;
    }
    return texts;
  }

  #buffer(index: number, bytes: number): Uint8Array {
    const offset = this.#places[index * 2]!;
    const length = this.#places[index * 2 + 1]!;
    if (length < bytes || offset + length > this.#body.length) {
      const found = `${length} at ${offset} of ${this.#body.length}`;
      throw this.#error(`buffer ${index} with ${bytes} bytes inside the body`, found);
    }
    return this.#body.subarray(offset, offset + length);
  }

  #error(expected: string, found: string): TraceFormatError {
    return new TraceFormatError(expected, found, this.#streamOffset);
  }
}

function doubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function shorts(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}
