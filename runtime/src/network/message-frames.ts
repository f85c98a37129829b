/**
 * Frames: how messages lie in a stream of bytes. A frame is its length (uint32, big-endian) and so many bytes. The length is
 * not trusted: nothing is reserved for it, and too large a one is an error before the first byte of the message has come.
 */
import { ConnectionError } from '../errors.ts';

const LENGTH_BYTES = 4;

/** The head of a frame of that length. */
export function messageHead(length: number): Uint8Array {
  const head = new Uint8Array(LENGTH_BYTES);
  new DataView(head.buffer).setUint32(0, length);
  return head;
}

export class MessageReader {
  #mostBytes: number;
  #chunks: Uint8Array[] = [];
  /** Bytes in the chunks. */
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
      if (this.#held < LENGTH_BYTES) return undefined;
      const head = this.#take(LENGTH_BYTES);
      const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
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

  /** So many bytes, which are there, in one piece. */
  #take(count: number): Uint8Array {
    this.#held -= count;
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= count) {
      if (first.length === count) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const whole = new Uint8Array(count);
    let filled = 0;
    let used = 0;
    while (filled < count) {
      const chunk = this.#chunks[used]!;
      const part = chunk.subarray(0, count - filled);
      whole.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) used++;
      else this.#chunks[used] = chunk.subarray(part.length);
    }
    this.#chunks.splice(0, used);
    return whole;
  }
}
