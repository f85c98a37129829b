/**
 * What a queue for one kind of job can be, written by hand: a ring of bytes in shared memory with a compact codec for small
 * arrays of integers, null and Latin-1 texts. It has no limit, no order of who waits, no end and no cure for deaths.
 */

/** Words: bytes taken and bytes put so far, in cache lines of their own; a lock for several producers. */
const TAKEN = 0;
const PUT = 32;
const LOCK = 64;
const DATA = 512;
const DATA_BYTES = 1 << 20;
const MASK = DATA_BYTES - 1;
/** No message is longer; the last bytes of the data stay unused for messages that would go beyond them. */
const LONGEST = 256;
const INTEGER = 0x80;
const NULL = 1;
const NEXT_ROUND = 2;

export function createHandRingMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(DATA + DATA_BYTES + LONGEST);
}

export class HandRing {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  readonly #text = Buffer.alloc(LONGEST);
  #known = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory, DATA);
  }

  /** Spins while there is no room. */
  put(message: readonly (number | string | null)[]): void {
    const words = this.#words;
    while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0);
    const put = words[PUT]!;
    while (((put - this.#known) | 0) > DATA_BYTES - 2 * LONGEST) this.#known = Atomics.load(words, TAKEN);
    const bytes = this.#bytes;
    let at = put & MASK;
    bytes[at++] = message.length;
    for (const value of message) {
      if (value === null) bytes[at++] = NULL;
      else if (typeof value === 'number') bytes[at++] = INTEGER + value;
      else {
        bytes[at++] = NEXT_ROUND + value.length;
        for (let i = 0; i < value.length; i++) bytes[at++] = value.charCodeAt(i);
      }
    }
    const length = at - (put & MASK);
    const rest = DATA_BYTES - at;
    Atomics.store(words, PUT, (put + (rest < LONGEST ? length + rest : length)) | 0);
    Atomics.store(words, LOCK, 0);
  }

  /** Spins while there is none. */
  get(): (number | string | null)[] {
    const words = this.#words;
    const taken = words[TAKEN]!;
    while (this.#known === taken) this.#known = Atomics.load(words, PUT);
    const bytes = this.#bytes;
    let at = taken & MASK;
    const message = new Array<number | string | null>(bytes[at++]!);
    for (let item = 0; item < message.length; item++) {
      const tag = bytes[at++]!;
      if (tag === NULL) message[item] = null;
      else if (tag >= INTEGER) message[item] = tag - INTEGER;
      else {
        const length = tag - NEXT_ROUND;
        for (let i = 0; i < length; i++) this.#text[i] = bytes[at++]!;
        message[item] = this.#text.toString('latin1', 0, length);
      }
    }
    const rest = DATA_BYTES - at;
    const length = at - (taken & MASK);
    Atomics.store(words, TAKEN, (taken + (rest < LONGEST ? length + rest : length)) | 0);
    return message;
  }
}
