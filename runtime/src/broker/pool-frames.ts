/** A pool's chunks and results between a process and its broker. */
import type { SlotHead } from '../pool/slot-writer.ts';

/** Five int32 of the head, and as many bytes more as keep what follows at a multiple of 8. */
const HEAD_BYTES = 24;

/** A slot of a ring as a payload: its head, then the bytes of its own payload. */
export function packSlot({ job, chunk, count, what, task }: SlotHead, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(HEAD_BYTES + bytes.length);
  new Int32Array(packed.buffer, 0, 5).set([job, chunk, count, what, task | 0]);
  packed.set(bytes, HEAD_BYTES);
  return packed;
}

/** What `packSlot` has packed. */
export function unpackSlot(packed: Uint8Array<ArrayBuffer>): { readonly head: SlotHead; readonly bytes: Uint8Array } {
  const [job = 0, chunk = 0, count = 0, what = 0, task = 0] = new Int32Array(packed.buffer, packed.byteOffset, 5);
  return { head: { job, chunk, count, what, task: task >>> 0 }, bytes: packed.subarray(HEAD_BYTES) };
}
