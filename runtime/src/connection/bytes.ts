/** Messages that are bytes. */
import { inspect } from 'node:util';
import { BufferTooShort, ConnectionError } from '../errors.ts';

/** Which part of a buffer; all of it by default. In bytes. */
export interface BytesRange {
  readonly offset?: number | undefined;
  readonly size?: number | undefined;
}

/** The part as a message. Throws RangeError for one that is not inside, TypeError for what is no buffer. */
export function asMessage(bytes: ArrayBufferView | ArrayBufferLike, { offset = 0, size }: BytesRange): Uint8Array {
  const all = viewOf(bytes);
  if (!Number.isInteger(offset) || offset < 0 || offset > all.length) {
    throw new RangeError(`offset: expected 0 to ${all.length}, found ${offset}`);
  }
  const length = size ?? all.length - offset;
  if (!Number.isInteger(length) || length < 0 || offset + length > all.length) {
    throw new RangeError(`size: expected 0 to ${all.length - offset} after offset ${offset}, found ${length}`);
  }
  const part = all.subarray(offset, offset + length);
  // A view of shared memory would travel as a reference to it: what is sent is what it holds now.
  return part.buffer instanceof SharedArrayBuffer ? new Uint8Array(part) : part;
}

function viewOf(bytes: unknown): Uint8Array {
  if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes instanceof ArrayBuffer || bytes instanceof SharedArrayBuffer) return new Uint8Array(bytes);
  throw new TypeError(`sendBytes takes a buffer or a view of one: found ${inspect(bytes, { depth: 0 })}`);
}

/** The bytes that a message is. */
export function bytesOf(message: unknown, maxLength: number): Uint8Array {
  if (!(message instanceof Uint8Array)) {
    throw new ConnectionError(`expected bytes, as sendBytes sends them: received ${inspect(message, { depth: 0 })}`);
  }
  if (message.length > maxLength) {
    throw new BufferTooShort(`a message of ${message.length} bytes is longer than ${maxLength}`, message);
  }
  return message;
}

/** What a message may fill of the target: from `offset` (in bytes) on. Throws RangeError for one that is not inside. */
export function roomIn(target: ArrayBufferView, offset: number): Uint8Array {
  if (!Number.isInteger(offset) || offset < 0 || offset > target.byteLength) {
    throw new RangeError(`offset: expected 0 to ${target.byteLength}, found ${offset}`);
  }
  return new Uint8Array(target.buffer, target.byteOffset + offset, target.byteLength - offset);
}

/** Copies the bytes that a message is into the room, and gives their number. Throws BufferTooShort, and changes nothing, when they do not fit. */
export function fill(room: Uint8Array, message: unknown): number {
  const bytes = bytesOf(message, Infinity);
  if (bytes.length > room.length) {
    throw new BufferTooShort(`a message of ${bytes.length} bytes does not fit into ${room.length}`, bytes);
  }
  room.set(bytes);
  return bytes.length;
}
