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
export function frameHead(title: FrameTitle, payloadBytes: number): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  writeFrameHead(head, title, payloadBytes);
  return head;
}

/** The same into the first bytes of what is sent. */
export function writeFrameHead(target: Buffer, { kind, number, note = 0 }: FrameTitle, payloadBytes: number): void {
  target.writeUInt32LE(payloadBytes, 0);
  target.writeUInt32LE(kind, 4);
  target.writeUInt32LE(number, 8);
  target.writeUInt32LE(note, 12);
}

/** Head of a frame as it was read. */
export interface FrameHead extends Required<FrameTitle> {
  readonly payloadBytes: number;
}

/** Reads the head that begins there. Throws RangeError for what is none. */
export function parseFrameHead(bytes: Buffer, at = 0): FrameHead {
  const payloadBytes = bytes.readUInt32LE(at);
  const kind = bytes.readUInt32LE(at + 4);
  if (payloadBytes > MAX_FRAME_BYTES || kind >= KINDS) {
    throw new RangeError(
      `damaged frame: expected a payload of at most ${MAX_FRAME_BYTES} bytes, found ${payloadBytes} of kind ${kind}`,
    );
  }
  return { kind, number: bytes.readUInt32LE(at + 8), note: bytes.readUInt32LE(at + 12), payloadBytes };
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
  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) at += this.#current === undefined ? this.#takeHead(piece, at) : this.#take(piece, at);
  }

  #takeHead(piece: Buffer, at: number): number {
    if (this.#headBytes === 0 && piece.length - at >= FRAME_HEAD_BYTES) {
      this.#begin(parseFrameHead(piece, at));
      return FRAME_HEAD_BYTES;
    }
    const taken = Math.min(FRAME_HEAD_BYTES - this.#headBytes, piece.length - at);
    piece.copy(this.#head, this.#headBytes, at, at + taken);
    this.#headBytes += taken;
    if (this.#headBytes < FRAME_HEAD_BYTES) return taken;
    this.#headBytes = 0;
    this.#begin(parseFrameHead(this.#head));
    return taken;
  }

  #begin(head: FrameHead): void {
    this.#current = head;
    this.#payload = new Uint8Array(this.#current.payloadBytes);
    this.#payloadBytes = 0;
    if (this.#current.payloadBytes === 0) this.#finish();
  }

  #take(piece: Buffer, at: number): number {
    const taken = Math.min(this.#payload.length - this.#payloadBytes, piece.length - at);
    piece.copy(this.#payload, this.#payloadBytes, at, at + taken);
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
