/**
 * The shared memory that all threads of a process record into, and its layout. One growable block, so that a new thread
 * needs nothing announced: it takes a lane by an atomic exchange, and the collector finds it there.
 *
 * ```
 * header            counters, doorbell, flush handshake, one bit per thread whose exit is recorded
 * lane 0, lane 1 …  each: control words | counters of floods | ring of 32-byte records
 * ```
 *
 * A record: f64 time, f64 duration, f32 value, u32 object, u32 site, u32 head (kind | flags << 8 | thread << 16).
 * A record with text is followed by slots that hold the text's length in bytes (u32) and its UTF-8.
 */

/** Raised when anything in this layout changes meaning: two copies of the package may meet in one process. */
export const ARENA_VERSION = 4;

export const MAX_LANES = 512;
/** Slots of a ring; a power of two. */
export const RING_SLOTS = 16_384;
export const SLOT_BYTES = 32;
/** The collector is woken each time so many slots have been written. */
export const WAKE_SLOTS: number = RING_SLOTS / 4;
/** Entries of a lane's counter table; a power of two. The last quarter is kept for the "any other" entries. */
export const COUNTER_ENTRIES = 512;
export const COUNTER_BYTES = 32;
/** Slices that one lane can announce as open at a time. */
export const OPEN_ENTRIES = 16;
export const OPEN_BYTES = 32;
/** What an open task was given takes at most so many bytes of UTF-8. */
export const OPEN_TEXT_BYTES = 160;

const HEADER_BYTES = 16_384;
const CONTROL_BYTES = 4_096;
const LIFE_OFFSET = 512;
const OPEN_OFFSET = 1_024;
const OPEN_TEXT_OFFSET = OPEN_OFFSET + OPEN_ENTRIES * OPEN_BYTES;
/** Words of a lane that come before its open slices: state, times, notes. */
export const LANE_CONTROL_WORDS: number = OPEN_OFFSET / 4;
const COUNTERS_OFFSET = CONTROL_BYTES;
const RING_OFFSET = COUNTERS_OFFSET + COUNTER_ENTRIES * COUNTER_BYTES;
const LANE_BYTES = RING_OFFSET + RING_SLOTS * SLOT_BYTES;

/** Words (int32) of the header. */
export const HeaderWord = {
  version: 0,
  nextThread: 1,
  nextId: 2,
  /** Bumped and notified when the collector should look at once. */
  doorbell: 3,
  /** `CollectorState`. */
  collector: 4,
  /** The main thread asks for a flush by bumping `flushAsked`; the collector answers by copying it to `flushDone`. */
  flushAsked: 5,
  flushDone: 6,
  /** Lanes in use lie below this. */
  laneLimit: 7,
  /** 1 = what tasks are given is not recorded. */
  withoutArguments: 8,
  /** Exit bits start here: thread t is bit t & 31 of word exitBits + (t >> 5). */
  exitBits: 16,
} as const;

export const CollectorState = { none: 0, draining: 1, closed: 2 } as const;

/** Words (int32) of a lane's control block. */
export const LaneWord = {
  state: 0,
  /** Index of the thread in the run. */
  thread: 1,
  /** Slots written; wraps. Stored by the thread alone. */
  head: 2,
  /** Slots read; wraps. Stored by the collector alone. */
  tail: 3,
  /** Records that found no room. */
  drops: 4,
  /** The operating system's id of the thread; 0 = not known (yet). */
  tid: 5,
  /** Flood events that the collector permits to be recorded singly, and those that have been; both wrap. */
  allowed: 6,
  taken: 7,
  openCount: 8,
  counterCount: 9,
  /** `ThreadRole`. */
  role: 10,
  /** us of CPU time so far, where only Node can tell them; stored by the thread itself or its parent. */
  cpuMicros: 11,
  /** Notes of CPU time that have been taken. */
  notes: 12,
  /** Index + 1 of the thread that started it; 0 = none of the run's. */
  parent: 13,
} as const;

/** A lane's life: taken by the thread that starts another, live once filled in, free again when drained after its thread's end. */
export const LaneState = { free: 0, taken: 1, live: 2 } as const;

/** Flood events that a thread may record singly before the collector permits more. */
export const FIRST_ALLOWANCE = 2_000;

const MAX_BYTES = HEADER_BYTES + MAX_LANES * LANE_BYTES;

/**
 * Makes an empty arena. Reserves address space; memory is used as lanes are written. Threads and ids are numbered from
 * `first` on: a run may have several processes.
 */
export function createArena(first: { thread: number; id: number } = { thread: 0, id: 1 }): SharedArrayBuffer {
  const arena = new SharedArrayBuffer(HEADER_BYTES + 4 * LANE_BYTES, { maxByteLength: MAX_BYTES });
  const header = headerOf(arena);
  header[HeaderWord.version] = ARENA_VERSION;
  header[HeaderWord.nextThread] = first.thread;
  header[HeaderWord.nextId] = first.id;
  return arena;
}

/** The words of the header. */
export function headerOf(arena: SharedArrayBuffer): Int32Array {
  return new Int32Array(arena, 0, HEADER_BYTES / 4);
}

/** Typed views of one lane. `open` and `counters` hold f64 fields, the `…Words` the same bytes as u32. */
export interface LaneViews {
  readonly control: Int32Array;
  readonly open: Float64Array;
  readonly openWords: Uint32Array;
  readonly openText: Uint8Array;
  readonly counters: Float64Array;
  readonly counterWords: Uint32Array;
  readonly ring: Float64Array;
  readonly ringFloats: Float32Array;
  readonly ringWords: Uint32Array;
  readonly ringBytes: Uint8Array;
}

/** Views of lane number `slot`; grows the arena when the lane lies beyond its end. */
export function viewLane(arena: SharedArrayBuffer, slot: number): LaneViews {
  const start = HEADER_BYTES + slot * LANE_BYTES;
  const control = controlOf(arena, slot);
  const ringStart = start + RING_OFFSET;
  const ringBytes = RING_SLOTS * SLOT_BYTES;
  const counterBytes = COUNTER_ENTRIES * COUNTER_BYTES;
  return {
    control,
    open: new Float64Array(arena, start + OPEN_OFFSET, (OPEN_ENTRIES * OPEN_BYTES) / 8),
    openWords: new Uint32Array(arena, start + OPEN_OFFSET, (OPEN_ENTRIES * OPEN_BYTES) / 4),
    openText: new Uint8Array(arena, start + OPEN_TEXT_OFFSET, OPEN_ENTRIES * OPEN_TEXT_BYTES),
    counters: new Float64Array(arena, start + COUNTERS_OFFSET, counterBytes / 8),
    counterWords: new Uint32Array(arena, start + COUNTERS_OFFSET, counterBytes / 4),
    ring: new Float64Array(arena, ringStart, ringBytes / 8),
    ringFloats: new Float32Array(arena, ringStart, ringBytes / 4),
    ringWords: new Uint32Array(arena, ringStart, ringBytes / 4),
    ringBytes: new Uint8Array(arena, ringStart, ringBytes),
  };
}

function controlOf(arena: SharedArrayBuffer, slot: number): Int32Array {
  const start = HEADER_BYTES + slot * LANE_BYTES;
  growTo(arena, start + LANE_BYTES);
  return new Int32Array(arena, start, LANE_CONTROL_WORDS);
}

function growTo(arena: SharedArrayBuffer, bytes: number): void {
  while (arena.byteLength < bytes) {
    try {
      arena.grow(Math.min(MAX_BYTES, Math.max(bytes, arena.byteLength * 2)));
    } catch (error) {
      // Another thread grew it further in the meantime: shrinking is refused, and there is nothing left to do.
      if (arena.byteLength < bytes) throw error;
    }
  }
}

/** What a lane is told of its thread when it is taken. */
export interface LaneOwner {
  /** Index of the thread in the run. */
  readonly thread: number;
  /** `ThreadRole`. */
  readonly role: number;
  /** When it was started. Default: not known, 0. */
  readonly startNs?: number;
  /** Index of the thread that starts it. Default: none. */
  readonly parent?: number;
}

/** Takes a free lane for a thread; -1 when all are in use (the thread then exists in the trace, without events). */
export function takeLane(arena: SharedArrayBuffer, owner: LaneOwner): number {
  const { thread, role, startNs = 0, parent = -1 } = owner;
  const header = headerOf(arena);
  for (let slot = 0; slot < MAX_LANES; slot++) {
    const control = controlOf(arena, slot);
    if (Atomics.load(control, LaneWord.state) !== LaneState.free) continue;
    if (Atomics.compareExchange(control, LaneWord.state, LaneState.free, LaneState.taken) !== LaneState.free) continue;
    Atomics.store(control, LaneWord.thread, thread);
    Atomics.store(control, LaneWord.role, role);
    Atomics.store(control, LaneWord.parent, parent + 1);
    Atomics.store(control, LaneWord.allowed, FIRST_ALLOWANCE);
    lifeOf(control)[LifeTime.start] = startNs;
    Atomics.store(control, LaneWord.state, LaneState.live);
    raise(header, HeaderWord.laneLimit, slot + 1);
    return slot;
  }
  return -1;
}

/** The threads with a lane that the thread has started, and those that these have. */
export function descendantsOf(arena: SharedArrayBuffer, thread: number): number[] {
  const family = [thread];
  const limit = Math.min(MAX_LANES, Atomics.load(headerOf(arena), HeaderWord.laneLimit));
  for (const member of family)
    for (let slot = 0; slot < limit; slot++) {
      const control = controlOf(arena, slot);
      if (Atomics.load(control, LaneWord.state) !== LaneState.live || control[LaneWord.parent] !== member + 1) continue;
      family.push(control[LaneWord.thread]!);
    }
  return family.slice(1);
}

/** Gives a drained lane back: everything but its state is zeroed first. */
export function freeLane(lane: LaneViews): void {
  lane.open.fill(0);
  lane.counters.fill(0);
  lifeOf(lane.control).fill(0);
  notesOf(lane.control).fill(0);
  lane.control.fill(0, 1);
  Atomics.store(lane.control, LaneWord.state, LaneState.free);
}

/** Elements of `lifeOf`, all ns. */
export const LifeTime = {
  /** When the lane was taken, that is, when its thread was started. */
  start: 0,
  /** Until when the thread has written samples itself, and what it had used by then; 0 = it has not. */
  sampledAt: 1,
  run: 2,
  runQueue: 3,
  /** When its parent told it to end; 0 = it has not. */
  toldToEnd: 4,
} as const;

const LIFE_TIMES = 8;
/** Notes that are kept until the collector comes by; a power of two. */
export const NOTES = 8;

/** Times of a lane's thread. */
export function lifeOf(control: Int32Array): Float64Array {
  return new Float64Array(control.buffer, control.byteOffset + LIFE_OFFSET, LIFE_TIMES);
}

/** Elements of one note: ns, but for the last, a `sampleObject`. */
export const Note = { at: 0, run: 1, runQueue: 2, object: 3 } as const;
export const NOTE_ELEMENTS = 4;

/** The notes of a lane's thread: see `noteCpuTime`. */
export function notesOf(control: Int32Array): Float64Array {
  const offset = control.byteOffset + LIFE_OFFSET + LIFE_TIMES * 8;
  return new Float64Array(control.buffer, offset, NOTES * NOTE_ELEMENTS);
}

/** The next thread index of the process: 0 is main. */
export function takeThreadIndex(header: Int32Array): number {
  return Atomics.add(header, HeaderWord.nextThread, 1);
}

/** True once for each thread: whoever gets it records the exit. */
export function claimExit(header: Int32Array, thread: number): boolean {
  const bit = 1 << (thread & 31);
  return (Atomics.or(header, HeaderWord.exitBits + ((thread & 0xffff) >> 5), bit) & bit) === 0;
}

/** Whether the exit of a thread has been recorded. */
export function exitClaimed(header: Int32Array, thread: number): boolean {
  return (Atomics.load(header, HeaderWord.exitBits + ((thread & 0xffff) >> 5)) & (1 << (thread & 31))) !== 0;
}

/** Wakes the collector. */
export function ringDoorbell(header: Int32Array): void {
  Atomics.add(header, HeaderWord.doorbell, 1);
  Atomics.notify(header, HeaderWord.doorbell);
}

function raise(words: Int32Array, index: number, least: number): void {
  for (let seen = Atomics.load(words, index); seen < least;) {
    const before = Atomics.compareExchange(words, index, seen, least);
    if (before === seen) return;
    seen = before;
  }
}
