/**
 * Frames on a stream of bytes: 16 bytes of head (length of the payload, kind, number, note: uint32, little-endian), then the
 * payload. Pure: bytes in, frames out.
 */

export const FRAME_HEAD_BYTES = 16;
/** A longer payload is damage: no message of ours is. */
export const MAX_FRAME_BYTES: number = 2 ** 31;

/** Kinds are smaller. */
const KINDS = 256;

/** What a frame is about. */
export interface FrameTitle {
  readonly kind: number;
  /** Which call it belongs to; 0 where there is none. */
  readonly number: number;
  /** What else there is to say, by kind; 0 by default. */
  readonly note?: number;
}

/** One message on the stream. */
export interface Frame extends Required<FrameTitle> {
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** The head of a frame. */
export function frameHead({ kind, number, note = 0 }: FrameTitle, payloadBytes: number): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32LE(payloadBytes, 0);
  head.writeUInt32LE(kind, 4);
  head.writeUInt32LE(number, 8);
  head.writeUInt32LE(note, 12);
  return head;
}

/** Head of a frame as it was read. */
export interface FrameHead extends Required<FrameTitle> {
  readonly payloadBytes: number;
}

/** Reads a head. Throws RangeError for what is none. */
export function parseFrameHead(head: Buffer): FrameHead {
  const payloadBytes = head.readUInt32LE(0);
  const kind = head.readUInt32LE(4);
  if (payloadBytes > MAX_FRAME_BYTES || kind >= KINDS) {
    throw new RangeError(
      `damaged frame: expected a payload of at most ${MAX_FRAME_BYTES} bytes, found ${payloadBytes} of kind ${kind}`,
    );
  }
  return { kind, number: head.readUInt32LE(8), note: head.readUInt32LE(12), payloadBytes };
}

/** Puts frames together from the pieces in which a stream delivers them. Each payload is a copy of its own. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  readonly #head = Buffer.alloc(FRAME_HEAD_BYTES);
  #headBytes = 0;
  #current: FrameHead | undefined;
  #payload: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #payloadBytes = 0;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes the next piece of the stream. Throws RangeError for damage. */
  push(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) at += this.#current === undefined ? this.#takeHead(piece, at) : this.#take(piece, at);
  }

  #takeHead(piece: Uint8Array, at: number): number {
    const taken = Math.min(FRAME_HEAD_BYTES - this.#headBytes, piece.length - at);
    this.#head.set(piece.subarray(at, at + taken), this.#headBytes);
    this.#headBytes += taken;
    if (this.#headBytes < FRAME_HEAD_BYTES) return taken;
    this.#headBytes = 0;
    this.#current = parseFrameHead(this.#head);
    this.#payload = new Uint8Array(this.#current.payloadBytes);
    this.#payloadBytes = 0;
    if (this.#current.payloadBytes === 0) this.#finish();
    return taken;
  }

  #take(piece: Uint8Array, at: number): number {
    const taken = Math.min(this.#payload.length - this.#payloadBytes, piece.length - at);
    this.#payload.set(piece.subarray(at, at + taken), this.#payloadBytes);
    this.#payloadBytes += taken;
    if (this.#payloadBytes === this.#payload.length) this.#finish();
    return taken;
  }

  #finish(): void {
    const { kind, number, note } = this.#current!;
    this.#current = undefined;
    this.#onFrame({ kind, number, note, payload: this.#payload });
  }
}
