/**
 * Reads what ByteWriter wrote, straight out of shared memory. It never reads beyond the end it is given: bytes are not
 * trusted, and what does not add up throws DecodeError.
 */
import { Buffer } from 'node:buffer';
import { DecodeError } from '../../errors.ts';

/** Short strings are kept by content, so that the keys of objects and repeated words are not made anew each time. */
const CACHE_SLOTS = 1024;
const CACHED_CHARS = 24;

export class ByteReader {
  #buffer: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #start = 0;
  #position = 0;
  #end = 0;
  readonly #strings: (string | undefined)[] = new Array<string | undefined>(CACHE_SLOTS).fill(undefined);

  /** Sets the memory that `seek` moves in. */
  use(buffer: Buffer, view: DataView): void {
    this.#buffer = buffer;
    this.#view = view;
  }

  /** Begins a message at [start, end) of the memory. */
  seek(start: number, end: number): void {
    if (start < 0 || end > this.#buffer.length || end < start) {
      throw new DecodeError(
        `a message at bytes ${start}-${end} lies outside its memory of ${this.#buffer.length} bytes`,
      );
    }
    this.#start = start;
    this.#position = start;
    this.#end = end;
  }

  /** Bytes that have not been read. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  #take(bytes: number): number {
    const at = this.#position;
    if (bytes > this.#end - at) this.#fail(bytes);
    this.#position = at + bytes;
    return at;
  }

  #fail(bytes: number): never {
    throw new DecodeError(
      `a message is cut short: ${bytes} more bytes expected at offset ${this.#position - this.#start} of ${this.#end - this.#start}`,
    );
  }

  byte(): number {
    return this.#buffer[this.#take(1)]!;
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new DecodeError(`a number at offset ${this.#position - this.#start} has no end`);
  }

  /** A count of values that follow, each at least one byte long. */
  count(): number {
    const value = this.varint();
    if (value > this.remaining) this.#fail(value);
    return value;
  }

  latin1(count: number): string {
    const at = this.#take(count);
    if (count > CACHED_CHARS) return this.#buffer.toString('latin1', at, at + count);
    if (count === 0) return '';
    const buffer = this.#buffer;
    let hash = count;
    for (let i = at; i < at + count; i++) hash = (hash * 31 + buffer[i]!) | 0;
    const slot = (hash ^ (hash >>> 15)) & (CACHE_SLOTS - 1);
    const cached = this.#strings[slot];
    if (cached?.length === count && this.#equals(cached, at)) return cached;
    const text = buffer.toString('latin1', at, at + count);
    this.#strings[slot] = text;
    return text;
  }

  #equals(text: string, at: number): boolean {
    const buffer = this.#buffer;
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== buffer[at + i]) return false;
    return true;
  }

  /** `count` is in code units. */
  utf16(count: number): string {
    const at = this.#take(count * 2);
    return this.#buffer.toString('utf16le', at, at + count * 2);
  }

  /** The bytes between two paddings, copied to the start of `target`. */
  contents(target: Uint8Array, bytes: number): void {
    this.#take(-(this.#position - this.#start) & 7);
    const at = this.#take(bytes);
    // Buffer.copy moves bytes at full speed wherever they lie; TypedArray.set out of shared memory does not.
    this.#buffer.copy(target, 0, at, at + bytes);
    this.#take(-bytes & 7);
  }
}
