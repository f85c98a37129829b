/**
 * A growing buffer that one message is encoded into. Large binary contents are not copied here: their place is left
 * out, and they go from their source straight to the target (`copyTo`), so each is copied once.
 */
import { Buffer } from 'node:buffer';

import type { Journey } from './handles.ts';

/** Binary contents from this size on are copied straight to the target. */
const DIRECT_BYTES = 512;
/** A larger buffer is not kept for the next message. */
const KEPT_BYTES = 1 << 20;

/** Contents that are copied straight from their source. */
interface DirectPart {
  /** Where in the buffer they are missing. */
  readonly at: number;
  readonly source: Buffer;
}

/** Where an encoded message goes: the same memory as bytes and as words. Offsets are multiples of 8. */
export interface Target {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

export class ByteWriter {
  #buffer: Buffer = Buffer.alloc(1024);
  #view: DataView = viewOf(this.#buffer);
  #words: Int32Array = wordsOf(this.#buffer);
  /** Bytes in the buffer. */
  #position = 0;
  /** Bytes of contents that are not in the buffer, padding included. */
  #directBytes = 0;
  #direct: DirectPart[] = [];
  /** The handles in the message that must be told when it leaves. */
  journeys: Journey[] = [];

  /** Begins a new message. */
  reset(): void {
    this.#position = 0;
    if (this.journeys.length > 0) this.journeys = [];
    if (this.#buffer.length > KEPT_BYTES) this.#use(Buffer.alloc(1024));
    if (this.#directBytes > 0) {
      this.#direct = [];
      this.#directBytes = 0;
    }
  }

  /** Bytes of the message. */
  get length(): number {
    return this.#position + this.#directBytes;
  }

  #room(bytes: number): number {
    const at = this.#position;
    if (at + bytes > this.#buffer.length) this.#grow(at + bytes);
    this.#position = at + bytes;
    return at;
  }

  #grow(needed: number): void {
    const old = this.#buffer;
    this.#use(Buffer.alloc(Math.max((needed + 7) & ~7, old.length * 2)));
    this.#buffer.set(old);
  }

  #use(buffer: Buffer): void {
    this.#buffer = buffer;
    this.#view = viewOf(buffer);
    this.#words = wordsOf(buffer);
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#buffer[at] = value;
  }

  int32(tag: number, value: number): void {
    const at = this.#room(5);
    this.#buffer[at] = tag;
    this.#view.setInt32(at + 1, value, true);
  }

  float64(tag: number, value: number): void {
    const at = this.#room(9);
    this.#buffer[at] = tag;
    this.#view.setFloat64(at + 1, value, true);
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** Writes the code units as bytes; false, and nothing written, if one is above 255. `tag` precedes them. */
  latin1(tag: number, text: string): boolean {
    const count = text.length;
    const at = this.#room(count + 1);
    const buffer = this.#buffer;
    buffer[at] = tag;
    for (let i = 0; i < count; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0xff) {
        this.#position = at;
        return false;
      }
      buffer[at + 1 + i] = unit;
    }
    return true;
  }

  /** A longer text after its tag: latin1 if it is ASCII, else utf16. */
  text(latin1Tag: number, utf16Tag: number, text: string): void {
    const count = text.length;
    const narrow = Buffer.byteLength(text) === count;
    this.byte(narrow ? latin1Tag : utf16Tag);
    this.varint(count);
    const at = this.#room(narrow ? count : count * 2);
    if (narrow) this.#buffer.write(text, at, count, 'latin1');
    else this.#buffer.write(text, at, count * 2, 'utf16le');
  }

  /** So many bytes of a buffer, with padding to a multiple of 8 before and after. */
  contents(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): void {
    this.#pad();
    if (byteLength < DIRECT_BYTES) {
      const at = this.#room(byteLength);
      this.#buffer.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      this.#pad();
      return;
    }
    this.#direct.push({ at: this.#position, source: Buffer.from(buffer, byteOffset, byteLength) });
    this.#directBytes += (byteLength + 7) & ~7;
  }

  #pad(): void {
    const from = this.#room(-this.#position & 7);
    this.#buffer.fill(0, from, this.#position);
  }

  /** Copies the message to `offset`, which is a multiple of 8, as is every place where contents begin. */
  copyTo(target: Target, offset: number): void {
    let from = 0;
    let to = offset;
    for (const part of this.#direct) {
      this.#copyBuffered(target, from, part.at, to);
      to += part.at - from;
      copyAtOnce(part.source, target.bytes, to);
      to += (part.source.length + 7) & ~7;
      from = part.at;
    }
    this.#copyBuffered(target, from, this.#position, to);
  }

  #copyBuffered(target: Target, from: number, end: number, to: number): void {
    if (end - from <= 256) {
      const words = this.#words;
      const targetWords = target.words;
      const last = (end + 3) >> 2;
      let at = to >> 2;
      for (let i = from >> 2; i < last; i++) targetWords[at++] = words[i]!;
    } else target.bytes.set(this.#buffer.subarray(from, end), to);
  }
}

/**
 * Copies the whole of a source of more than 8 bytes. Buffer.copy of a part is a plain move; of the whole it is
 * TypedArray.set in some versions of Node, which moves word by word into shared memory and takes three times as long.
 */
export function copyAtOnce(source: Buffer, target: Uint8Array, offset: number): void {
  source.copy(target, offset, 0, 8);
  source.copy(target, offset + 8, 8);
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

function wordsOf(buffer: Buffer): Int32Array {
  return new Int32Array(buffer.buffer, buffer.byteOffset, buffer.length >> 2);
}
