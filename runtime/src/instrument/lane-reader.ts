/** The collector's side of one lane: moves what its thread has recorded into rows. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { COUNTER_ENTRIES, LaneWord, OPEN_ENTRIES, RING_SLOTS, SLOT_BYTES, type LaneViews } from './arena.ts';
import { openSince, readOpen } from './open-slices.ts';

/** A slice still open after so long is announced. Long enough that its entry has not just been written. */
const ANNOUNCE_AFTER_NS = 20e6;
/** Largest whole number that the value column (float32) holds exactly. */
const MAX_EXACT = 2 ** 24;
const TEXT_FLAG = 1 << 8;

const decoder = new TextDecoder();

/** The kind under which a flood of another kind is counted. */
const COUNTED_KIND: ReadonlyMap<number, number> = new Map([
  [RowKind.acquire, RowKind.countedAcquire],
  [RowKind.put, RowKind.countedPut],
  [RowKind.get, RowKind.countedGet],
  [RowKind.task, RowKind.countedTask],
]);

export class LaneReader {
  readonly lane: LaneViews;
  readonly thread: number;
  #dropsSeen = 0;
  /** Counts and sums already reported, laid out as the lane's counters. */
  readonly #reported = new Float64Array(COUNTER_ENTRIES * 2);
  readonly #announced = new Float64Array(OPEN_ENTRIES);

  constructor(lane: LaneViews) {
    this.lane = lane;
    this.thread = Atomics.load(lane.control, LaneWord.thread);
  }

  /** Slots written and not yet drained. */
  pending(): number {
    const { control } = this.lane;
    return (Atomics.load(control, LaneWord.head) - control[LaneWord.tail]!) | 0;
  }

  /**
   * Appends everything new. `nowNs` is the time of what has none of its own. `ended`: the thread is no more, or there is
   * no later drain: what is open has been cut short, however young it is.
   */
  drain(rows: BatchBuilder, nowNs: number, { ended }: { ended: boolean } = { ended: false }): void {
    this.#drainRing(rows);
    this.#flushCounters(rows, nowNs);
    this.#announceOpen(rows, ended ? Infinity : nowNs - ANNOUNCE_AFTER_NS);
    this.#reportDrops(rows, nowNs);
  }

  #drainRing(rows: BatchBuilder): void {
    const { control, ring, ringFloats, ringWords } = this.lane;
    const end = Atomics.load(control, LaneWord.head);
    let at = control[LaneWord.tail]!;
    while (((end - at) | 0) > 0) {
      const slot = at & (RING_SLOTS - 1);
      const head = ringWords[slot * 8 + 7]!;
      at++;
      if (head & TEXT_FLAG) {
        const byteLength = ringWords[(at & (RING_SLOTS - 1)) * 8]!;
        rows.texts.set(rows.count, this.#text(at, byteLength));
        at += Math.ceil((4 + byteLength) / SLOT_BYTES);
      }
      rows.push(
        ring[slot * 4]!,
        ring[slot * 4 + 1]!,
        head >>> 16,
        head & 0xff,
        ringWords[slot * 8 + 5]!,
        ringFloats[slot * 8 + 4]!,
        ringWords[slot * 8 + 6]!,
      );
    }
    Atomics.store(control, LaneWord.tail, at);
  }

  #text(at: number, byteLength: number): string {
    const { ringBytes } = this.lane;
    const start = (at & (RING_SLOTS - 1)) * SLOT_BYTES + 4;
    const bytes = new Uint8Array(byteLength);
    const untilEnd = Math.min(byteLength, ringBytes.length - start);
    bytes.set(ringBytes.subarray(start, start + untilEnd));
    bytes.set(ringBytes.subarray(0, byteLength - untilEnd), untilEnd);
    return decoder.decode(bytes);
  }

  #flushCounters(rows: BatchBuilder, nowNs: number): void {
    const { control, counters, counterWords } = this.lane;
    if (control[LaneWord.counterCount] === 0) return;
    for (let entry = 0; entry < COUNTER_ENTRIES; entry++) {
      const kind = Atomics.load(counterWords, entry * 8 + 6);
      if (kind === 0) continue;
      const count = counters[entry * 4]!;
      let added = count - this.#reported[entry * 2]!;
      if (added <= 0) continue;
      const sumNs = counters[entry * 4 + 1]!;
      let addedNs = sumNs - this.#reported[entry * 2 + 1]!;
      this.#reported[entry * 2] = count;
      this.#reported[entry * 2 + 1] = sumNs;
      const object = counterWords[entry * 8 + 4]!;
      const site = counterWords[entry * 8 + 5]!;
      for (; added > 0; added -= MAX_EXACT) {
        const counted = COUNTED_KIND.get(kind) ?? RowKind.countedWait;
        rows.push(nowNs, addedNs, this.thread, counted, object, Math.min(added, MAX_EXACT), site);
        addedNs = 0;
      }
    }
  }

  /** Of slices that began by `latestNs`. */
  #announceOpen(rows: BatchBuilder, latestNs: number): void {
    if (this.lane.control[LaneWord.openCount] === 0) return;
    for (let entry = 0; entry < OPEN_ENTRIES; entry++) {
      const startNs = openSince(this.lane, entry);
      if (startNs === 0 || startNs > latestNs || this.#announced[entry] === startNs) continue;
      const slice = readOpen(this.lane, entry);
      if (slice?.startNs !== startNs) continue;
      this.#announced[entry] = startNs;
      if (slice.text !== '') rows.texts.set(rows.count, slice.text);
      rows.push(startNs, 0, this.thread, RowKind.open, slice.object, slice.kind, slice.site);
    }
  }

  #reportDrops(rows: BatchBuilder, nowNs: number): void {
    const drops = Atomics.load(this.lane.control, LaneWord.drops);
    if (drops === this.#dropsSeen) return;
    rows.push(nowNs, 0, this.thread, RowKind.dropped, 0, (drops - this.#dropsSeen) >>> 0, 0);
    this.#dropsSeen = drops;
  }
}
