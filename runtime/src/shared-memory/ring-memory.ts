/** The memory of a ring as one thread sees it: views that grow with it, and the moving of data when it grows. */
import { Buffer } from 'node:buffer';
import type { SharedWords } from './bell.ts';
import { DATA_BYTES, jump, positionWord, RECORD_BYTES, recordBytes, RING_MAGIC, Word } from './ring-layout.ts';

/** How a ring is made. */
export interface RingOptions {
  /** Most messages it holds; 0, the default, means no limit. */
  readonly maxsize?: number;
  /** Bytes of data at the start; it grows by doubling. Default 16 KiB. */
  readonly initialBytes?: number;
  /** Bytes of data it may grow to; a producer then waits. Default 1 GiB, less where the system refuses to reserve it. */
  readonly maxBytes?: number;
  /** Whether asynchronous getters are idle threads, so that waking one of them per message is enough (pools). */
  readonly wakeOne?: boolean;
}

const DEFAULT_INITIAL_BYTES = 16 * 1024;
const DEFAULT_MAX_BYTES = 2 ** 30;
const SMALLEST_MAX_BYTES = 2 ** 20;

/** New memory for a ring. Throws RangeError when the system cannot reserve it. */
export function createRingMemory(options: RingOptions): SharedArrayBuffer {
  const initialBytes = Math.max(64, ((options.initialBytes ?? DEFAULT_INITIAL_BYTES) + 7) & ~7);
  let maxBytes = Math.max(initialBytes, ((options.maxBytes ?? DEFAULT_MAX_BYTES) + 7) & ~7);
  for (;;) {
    try {
      const memory = new SharedArrayBuffer(DATA_BYTES + initialBytes, { maxByteLength: DATA_BYTES + maxBytes });
      const words = new Int32Array(memory, 0, DATA_BYTES >> 2);
      words[Word.maxsize] = options.maxsize ?? 0;
      words[Word.maxBytes] = maxBytes;
      words[Word.wakeOne] = options.wakeOne === true ? 1 : 0;
      words[Word.capacity] = initialBytes;
      words[Word.magic] = RING_MAGIC;
      return memory;
    } catch (error) {
      // Reserving address space is refused under a limit of virtual memory: less may do.
      if (!(error instanceof RangeError) || maxBytes <= Math.max(initialBytes, SMALLEST_MAX_BYTES)) throw error;
      maxBytes = Math.max(initialBytes, maxBytes >> 2);
    }
  }
}

export class RingMemory {
  readonly memory: SharedArrayBuffer;
  /** All of the memory as words; the first ones are those of `Word`. */
  words: SharedWords;
  /** The same as bytes: positions of data count from DATA_BYTES. */
  bytes: Uint8Array<SharedArrayBuffer>;
  buffer: Buffer<SharedArrayBuffer>;
  view: DataView<SharedArrayBuffer>;
  /** The generation that the views belong to. */
  generation = -1;
  capacity = 0;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    if (memory.byteLength < DATA_BYTES || new Int32Array(memory, 0, 1)[Word.magic] !== RING_MAGIC) {
      throw new TypeError('not the memory of a ring');
    }
    this.words = new Int32Array(memory, 0, DATA_BYTES >> 2);
    this.bytes = new Uint8Array(memory, 0, DATA_BYTES);
    this.buffer = Buffer.from(memory, 0, DATA_BYTES);
    this.view = new DataView(memory, 0, DATA_BYTES);
    this.refresh();
  }

  /** Follows the ring to its current generation. Views of fixed length, because length-tracking ones are 40 times slower. */
  refresh(): void {
    const generation = Atomics.load(this.words, Word.generation);
    if (generation === this.generation) return;
    this.capacity = this.words[Word.capacity + (generation & 1)]!;
    const bytes = DATA_BYTES + this.capacity;
    this.words = new Int32Array(this.memory, 0, bytes >> 2);
    this.bytes = new Uint8Array(this.memory, 0, bytes);
    this.buffer = Buffer.from(this.memory, 0, bytes);
    this.view = new DataView(this.memory, 0, bytes);
    this.generation = generation;
  }

  /**
   * Makes room for a record of `needed` bytes at the tail by moving to the next generation: an empty ring begins anew,
   * any other grows. Both locks must be held. False when the ring may not grow that far.
   */
  makeRoom(needed: number): boolean {
    const { words, generation, capacity } = this;
    const puts = words[Word.putCount]!;
    const gets = words[Word.getCount]!;
    const empty = puts === gets;
    const head = words[positionWord(Word.head, generation, gets)]!;
    const tail = words[positionWord(Word.tail, generation, puts)]!;
    const wrapped = !empty && tail <= head;
    const wrapAt = wrapped ? this.#wrapPoint(head) : 0;
    // A wrapped tail is moved behind the wrap point, so that all data lie in one piece; the jump there stays, and is skipped.
    const moved = wrapped ? (wrapAt < capacity ? wrapAt + RECORD_BYTES : wrapAt) : 0;
    const newHead = empty ? 0 : head;
    const newTail = empty ? 0 : wrapped ? moved + tail : tail;
    const newCapacity = this.#grownCapacity(newTail + needed, empty);
    if (newCapacity === 0) return false;
    if (DATA_BYTES + newCapacity > this.memory.byteLength) this.memory.grow(DATA_BYTES + newCapacity);
    if (wrapped)
      new Uint8Array(this.memory, 0, DATA_BYTES + newCapacity).copyWithin(
        DATA_BYTES + moved,
        DATA_BYTES,
        DATA_BYTES + tail,
      );
    const next = generation + 1;
    words[Word.capacity + (next & 1)] = newCapacity;
    words[positionWord(Word.head, next, gets)] = newHead;
    words[positionWord(Word.tail, next, puts)] = newTail;
    words[Word.knownGetCount] = gets;
    words[Word.knownHead] = newHead;
    Atomics.store(words, Word.generation, next);
    this.refresh();
    return true;
  }

  #grownCapacity(needed: number, empty: boolean): number {
    const { capacity } = this;
    const maxBytes = this.words[Word.maxBytes]!;
    if (needed > maxBytes) return 0;
    if (empty && needed <= capacity) return capacity;
    return Math.min(maxBytes, Math.max(capacity * 2, 2 ** Math.ceil(Math.log2(needed))));
  }

  /** Where the data that begin at `head` jump back to the start. */
  #wrapPoint(head: number): number {
    let at = head;
    while (at < this.capacity) {
      const length = this.words[(DATA_BYTES + at) >> 2]!;
      if (length === jump(this.generation)) return at;
      at += length < 0 ? RECORD_BYTES : recordBytes(length);
    }
    return this.capacity;
  }
}
