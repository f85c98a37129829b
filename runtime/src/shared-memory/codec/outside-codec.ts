/** The codec for what crosses the border of the program: see outside.ts. */
import { Buffer } from 'node:buffer';
import { encode } from './codec.ts';
import { Decoder } from './decode.ts';
import type { Outside } from './outside.ts';

/** Encodes for a reader outside of the program, and decodes what one has sent. */
export class OutsideCodec {
  readonly #outside: Outside;
  readonly #decoder: Decoder;

  constructor(outside: Outside = {}) {
    this.#outside = outside;
    this.#decoder = new Decoder(outside);
  }

  /** The bytes of a value, called `root` in errors. Throws NotCloneableError. */
  encode(value: unknown, root: string): Uint8Array<ArrayBuffer> {
    return encode(value, root, { outside: this.#outside });
  }

  /** The value of such bytes. Throws DecodeError for anything else. */
  decode(bytes: Uint8Array): unknown {
    const { buffer, byteOffset, byteLength } = bytes;
    const { reader } = this.#decoder;
    reader.use(Buffer.from(buffer, byteOffset, byteLength), new DataView(buffer, byteOffset, byteLength));
    return this.#decoder.decode(0, byteLength);
  }
}
