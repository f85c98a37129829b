/**
 * Counters of floods, one table per lane in shared memory: how many events of a (kind, object, site) there were and the
 * sum of their ns. Written by the lane's thread with plain stores, read by the collector, which keeps what it has
 * already reported. Nothing is lost when the thread is terminated, and a full ring does not matter.
 *
 * Entry: f64 count, f64 sum of ns, u32 object, u32 site, u32 kind (0 = free), u32 unused.
 */
import { COUNTER_ENTRIES, LaneWord, type LaneViews } from './arena.ts';

/** From here on new keys are counted under (kind, 0, 0), for which there is always room: counts stay exact. */
const FULL = COUNTER_ENTRIES - COUNTER_ENTRIES / 4;

let lastLane: LaneViews | undefined;
let lastEntry = 0;

/** Adds one event to its counter. */
export function countInto(lane: LaneViews, kind: number, object: number, site: number, durationNs: number): void {
  const { counters, counterWords } = lane;
  let entry = lastEntry;
  if (
    lastLane !== lane ||
    counterWords[entry * 8 + 4] !== object ||
    counterWords[entry * 8 + 5] !== site ||
    counterWords[entry * 8 + 6] !== kind
  ) {
    entry = findEntry(lane, kind, object, site);
    lastLane = lane;
    lastEntry = entry;
  }
  counters[entry * 4]!++;
  counters[entry * 4 + 1]! += durationNs;
}

function findEntry(lane: LaneViews, kind: number, object: number, site: number): number {
  const { control, counterWords } = lane;
  let entry = hash(kind, object, site);
  for (;;) {
    const word = entry * 8;
    const seen = counterWords[word + 6];
    if (seen === kind && counterWords[word + 4] === object && counterWords[word + 5] === site) return entry;
    if (seen === 0) {
      if (control[LaneWord.counterCount]! >= FULL && (object !== 0 || site !== 0)) return findEntry(lane, kind, 0, 0);
      counterWords[word + 4] = object;
      counterWords[word + 5] = site;
      Atomics.store(counterWords, word + 6, kind);
      control[LaneWord.counterCount]!++;
      return entry;
    }
    entry = (entry + 1) & (COUNTER_ENTRIES - 1);
  }
}

function hash(kind: number, object: number, site: number): number {
  const mixed = Math.imul(object ^ Math.imul(site, 0x9e3779b1) ^ (kind << 20), 0x85ebca6b);
  return (mixed >>> 16) & (COUNTER_ENTRIES - 1);
}
