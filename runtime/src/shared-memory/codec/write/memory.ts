/** Bytes: buffers, views of them, and shared memory. */
import { types } from 'node:util';
import { publishShared } from '../../shared-registry.ts';
import { RAW_MEMORY_REFUSAL } from '../raw-memory.ts';
import { Refusal, WITHIN_REFUSAL } from '../refusal.ts';
import { Tag } from '../tags.ts';
import { viewTypeIndex } from '../view-types.ts';
import type { Writing } from './writing.ts';

export function writeView(to: Writing, view: ArrayBufferView): void {
  const { writer } = to;
  const { buffer, byteOffset, byteLength } = view;
  const isShared = types.isSharedArrayBuffer(buffer);
  if (isShared) assertMayLeave(to, view);
  writer.byte(Tag.view);
  writer.byte(viewTypeIndex(view));
  const whole = isShared || (byteOffset === 0 && byteLength === buffer.byteLength);
  // Of a part of a larger buffer only the part travels.
  writer.varint(whole ? byteOffset : 0);
  writer.varint(byteLength);
  if (whole) {
    if (!to.again(buffer)) writeBuffer(to, buffer);
    return;
  }
  // The part has a number of its own, which nothing refers to.
  to.numbers.skip();
  writer.byte(Tag.arrayBuffer);
  writer.varint(byteLength);
  writer.contents(buffer, byteOffset, byteLength);
}

export function writeBuffer(to: Writing, buffer: ArrayBufferLike): void {
  const { writer } = to;
  if (types.isSharedArrayBuffer(buffer)) {
    assertMayLeave(to, buffer);
    writer.byte(Tag.sharedMemory);
    const id = publishShared(buffer);
    to.memories.push(id);
    writer.varint(id);
    return;
  }
  // What may grow would let a stranger reserve memory: outside it arrives with the length that it has.
  const resizable = buffer.resizable && to.outside === undefined;
  writer.byte(resizable ? Tag.resizableBuffer : Tag.arrayBuffer);
  const { byteLength } = buffer;
  writer.varint(byteLength);
  if (resizable) writer.varint(buffer.maxByteLength);
  writer.contents(buffer, 0, byteLength);
}

/** Shared memory, or a view of it. */
function assertMayLeave({ outside, rawMemory }: Writing, object: object): void {
  if (outside !== undefined) throw new Refusal(object, WITHIN_REFUSAL);
  if (!rawMemory) throw new Refusal(object, RAW_MEMORY_REFUSAL);
}
