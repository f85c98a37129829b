/**
 * Where what lies in the memory of a ring (in Int32 words). What producers write and what consumers write are kept 128
 * bytes apart, because two cores that write the same pair of cache lines slow each other down.
 *
 * Data are records: one word with the length of the message in bytes, one unused, then the message, padded to 8 bytes.
 * A negative length means "go on at the start of the data" (see `jump`).
 *
 * **What is published, and how it survives a death at any instant.** Messages are counted by two words, `putCount` and
 * `getCount` (wrapping int32); storing one of them is the last step of a put or get and the only one that others see.
 * Positions belong to a count: the position after n messages lies in the slot n & 1, so it is written before the count
 * and never changes what the current count means. When data have to move (growth), everything is prepared for the next
 * `generation`, in the other bank of positions, and storing the generation publishes it.
 */
export const RING_MAGIC = 0x50535251; // "PSRQ"

export const Word = {
  magic: 0,
  /** Most messages the ring takes; 0 = no limit. */
  maxsize: 1,
  /** Most bytes of data the ring may grow to. */
  maxBytes: 2,
  /** Bank in use = generation & 1. */
  generation: 3,
  /** 1 once closed. */
  closed: 4,
  /** 1 when asynchronous getters are idle threads, of which waking one is enough. */
  wakeOne: 5,
  /** Bytes of data, by bank. */
  capacity: 6,
  /** Id of the queue in the trace; 0 = not recorded. */
  objectId: 8,

  /** Mutex of producers: MUTEX_WORDS. */
  putLock: 32,
  putCount: 36,
  /** What producers last saw of getCount and the position that belongs to it. */
  knownGetCount: 37,
  knownHead: 38,
  /** Where the next record goes, bytes: [bank][count & 1]. */
  tail: 40,

  /** Mutex of consumers. */
  getLock: 64,
  getCount: 68,
  /** What consumers last saw of putCount. */
  knownPutCount: 69,
  /** Where the oldest record lies, bytes: [bank][count & 1]. */
  head: 71,

  /** Bell of those who wait for a message: BELL_WORDS. */
  notEmpty: 96,
  /** Bell of those who wait for room. */
  notFull: 99,
} as const;

/** Where the data begin, bytes. */
export const DATA_BYTES = 512;
/** Bytes of a record before its message. */
export const RECORD_BYTES = 8;

/** Word of the position after `count` messages. */
export function positionWord(base: number, generation: number, count: number): number {
  return base + ((generation & 1) << 1) + (count & 1);
}

/** The length word of a record that says "go on at the start", valid in that generation; in later ones it is skipped. */
export function jump(generation: number): number {
  return -1 - generation;
}

/** Bytes that a message of that length takes. */
export function recordBytes(messageBytes: number): number {
  return RECORD_BYTES + ((messageBytes + 7) & ~7);
}
