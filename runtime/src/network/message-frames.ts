/**
 * Frames: how messages lie in a stream of bytes. A frame is its length (uint32, big-endian) and so many bytes. The length is
 * not trusted: nothing is reserved for it, and too large a one is an error before the first byte of the message has come.
 */
import { ConnectionError } from '../errors.ts';

/** Bytes of the head of a frame. */
export const HEAD_BYTES = 4;

/** The head of a frame of that length. */
export function messageHead(length: number): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  writeHead(head, length);
  return head;
}

/** Writes that head into the first bytes of what is sent. */
export function writeHead(target: Uint8Array, length: number): void {
  for (let i = 0; i < HEAD_BYTES; i++) target[i] = length >>> (24 - 8 * i);
}

export class MessageReader {
  #mostBytes: number;
  readonly #chunks: Uint8Array[] = [];
  /** Where in the first chunk what has not been taken begins. */
  #at = 0;
  /** Bytes in the chunks that have not been taken. */
  #held = 0;
  /** Bytes of the frame that is being read; -1: its length is not there yet. */
  #wanted = -1;

  /** `mostBytes`: of one frame. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Sets it anew, for the frames that have not begun. */
  allow(mostBytes: number): void {
    this.#mostBytes = mostBytes;
  }

  /** Takes bytes as they come. The frames that are whole are got by `next`. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  /** The next whole frame; undefined while there is none. Throws ConnectionError for one that is too large. */
  next(): Uint8Array | undefined {
    if (this.#wanted < 0) {
      if (this.#held < HEAD_BYTES) return undefined;
      const length = this.#takeLength();
      if (length > this.#mostBytes) {
        throw new ConnectionError(
          `the peer begins a message of ${length} bytes: this connection takes ${this.#mostBytes} (maxMessageBytes)`,
        );
      }
      this.#wanted = length;
    }
    if (this.#held < this.#wanted) return undefined;
    const frame = this.#take(this.#wanted);
    this.#wanted = -1;
    return frame;
  }

  /** Byte by byte: a view of its own would cost more than all of them. */
  #takeLength(): number {
    let length = 0;
    for (let i = 0; i < HEAD_BYTES; i++) {
      length = length * 256 + this.#chunks[0]![this.#at]!;
      this.#skip(1);
    }
    return length;
  }

  /** So many bytes, which are there, in one piece. */
  #take(count: number): Uint8Array {
    const first = this.#chunks[0];
    if (first !== undefined && first.length - this.#at >= count) {
      const frame = first.subarray(this.#at, this.#at + count);
      this.#skip(count);
      return frame;
    }
    const whole = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const part = this.#chunks[0]!.subarray(this.#at, this.#at + count - filled);
      whole.set(part, filled);
      filled += part.length;
      this.#skip(part.length);
    }
    return whole;
  }

  /** So many bytes of the first chunk have been taken. */
  #skip(count: number): void {
    this.#held -= count;
    this.#at += count;
    if (this.#at < this.#chunks[0]!.length) return;
    this.#chunks.shift();
    this.#at = 0;
  }
}
