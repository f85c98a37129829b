/** What crosses the border of the program at a connection: messages as bytes, both ways, structured data alone. */
import { DecodeError, MessageTooLargeError } from '../errors.ts';
import { OutsideCodec } from '../shared-memory/codec/outside-codec.ts';

export class Border {
  readonly #codec: OutsideCodec = new OutsideCodec();
  readonly #mostBytes: number;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The bytes of a message. Throws NotCloneableError, and MessageTooLargeError for more than the connection takes. */
  toBytes(value: unknown): Uint8Array {
    const bytes = this.#codec.encode(value, 'message');
    if (bytes.length <= this.#mostBytes) return bytes;
    throw new MessageTooLargeError(
      `a message of ${bytes.length} bytes is too large: this connection takes ${this.#mostBytes} (maxMessageBytes)`,
    );
  }

  /** The value that the network thread brings. Throws the error that it brings instead, and DecodeError for damaged bytes. */
  fromMessage(message: unknown): unknown {
    if (message instanceof Uint8Array) return this.#codec.decode(message);
    if (message instanceof Error) throw message;
    throw new DecodeError('a message of the network thread is damaged; this is a bug in parascope');
  }
}
