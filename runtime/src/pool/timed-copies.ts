/** Times the encoding of what is worth a clock read: payloads of one sender are much alike, so the last one tells. */
import { clockNs, LARGE_BYTES, recordCopy } from '../instrument/record.ts';

export class TimedCopies {
  #areLarge = true;

  /** When an encoding begins, ns; 0 = it is not timed. */
  begin(): number {
    return this.#areLarge ? clockNs() : 0;
  }

  /** It has come to so many bytes. */
  end(startNs: number, bytes: number): void {
    this.#areLarge = bytes >= LARGE_BYTES;
    if (this.#areLarge) recordCopy(startNs, bytes);
  }
}
