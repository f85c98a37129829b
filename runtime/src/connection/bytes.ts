/** Messages that are bytes. */
import { inspect } from 'node:util';
import { assertOptions, kindOf, wholeNumber } from '../check-arguments.ts';
import { BufferTooShort, ConnectionError } from '../errors.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';

/** From where on in a buffer, in bytes; 0 by default. */
export interface BytesOffset {
  readonly offset?: number | undefined;
}

/** Which part of a buffer, in bytes; all of it by default. */
export interface BytesRange extends BytesOffset {
  readonly size?: number | undefined;
}

/** How many bytes a message may have; any number by default. */
export interface BytesLimit {
  readonly maxLength?: number | undefined;
}

/**
 * The options of the wait among those of a call that has its `own` as well. Throws TypeError for any other, and for what is no object:
 * Python's arguments have a position, and one that was ignored would send or read other bytes.
 */
export function waitOf(call: string, options: WaitOptions, ...own: readonly string[]): WaitOptions {
  if (typeof options === 'number') {
    throw new TypeError(`${call}: expected an object with options, found number: write { ${own.join(', ')} }`);
  }
  const ofWait = call.endsWith('Sync()') ? ['timeoutMs'] : ['timeoutMs', 'signal'];
  assertOptions(call, options, [...own, ...ofWait]);
  return { timeoutMs: options.timeoutMs, signal: options.signal };
}

/** How many bytes a message may have. Throws RangeError or TypeError for what is no whole number. */
export function mostBytes({ maxLength }: BytesLimit): number {
  return wholeNumber('maxLength', maxLength, 0) ?? Infinity;
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

/** What a message may fill of the target: from `offset` on. Throws RangeError for one that is not inside, TypeError for no buffer. */
export function roomIn(call: string, target: ArrayBufferView, { offset = 0 }: BytesOffset): Uint8Array {
  if (!ArrayBuffer.isView(target)) {
    throw new TypeError(`${call}: expected a typed array or another view of a buffer, found ${kindOf(target)}`);
  }
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
