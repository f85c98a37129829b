/** What crosses between a process and its agent besides bytes of the codec. */

/** What an acquisition is on its way. */
export interface GuardFields {
  readonly turn: number;
  readonly abandoned: boolean;
  /** Bytes of the number or array whose own lock it is, where they were asked for. */
  readonly guarded?: Uint8Array | undefined;
}

/** A process has so much of shared memory: who an object is and how large; what others change only while it holds their lock. */
export const SEEN_BYTES = 4096;
const HEAD_BYTES = 16;

/** Shape and first bytes of shared memory: its length, how far it may grow (0: not at all), both float64, then bytes. */
export interface MemoryShape {
  readonly byteLength: number;
  readonly maxByteLength: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const packShape = {
  /** `all`: with all of its bytes. */
  write(memory: SharedArrayBuffer, { all = false }: { readonly all?: boolean } = {}): Uint8Array<ArrayBuffer> {
    const seen = all ? memory.byteLength : Math.min(SEEN_BYTES, memory.byteLength);
    const packed = new Uint8Array(HEAD_BYTES + seen);
    new Float64Array(packed.buffer, 0, 2).set([memory.byteLength, memory.growable ? memory.maxByteLength : 0]);
    packed.set(new Uint8Array(memory, 0, seen), HEAD_BYTES);
    return packed;
  },
  /** Throws RangeError for bytes that `write` did not make. */
  read(packed: Uint8Array<ArrayBuffer>): MemoryShape {
    const [byteLength = 0, maxByteLength = 0] = new Float64Array(packed.buffer, packed.byteOffset, 2);
    return { byteLength, maxByteLength, bytes: packed.subarray(HEAD_BYTES) };
  },
} as const;
