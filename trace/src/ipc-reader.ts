/**
 * Reads traces as they grow: `push` what has arrived and get the whole batches in it. Several segments may follow each
 * other. No length in the stream is trusted: none is allocated, each is checked against a cap and against what is there.
 */
import { readBatch } from './arrow/read-batch.ts';
import { checkSchema, readHeader, type MessageHeader } from './arrow/read-message.ts';
import { MessageType } from './arrow/schema.ts';
import type { RowBatch } from './row-batch.ts';
import { TraceFormatError } from './trace-format-error.ts';

/** Metadata of eight columns takes less than 2 KiB, whoever writes it. */
export const MAX_METADATA_BYTES = 65_536;
/** 256 MiB, or 7 million rows: the writer appends batches of 100 ms. */
export const MAX_BODY_BYTES = 268_435_456;

const PREFIX_BYTES = 8;

export class IpcReader {
  /** Room for what waits for the rest of its message: `#pendingBytes` from `#pendingFrom` on. */
  #pending = new Uint8Array(0);
  #pendingFrom = 0;
  #pendingBytes = 0;
  /** Bytes of messages that have been read whole. */
  #offset = 0;
  #inSegment = false;

  /**
   * The whole batches that `bytes` completes. Their columns may be views of `bytes`: they hold until it is written again
   * or more is pushed. Throws a `TraceFormatError` when what is there cannot become a trace by more bytes; the reader is
   * of no use then.
   */
  push(bytes: Uint8Array): RowBatch[] {
    const input = this.#pendingBytes === 0 ? bytes : this.#withPending(bytes);
    const batches: RowBatch[] = [];
    let at = 0;
    for (;;) {
      const length = this.#readMessage(input, at, batches);
      if (length === 0) break;
      at += length;
      this.#offset += length;
    }
    if (input === bytes) {
      if (at < bytes.length) this.#withPending(bytes.subarray(at));
    } else {
      // Stays where it is until more comes: batches are views of what is before.
      this.#pendingFrom += at;
      this.#pendingBytes -= at;
    }
    return batches;
  }

  /** Bytes that wait for the rest of their message: after the last push, those of a batch that was cut off. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Bytes of whole messages so far: where a copy that drops what was cut off ends. */
  get wholeBytes(): number {
    return this.#offset;
  }

  /** Appends to what waits; the room doubles and is used again, so that many small pushes cost no more than one. */
  #withPending(bytes: Uint8Array): Uint8Array {
    const length = this.#pendingBytes + bytes.length;
    const from = this.#pendingFrom;
    const waiting = this.#pending.subarray(from, from + this.#pendingBytes);
    if (length > this.#pending.length) this.#pending = new Uint8Array(Math.max(length, this.#pending.length * 2));
    this.#pending.set(waiting);
    this.#pendingFrom = 0;
    this.#pending.set(bytes, this.#pendingBytes);
    this.#pendingBytes = length;
    return this.#pending.subarray(0, length);
  }

  /** Reads the message at `at`; gives its length, or 0 when it is not there as a whole. */
  #readMessage(input: Uint8Array, at: number, batches: RowBatch[]): number {
    const available = input.length - at;
    if (available < PREFIX_BYTES) {
      this.#checkContinuation(input, at, Math.min(4, available));
      return 0;
    }
    this.#checkContinuation(input, at, 4);
    const prefix = new DataView(input.buffer, input.byteOffset + at, PREFIX_BYTES);
    const metadataBytes = prefix.getInt32(4, true);
    if (metadataBytes === 0) {
      this.#inSegment = false;
      return PREFIX_BYTES;
    }
    if (metadataBytes < 0 || metadataBytes > MAX_METADATA_BYTES) {
      throw this.#error(`metadata of 1 to ${MAX_METADATA_BYTES} bytes`, String(metadataBytes), 4);
    }
    const bodyStart = PREFIX_BYTES + metadataBytes;
    if (available < bodyStart) return 0;
    const message = readHeader(input.subarray(at + PREFIX_BYTES, at + bodyStart), this.#offset + PREFIX_BYTES);
    if (message.bodyBytes > MAX_BODY_BYTES) {
      throw this.#error(`a body of at most ${MAX_BODY_BYTES} bytes`, String(message.bodyBytes), PREFIX_BYTES);
    }
    const length = bodyStart + message.bodyBytes;
    if (available < length) return 0;
    const bodyOffset = this.#offset + bodyStart;
    this.#accept(message, input.subarray(at + bodyStart, at + length), bodyOffset, batches);
    return length;
  }

  #accept(message: MessageHeader, body: Uint8Array, bodyOffset: number, batches: RowBatch[]): void {
    if (message.type === MessageType.schema) {
      checkSchema(message);
      this.#inSegment = true;
    } else if (!this.#inSegment) {
      throw this.#error('a schema first', `a message of type ${message.type}`, PREFIX_BYTES);
    } else if (message.type === MessageType.recordBatch) {
      batches.push(readBatch(message, body, bodyOffset));
    } else {
      throw this.#error('a schema or a record batch', `a message of type ${message.type}`, PREFIX_BYTES);
    }
  }

  #checkContinuation(input: Uint8Array, at: number, bytes: number): void {
    for (let i = 0; i < bytes; i++) {
      const byte = input[at + i]!;
      if (byte !== 0xff) throw this.#error('byte 0xff', `0x${byte.toString(16)}`, i);
    }
  }

  #error(expected: string, found: string, delta: number): TraceFormatError {
    return new TraceFormatError(expected, found, this.#offset + delta);
  }
}

/** All whole batches of a trace that is at hand; a cut-off end is left out. Throws a `TraceFormatError`. */
export function readTrace(bytes: Uint8Array): RowBatch[] {
  return new IpcReader().push(bytes);
}

/** A segment without the message that was cut off, if the process died while it wrote. Throws a `TraceFormatError`. */
export function wholeMessages(bytes: Uint8Array): Uint8Array {
  const reader = new IpcReader();
  reader.push(bytes);
  return reader.pendingBytes === 0 ? bytes : bytes.subarray(0, reader.wholeBytes);
}
