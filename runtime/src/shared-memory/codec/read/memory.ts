/** Bytes: buffers, views of them, blocks of numbers, and shared memory. */
import { Buffer } from 'node:buffer';
import { DecodeError } from '../../../errors.ts';
import { lookupShared } from '../../shared-registry.ts';
import { isRawMemoryKeptOut, RAW_MEMORY_REFUSAL } from '../raw-memory.ts';
import { viewType } from '../view-types.ts';
import { LARGEST_FIRST_LENGTH } from './collections.ts';
import type { Reading } from './reading.ts';

/** From this length on bytes that are about to be written are not zeroed first. */
const UNZEROED_BYTES = 4096;

/** An array of numbers alone, which lie there as one block. */
export function readNumbers(from: Reading, type: Int32ArrayConstructor | Float64ArrayConstructor): number[] {
  const count = from.reader.count();
  const bytes = newBytes(count * type.BYTES_PER_ELEMENT);
  from.reader.contents(bytes, bytes.length);
  const block = new type(bytes.buffer);
  const array = from.objects.keep(new Array<number>(Math.min(count, LARGEST_FIRST_LENGTH)));
  for (let i = 0; i < count; i++) array[i] = block[i]!;
  return array;
}

export function readBuffer(from: Reading): ArrayBuffer {
  const length = from.reader.count();
  return fillBuffer(from, newBytes(length));
}

export function readResizableBuffer(from: Reading): ArrayBuffer {
  const length = from.reader.count();
  const maxByteLength = Math.max(length, from.reader.varint());
  return fillBuffer(from, new Uint8Array(new ArrayBuffer(length, { maxByteLength })));
}

export function readView(from: Reading): ArrayBufferView {
  const number = from.objects.reserve();
  const type = viewType(from.reader.byte());
  const offset = from.reader.varint();
  const bytes = from.reader.varint();
  const buffer = from.value();
  if (from.onlyHandles) return from.objects.fill(number, new Uint8Array());
  if (type === undefined || !(buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer)) {
    throw new DecodeError('a message is damaged: a view of an unknown kind, or of no buffer');
  }
  return from.objects.fill(number, new type.create(buffer, offset, bytes / type.elementBytes));
}

export function readSharedMemory(from: Reading): object {
  if (from.handleDepth === 0 && isRawMemoryKeptOut()) throw new DecodeError(`a message holds ${RAW_MEMORY_REFUSAL}`);
  const id = from.reader.varint();
  const number = from.objects.reserve();
  from.arrivals.addMemory(id);
  try {
    return from.objects.fill(number, lookupShared(id));
  } catch (error) {
    if (from.onlyHandles) return from.objects.fill(number, {});
    throw error;
  }
}

function fillBuffer(from: Reading, bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const buffer = from.objects.keep(bytes.buffer);
  from.reader.contents(bytes, bytes.length);
  return buffer;
}

/** All of a new buffer, about to be filled: larger ones are made without being zeroed first. */
function newBytes(length: number): Uint8Array<ArrayBuffer> {
  return length < UNZEROED_BYTES ? new Uint8Array(length) : Buffer.allocUnsafeSlow(length);
}
