/** Reads FlatBuffers that nobody vouches for: each offset is checked against the buffer before it is followed. */
import { TraceFormatError } from '../trace-format-error.ts';
import { decodeUtf8 } from './utf8.ts';

export class FlatView {
  readonly #view: DataView;
  /** Where the buffer lies in the stream: for messages. */
  readonly #streamOffset: number;

  constructor(bytes: Uint8Array, streamOffset: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#streamOffset = streamOffset;
  }

  root(): FlatTableView {
    return this.table(this.follow(0));
  }

  table(place: number): FlatTableView {
    const vtable = place - this.int(place, 4);
    const vtableBytes = this.int(vtable, 2);
    if (vtableBytes < 4 || vtableBytes % 2 !== 0) {
      throw this.error(vtable, 'a table description of an even length from 4', String(vtableBytes));
    }
    this.check(vtable, vtableBytes);
    return new FlatTableView(this, place, vtable, (vtableBytes - 4) / 2);
  }

  /** A signed integer of 1, 2 or 4 bytes. */
  int(place: number, bytes: 1 | 2 | 4): number {
    this.check(place, bytes);
    if (bytes === 1) return this.#view.getUint8(place);
    return bytes === 2 ? this.#view.getInt16(place, true) : this.#view.getInt32(place, true);
  }

  /** A non-negative int64 below 2^53. */
  length(place: number): number {
    this.check(place, 8);
    const low = this.#view.getUint32(place, true);
    const high = this.#view.getInt32(place + 4, true);
    if (high < 0 || high > 0x1fffff) throw this.error(place, 'a length from 0 to 2^53', `high word ${high}`);
    return high * 2 ** 32 + low;
  }

  follow(place: number): number {
    const offset = this.int(place, 4);
    if (offset <= 0) throw this.error(place, 'a forward offset', String(offset));
    this.check(place + offset, 4);
    return place + offset;
  }

  text(place: number): string {
    const length = this.int(place, 4);
    this.check(place + 4, length);
    return decodeUtf8(new Uint8Array(this.#view.buffer, this.#view.byteOffset + place + 4, length));
  }

  /** How many elements a vector holds; all of them are known to lie inside the buffer. */
  vectorLength(place: number, bytesPerElement: number): number {
    const length = this.int(place, 4);
    if (length < 0) throw this.error(place, 'a vector length', String(length));
    this.check(place + 4, length * bytesPerElement);
    return length;
  }

  error(place: number, expected: string, found: string): TraceFormatError {
    return new TraceFormatError(expected, found, this.#streamOffset + place);
  }

  check(place: number, bytes: number): void {
    if (place < 0 || bytes < 0 || place + bytes > this.#view.byteLength) {
      const range = `${bytes} bytes at ${place} of ${this.#view.byteLength}`;
      throw this.error(Math.max(0, Math.min(place, this.#view.byteLength)), 'an offset inside the metadata', range);
    }
  }
}

/** Fields by slot; a slot that is not there has its default. */
export class FlatTableView {
  readonly #buffer: FlatView;
  readonly #place: number;
  readonly #vtable: number;
  readonly #slots: number;

  constructor(buffer: FlatView, place: number, vtable: number, slots: number) {
    this.#buffer = buffer;
    this.#place = place;
    this.#vtable = vtable;
    this.#slots = slots;
  }

  get place(): number {
    return this.#place;
  }

  int(slot: number, bytes: 1 | 2 | 4, absent = 0): number {
    const place = this.#field(slot);
    return place === undefined ? absent : this.#buffer.int(place, bytes);
  }

  length(slot: number): number {
    const place = this.#field(slot);
    return place === undefined ? 0 : this.#buffer.length(place);
  }

  text(slot: number): string {
    const place = this.#field(slot);
    return place === undefined ? '' : this.#buffer.text(this.#buffer.follow(place));
  }

  table(slot: number): FlatTableView | undefined {
    const place = this.#field(slot);
    return place === undefined ? undefined : this.#buffer.table(this.#buffer.follow(place));
  }

  tables(slot: number): FlatTableView[] {
    const start = this.#vector(slot, 4);
    if (start === undefined) return [];
    return Array.from({ length: this.#buffer.int(start, 4) }, (_, index) =>
      this.#buffer.table(this.#buffer.follow(start + 4 + index * 4)),
    );
  }

  /** The int64 words of a vector of structs. */
  words(slot: number, wordsPerStruct: number): number[] {
    const start = this.#vector(slot, wordsPerStruct * 8);
    if (start === undefined) return [];
    const words = this.#buffer.int(start, 4) * wordsPerStruct;
    return Array.from({ length: words }, (_, index) => this.#buffer.length(start + 4 + index * 8));
  }

  #vector(slot: number, bytesPerElement: number): number | undefined {
    const place = this.#field(slot);
    if (place === undefined) return undefined;
    const start = this.#buffer.follow(place);
    this.#buffer.vectorLength(start, bytesPerElement);
    return start;
  }

  #field(slot: number): number | undefined {
    if (slot >= this.#slots) return undefined;
    const offset = this.#buffer.int(this.#vtable + 4 + slot * 2, 2);
    return offset === 0 ? undefined : this.#place + offset;
  }
}
