/**
 * The layout of a ring in shared memory that carries a pool's tasks (one writer, many readers) or one worker's results
 * (one writer, one reader):
 *
 * ```
 * header   16 words   counters, bells
 * slots    1024 x 8 words   state, place of the payload, what it is
 * arena    payloads, each in one piece, taken and given back in order; grows
 * ```
 *
 * Taking a slot is one compareExchange on its state, which at the same time says who took it: whatever a dead worker had
 * in hand is found there. Nothing is locked, so a death leaves nothing locked.
 */

export const SLOTS = 1024;
export const SLOT_WORDS = 8;
const HEADER_WORDS = 16;

/** Words of the header. Counters are of all slots ever written or taken; they wrap around. */
export const RingWord = {
  /** Slots published. */
  tail: 0,
  /** Slots taken, at least. */
  head: 1,
  /** Counted up when there is something new for the readers; they wait on it. */
  bell: 2,
  /** Readers that wait on the bell. */
  waiters: 3,
  /** 1: the writer is done; readers leave when the ring is empty. */
  closed: 4,
  /** Counted up when a slot becomes free while the writer waits for one. */
  space: 5,
  /** 1 while the writer waits on `space`. */
  writerWaits: 6,
  /** For results: one of `Readiness`. */
  ready: 8,
  /** For results: 1 while the worker has a task in hand, described by the following words. */
  busy: 9,
  job: 10,
  chunk: 11,
  /** Position of the item that runs, within its chunk. */
  item: 12,
  /** For results: which task with a time limit runs, see `TaskClock`; a float64 in two words says when it is reached. */
  run: 13,
  deadline: 14,
} as const;

/** How far a worker has come. */
export const Readiness = {
  starting: 0,
  /** It takes tasks. */
  ready: 1,
  /** It leaves because it has done as many tasks as it may. */
  worn: 2,
  /** It leaves because there was nothing to do; it has struck itself off `OwnerWord.staff`. */
  idle: 3,
} as const;

/** Words of a slot. */
export const SlotWord = {
  state: 0,
  /** Byte offset and length of the payload. */
  offset: 1,
  length: 2,
  job: 3,
  /** Number of the chunk within its job. */
  chunk: 4,
  /** Items in the chunk. */
  count: 5,
  /** Id of the function in the low bits, `SlotFlag`s above. */
  what: 6,
  /** Id of its first task in the trace. */
  task: 7,
} as const;

/** `takenBy` and above: number of the reader, from 0. */
export const SlotState = { withdrawn: -1, free: 0, ready: 1, takenBy: 2 } as const;

/** In the upper bits of `what`. */
export const SlotFlag = {
  /** The payload is one value, not an array of `count`. */
  single: 0x0100_0000,
  /** Each item is an array of arguments. */
  spread: 0x0200_0000,
  /** A result: the payload is an error. */
  error: 0x0400_0000,
  /** A result: the worker could not get ready; the payload is the error. */
  unfit: 0x0800_0000,
  /** The payload is a `ClosurePayload`: the function comes with it. */
  closure: 0x1000_0000,
  /** No result: the payload is the error of which the worker dies. What it has in hand stays unanswered. */
  lastWords: 0x4000_0000,
  /** The payload is float64 without any encoding, one for each of `count` items or results: see number-block.ts. */
  numbers: 0x2000_0000,
} as const;
export const FUNCTION_MASK: number = (1 << 24) - 1;

export const ARENA_START: number = (HEADER_WORDS + SLOTS * SLOT_WORDS) * 4;
const FIRST_ARENA_BYTES = 64 * 1024;
/** The arena grows to this while readers are slow, and beyond only for a single payload that is larger. */
export const SOFT_ARENA_BYTES: number = 4 * 1024 * 1024;
const MOST_BYTES = 1024 * 1024 * 1024;

/** Memory for a ring; address space for large payloads is reserved, memory is not. */
export function createRingMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(ARENA_START + FIRST_ARENA_BYTES, { maxByteLength: MOST_BYTES });
}

/** Index of the first word of the slot with that number. */
export function slotAt(number: number): number {
  return HEADER_WORDS + (number & (SLOTS - 1)) * SLOT_WORDS;
}

/** The same memory as bytes and words. Of fixed length: views that follow a growing buffer are slow. */
export class RingViews {
  readonly memory: SharedArrayBuffer;
  bytes: Uint8Array<SharedArrayBuffer>;
  words: Int32Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.bytes = new Uint8Array(memory, 0, memory.byteLength);
    this.words = new Int32Array(memory, 0, memory.byteLength >> 2);
  }

  /** Makes the views reach the byte offset; the other side may have grown the memory. */
  reach(endBytes: number): void {
    if (endBytes <= this.bytes.length) return;
    this.bytes = new Uint8Array(this.memory, 0, this.memory.byteLength);
    this.words = new Int32Array(this.memory, 0, this.memory.byteLength >> 2);
  }
}
