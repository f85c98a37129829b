/** Several messages in one answer, as both sides read it. */

/** Most messages of an answer: how many were taken is a byte. */
export const MOST_AHEAD = 200;

/** What is ahead of a process. */
export interface Ahead {
  /** Until when it may take them unasked, ms on the clock of `monotonicMs`. */
  readonly deadlineMs: number;
  /** Descriptor, in its parent, of the file into which it writes how many it has taken, as a byte: one more for each. */
  readonly file: number;
  /** Bytes of the codec. */
  readonly messages: readonly Uint8Array[];
}

/** Deadline (float64), file and number of messages, then a length for each (uint32); what follows begins at multiples of 8. */
const HEAD_BYTES = 16;

const padded = (bytes: number): number => (bytes + 7) & ~7;

/** As the payload of an answer. */
export function packAhead({
  deadlineMs,
  file,
  messages,
}: Omit<Ahead, 'messages'> & { readonly messages: readonly Buffer[] }): Uint8Array<ArrayBuffer> {
  let at = HEAD_BYTES + padded(messages.length * 4);
  const packed = new Uint8Array(messages.reduce((sum, { length }) => sum + padded(length), at));
  new Float64Array(packed.buffer, 0, 1)[0] = deadlineMs;
  new Uint32Array(packed.buffer, 8, 2).set([file, messages.length]);
  const lengths = new Uint32Array(packed.buffer, HEAD_BYTES, messages.length);
  for (const [i, message] of messages.entries()) {
    lengths[i] = message.length;
    message.copy(packed, at);
    at += padded(message.length);
  }
  return packed;
}

/** What `packAhead` has packed. */
export function unpackAhead({ buffer, byteOffset }: Uint8Array<ArrayBuffer>): Ahead {
  const deadlineMs = new Float64Array(buffer, byteOffset, 1)[0]!;
  const [file = 0, count = 0] = new Uint32Array(buffer, byteOffset + 8, 2);
  let at = byteOffset + HEAD_BYTES + padded(count * 4);
  const messages = Array.from(new Uint32Array(buffer, byteOffset + HEAD_BYTES, count), (length) => {
    const message = new Uint8Array(buffer, at, length);
    at += padded(length);
    return message;
  });
  return { deadlineMs, file, messages };
}
