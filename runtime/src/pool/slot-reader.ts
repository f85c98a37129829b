/** The reading end of a slot ring; several may read one ring. */
import { RingViews, RingWord, SLOTS, SlotState, SlotWord, slotAt } from './slot-ring.ts';

export class SlotReader {
  readonly views: RingViews;
  /** Number of this reader, at least 0; it is written into the slots that it takes. */
  readonly #taken: number;
  #slot = 0;
  // What the slot that was taken last holds.
  offset = 0;
  length = 0;
  job = 0;
  chunk = 0;
  count = 0;
  what = 0;
  task = 0;

  constructor(memory: SharedArrayBuffer, reader: number) {
    this.views = new RingViews(memory);
    this.#taken = SlotState.takenBy + reader;
  }

  /** Takes the oldest slot; false when there is none. It stays this reader's until `free`. */
  take(): boolean {
    const { words } = this.views;
    for (;;) {
      const head = Atomics.load(words, RingWord.head);
      if (((Atomics.load(words, RingWord.tail) - head) | 0) <= 0) return false;
      const slot = slotAt(head);
      const state = Atomics.compareExchange(words, slot + SlotWord.state, SlotState.ready, this.#taken);
      // Whoever finds the slot taken already moves the head on: a reader that died just now cannot.
      Atomics.compareExchange(words, RingWord.head, head, (head + 1) | 0);
      if (state !== SlotState.ready) continue;
      this.#slot = slot;
      this.#read(slot);
      return true;
    }
  }

  /** The payload of a slot with `SlotFlag.numbers`, where it lies: good until `free`. */
  numbers(): Float64Array {
    return new Float64Array(this.views.memory, this.offset, this.length >> 3);
  }

  /** Gives the slot and the place of its payload back. */
  free(): void {
    freeSlot(this.views.words, this.#slot);
  }

  /** Whether there is something to take. */
  hasSlot(): boolean {
    const { words } = this.views;
    return ((Atomics.load(words, RingWord.tail) - Atomics.load(words, RingWord.head)) | 0) > 0;
  }

  isClosed(): boolean {
    return Atomics.load(this.views.words, RingWord.closed) === 1;
  }

  #read(slot: number): void {
    const { words } = this.views;
    this.offset = words[slot + SlotWord.offset]!;
    this.length = words[slot + SlotWord.length]!;
    this.job = words[slot + SlotWord.job]!;
    this.chunk = words[slot + SlotWord.chunk]!;
    this.count = words[slot + SlotWord.count]!;
    this.what = words[slot + SlotWord.what]!;
    this.task = words[slot + SlotWord.task]! >>> 0;
    this.views.reach(this.offset + this.length);
  }
}

/** What a dead worker had in hand, as its result ring says. */
export interface InHand {
  readonly job: number;
  readonly chunk: number;
  readonly item: number;
}

/**
 * What the dead worker that wrote these results had begun and not answered. All of its results must have been read: it
 * may have died after it had published one and before it could say that it has nothing in hand any more.
 */
export function unansweredOf(results: SlotReader): InHand | undefined {
  const { words } = results.views;
  if (Atomics.load(words, RingWord.busy) !== 1) return undefined;
  const job = words[RingWord.job]!;
  const chunk = words[RingWord.chunk]!;
  // Jobs are numbered from 1: before its first result a reader is at job 0.
  if (results.job === job && results.chunk === chunk) return undefined;
  return { job, chunk, item: words[RingWord.item]! };
}

/** What a reader that is gone had taken and not read to the end: it is freed, and told to `lost`. */
export function reclaimFrom(views: RingViews, reader: number, lost: (job: number, chunk: number) => void): void {
  const { words } = views;
  for (let number = 0; number < SLOTS; number++) {
    const slot = slotAt(number);
    if (Atomics.load(words, slot + SlotWord.state) !== SlotState.takenBy + reader) continue;
    lost(words[slot + SlotWord.job]!, words[slot + SlotWord.chunk]!);
    freeSlot(words, slot);
  }
}

function freeSlot(words: Int32Array, slot: number): void {
  Atomics.store(words, slot + SlotWord.state, SlotState.free);
  if (Atomics.load(words, RingWord.writerWaits) === 0) return;
  Atomics.add(words, RingWord.space, 1);
  Atomics.notify(words, RingWord.space);
}
