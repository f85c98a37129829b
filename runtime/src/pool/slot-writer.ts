/** The writing end of a slot ring. */
import { MessageTooLargeError } from '../errors.ts';
import type { Target } from '../shared-memory/codec/byte-writer.ts';
import { ARENA_START, RingViews, RingWord, SLOTS, SOFT_ARENA_BYTES, SlotState, SlotWord, slotAt } from './slot-ring.ts';

/** An encoded value that can be copied to its place. */
export interface Payload {
  readonly length: number;
  copyTo(target: Target, offsetBytes: number): void;
}

/** What goes into a slot beside the payload. */
export interface SlotHead {
  readonly job: number;
  readonly chunk: number;
  readonly count: number;
  /** Function id and flags. */
  readonly what: number;
  /** Id of the first task in the trace. */
  readonly task: number;
}

/** What was published and taken back, with a copy of its payload. */
export interface Withdrawn {
  readonly head: SlotHead;
  readonly payload: Payload;
}

/** A copy of encoded bytes that outlives their place. */
export function keepBytes(bytes: Uint8Array, length: number): Payload {
  return { length, copyTo: (target, offset) => target.bytes.set(bytes, offset) };
}

export class SlotWriter {
  readonly #views: RingViews;
  /** Slots published, and of these the ones whose place is known to be free again. */
  #tail = 0;
  #reclaimed = 0;
  /** Where the next payload goes, and where the oldest one that is still needed begins. */
  #next = ARENA_START;
  #oldest = ARENA_START;

  constructor(memory: SharedArrayBuffer) {
    this.#views = new RingViews(memory);
  }

  /** Publishes; false when there is no room now. The readers are woken by `ring`. */
  tryWrite(head: SlotHead, payload: Payload): boolean {
    const bytes = (payload.length + 15) & ~7;
    const offset = this.#reserve(bytes);
    if (offset < 0) return false;
    payload.copyTo(this.#views, offset);
    const { words } = this.#views;
    const slot = slotAt(this.#tail);
    words[slot + SlotWord.offset] = offset;
    words[slot + SlotWord.length] = payload.length;
    words[slot + SlotWord.job] = head.job;
    words[slot + SlotWord.chunk] = head.chunk;
    words[slot + SlotWord.count] = head.count;
    words[slot + SlotWord.what] = head.what;
    words[slot + SlotWord.task] = head.task;
    this.#next = offset + bytes;
    this.#tail = (this.#tail + 1) | 0;
    Atomics.store(words, slot + SlotWord.state, SlotState.ready);
    Atomics.store(words, RingWord.tail, this.#tail);
    return true;
  }

  /** Takes back what no reader has taken yet, of the jobs that `wanted` picks by their id; oldest first. */
  withdraw(wanted: (job: number) => boolean): Withdrawn[] {
    const { words, bytes } = this.#views;
    const withdrawn: Withdrawn[] = [];
    for (let number = this.#reclaimed; number !== this.#tail; number = (number + 1) | 0) {
      const slot = slotAt(number);
      const state = slot + SlotWord.state;
      if (Atomics.load(words, state) !== SlotState.ready || !wanted(words[slot + SlotWord.job]!)) continue;
      // From here on the slot is this thread's: a reader that looks finds it taken and goes on to the next.
      if (Atomics.compareExchange(words, state, SlotState.ready, SlotState.withdrawn) !== SlotState.ready) continue;
      const offset = words[slot + SlotWord.offset]!;
      const length = words[slot + SlotWord.length]!;
      const copy = bytes.slice(offset, offset + ((length + 7) & ~7));
      withdrawn.push({ head: headAt(words, slot), payload: keepBytes(copy, length) });
      Atomics.store(words, state, SlotState.free);
    }
    return withdrawn;
  }

  /** Whether a slot of that job waits to be taken. */
  holds(job: number): boolean {
    const { words } = this.#views;
    for (let number = this.#reclaimed; number !== this.#tail; number = (number + 1) | 0) {
      const slot = slotAt(number);
      if (words[slot + SlotWord.job] === job && Atomics.load(words, slot + SlotWord.state) === SlotState.ready)
        return true;
    }
    return false;
  }

  /** Wakes up to `count` readers. */
  ring(count: number): void {
    const { words } = this.#views;
    Atomics.add(words, RingWord.bell, 1);
    if (Atomics.load(words, RingWord.waiters) > 0) Atomics.notify(words, RingWord.bell, count);
  }

  /** Blocks until a reader has freed a slot since the last `tryWrite`, or `timeoutMs` have passed. */
  waitForSpace(timeoutMs: number): void {
    const { words } = this.#views;
    const seen = Atomics.load(words, RingWord.space);
    Atomics.store(words, RingWord.writerWaits, 1);
    if (!this.#hasFreed()) Atomics.wait(words, RingWord.space, seen, timeoutMs);
    Atomics.store(words, RingWord.writerWaits, 0);
  }

  /** No more will be written: readers leave once they have taken everything. */
  close(): void {
    const { words } = this.#views;
    Atomics.store(words, RingWord.closed, 1);
    Atomics.add(words, RingWord.bell, 1);
    Atomics.notify(words, RingWord.bell);
  }

  #hasFreed(): boolean {
    const before = this.#reclaimed;
    this.#reclaim();
    return this.#reclaimed !== before;
  }

  #reclaim(): void {
    const { words } = this.#views;
    while (this.#reclaimed !== this.#tail) {
      const slot = slotAt(this.#reclaimed);
      if (Atomics.load(words, slot + SlotWord.state) !== SlotState.free) break;
      this.#reclaimed = (this.#reclaimed + 1) | 0;
    }
    this.#oldest = this.#reclaimed === this.#tail ? this.#next : words[slotAt(this.#reclaimed) + SlotWord.offset]!;
  }

  /** A place for that many bytes in one piece; -1 when there is none now. */
  #reserve(bytes: number): number {
    this.#reclaim();
    if (((this.#tail - this.#reclaimed) | 0) >= SLOTS) return -1;
    const capacity = this.#views.bytes.length;
    if (this.#reclaimed === this.#tail) {
      this.#next = this.#oldest = ARENA_START;
      return this.#grow(ARENA_START + bytes) ? ARENA_START : -1;
    }
    // In use is [oldest, next), or, where `next` has gone round, [oldest, end) and [start, next).
    if (this.#next < this.#oldest) return this.#next + bytes < this.#oldest ? this.#next : -1;
    if (this.#next + bytes <= capacity) return this.#next;
    if (ARENA_START + bytes < this.#oldest) return ARENA_START;
    if (this.#next + bytes > ARENA_START + SOFT_ARENA_BYTES) return -1;
    return this.#grow(this.#next + bytes) ? this.#next : -1;
  }

  #grow(endBytes: number): boolean {
    const { memory } = this.#views;
    if (endBytes > memory.byteLength) {
      if (endBytes > memory.maxByteLength) {
        throw new MessageTooLargeError(
          `one task or result takes ${endBytes - ARENA_START} bytes; at most ${memory.maxByteLength - ARENA_START} fit`,
        );
      }
      memory.grow(
        Math.min(memory.maxByteLength, Math.max((endBytes + 65_535) & ~65_535, memory.byteLength * 2 - ARENA_START)),
      );
    }
    this.#views.reach(endBytes);
    return true;
  }
}

function headAt(words: Int32Array, slot: number): SlotHead {
  return {
    job: words[slot + SlotWord.job]!,
    chunk: words[slot + SlotWord.chunk]!,
    count: words[slot + SlotWord.count]!,
    what: words[slot + SlotWord.what]!,
    task: words[slot + SlotWord.task]!,
  };
}
