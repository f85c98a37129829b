/** Decodes payloads where they lie in a ring. */
import { Buffer } from 'node:buffer';
import { clockNs, LARGE_BYTES, recordCopy } from '../instrument/record.ts';
import { Decoder } from '../shared-memory/codec/decode.ts';
import type { SlotReader } from './slot-reader.ts';

export class SlotDecoder {
  readonly #decoder = new Decoder();
  #bytes: Uint8Array<SharedArrayBuffer> | undefined;

  /** The value in the slot that the reader took last. */
  decode(reader: SlotReader): unknown {
    const { bytes } = reader.views;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#decoder.reader.use(Buffer.from(bytes.buffer, 0, bytes.length), new DataView(bytes.buffer, 0, bytes.length));
    }
    const startNs = reader.length < LARGE_BYTES ? 0 : clockNs();
    const value = this.#decoder.decode(reader.offset, reader.offset + reader.length);
    recordCopy(startNs, reader.length);
    return value;
  }

  /**
   * What was decoded last has been taken, whether or not it could be read: its handles have arrived, then `free` gives the
   * slot back, then its references to shared memory. Who dies before `free` has its chunk counted as lost by the owner: the
   * references must not have been given back by then. `free` is told whether there were handles.
   */
  arrive(free: (handles: boolean) => void): void {
    free(this.#decoder.arrivals.arriveHandles());
    this.#decoder.arrivals.dropMemories();
  }
}
