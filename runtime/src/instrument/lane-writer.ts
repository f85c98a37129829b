/** Writes rows into the ring of the thread's own lane. What finds no room is counted as dropped. */
import { LaneWord, RING_SLOTS, SLOT_BYTES, WAKE_SLOTS, ringDoorbell, type LaneViews } from './arena.ts';

/** Longer texts are cut. */
const MAX_TEXT_BYTES = 65_536;
const TEXT_FLAG = 1 << 8;
const encoder = new TextEncoder();

export class LaneWriter {
  readonly #control: Int32Array;
  readonly #header: Int32Array;
  readonly #ring: Float64Array;
  readonly #floats: Float32Array;
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  /** How far the collector had read when it was last looked at. */
  #knownTail: number;

  /** `header`: of the arena. */
  constructor({ control, ring, ringFloats, ringWords, ringBytes }: LaneViews, header: Int32Array) {
    this.#control = control;
    this.#header = header;
    this.#ring = ring;
    this.#floats = ringFloats;
    this.#words = ringWords;
    this.#bytes = ringBytes;
    this.#knownTail = Atomics.load(control, LaneWord.tail);
  }

  /** `head`: thread and kind. */
  write(head: number, time: number, duration: number, object: number, value: number, site: number): void {
    const at = this.#control[LaneWord.head]!;
    if (((at - this.#knownTail) | 0) >= RING_SLOTS && !this.#hasRoom(at, 1)) return;
    const slot = at & (RING_SLOTS - 1);
    this.#ring[slot * 4] = time;
    this.#ring[slot * 4 + 1] = duration;
    this.#floats[slot * 8 + 4] = value;
    this.#words[slot * 8 + 5] = object;
    this.#words[slot * 8 + 6] = site;
    this.#words[slot * 8 + 7] = head;
    Atomics.store(this.#control, LaneWord.head, at + 1);
    if ((at & (WAKE_SLOTS - 1)) === WAKE_SLOTS - 1) ringDoorbell(this.#header);
  }

  /** The same with a text, which takes slots of its own behind the row's. */
  writeText(
    head: number,
    time: number,
    object: number,
    value: number,
    site: number,
    text: string,
    durationNs = 0,
  ): void {
    const bytes = encoder.encode(text.length > MAX_TEXT_BYTES / 3 ? text.slice(0, MAX_TEXT_BYTES / 3) : text);
    const textSlots = Math.ceil((4 + bytes.length) / SLOT_BYTES);
    const at = this.#control[LaneWord.head]!;
    if (((at + textSlots - this.#knownTail) | 0) >= RING_SLOTS && !this.#hasRoom(at, textSlots + 1)) return;
    this.#writeBytes((at + 1) & (RING_SLOTS - 1), bytes);
    const slot = at & (RING_SLOTS - 1);
    this.#ring[slot * 4] = time;
    this.#ring[slot * 4 + 1] = durationNs;
    this.#floats[slot * 8 + 4] = value;
    this.#words[slot * 8 + 5] = object;
    this.#words[slot * 8 + 6] = site;
    this.#words[slot * 8 + 7] = head | TEXT_FLAG;
    Atomics.store(this.#control, LaneWord.head, at + 1 + textSlots);
    if ((at & (WAKE_SLOTS - 1)) + 1 + textSlots >= WAKE_SLOTS) ringDoorbell(this.#header);
  }

  #writeBytes(slot: number, bytes: Uint8Array): void {
    this.#words[slot * 8] = bytes.length;
    const start = slot * SLOT_BYTES + 4;
    const untilEnd = Math.min(bytes.length, this.#bytes.length - start);
    this.#bytes.set(bytes.subarray(0, untilEnd), start);
    this.#bytes.set(bytes.subarray(untilEnd), 0);
  }

  /** Looks again at how far the collector has read; counts a drop when there still is no room. */
  #hasRoom(at: number, slots: number): boolean {
    this.#knownTail = Atomics.load(this.#control, LaneWord.tail);
    if (((at + slots - this.#knownTail) | 0) <= RING_SLOTS) return true;
    Atomics.add(this.#control, LaneWord.drops, 1);
    return false;
  }
}
