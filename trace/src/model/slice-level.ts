/**
 * Slices that do not overlap, in the order of their starts, with an index that answers "the next slice at least so long"
 * and "which state fills this range" without touching each slice. Appended at the end and cut there.
 */
import { THREAD_STATES } from '../query.ts';

const STATE_COUNT = THREAD_STATES.length;
/** Children of a node. Only full nodes are built; what is left over at the end is looked at one by one. */
const FAN = 32;
const MIN_ROOM = 16;

interface Tier {
  maxDuration: Float64Array;
  /** ns in each state, STATE_COUNT numbers per node. */
  stateNs: Float64Array;
  built: number;
}

export class SliceLevel {
  count = 0;
  starts: Float64Array = new Float64Array(MIN_ROOM);
  /** Infinity while the slice is open. */
  ends: Float64Array = new Float64Array(MIN_ROOM);
  /** Who the slice is: its row in the table that the owner of the level keeps. */
  slices: Int32Array = new Int32Array(MIN_ROOM);
  states: Uint8Array = new Uint8Array(MIN_ROOM);
  readonly #tiers: Tier[] = [];
  readonly #totals = new Float64Array(STATE_COUNT);

  /** Makes room for so many more: who knows how many will come saves the copies that growing takes. */
  reserve(more: number): void {
    const { length } = this.starts;
    if (this.count + more > length) this.#growTo(Math.max(this.count + more, length > MIN_ROOM ? length * 2 : 0));
  }

  /** `start` is at or after the end of the last slice. */
  push(start: number, end: number, slice: number, state: number): void {
    if (this.count === this.starts.length) this.#growTo(this.count * 2);
    const at = this.count++;
    this.starts[at] = start;
    this.ends[at] = end;
    this.slices[at] = slice;
    this.states[at] = state;
  }

  /** Keeps the first `count` slices. */
  truncate(count: number): void {
    this.count = Math.min(this.count, count);
    let whole = this.count;
    for (const tier of this.#tiers) {
      whole = Math.floor(whole / FAN);
      tier.built = Math.min(tier.built, whole);
    }
  }

  /** Index of the first slice that ends after `time`; `count` when there is none. */
  firstEndingAfter(time: number): number {
    const { ends } = this;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Index of the first slice that starts at or after `time`, not before `from`: quick when it is near `from`. */
  firstStartingFrom(time: number, from = 0): number {
    const { starts, count } = this;
    let low = from;
    let step = 1;
    while (low + step <= count && starts[low + step - 1]! < time) {
      low += step;
      step *= 2;
    }
    let high = Math.min(count, low + step);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Index of the first slice in [from, to) that takes at least `durationNs`; `to` when there is none. */
  firstLong(from: number, to: number, durationNs: number): number {
    this.#build();
    let index = from;
    while (index < to) {
      const tier = this.#tierOfWholeNode(index, to);
      if (tier < 0) {
        if (this.ends[index]! - this.starts[index]! >= durationNs) return index;
        index++;
      } else if (this.#tiers[tier]!.maxDuration[index / FAN ** (tier + 1)]! < durationNs) {
        index += FAN ** (tier + 1);
      } else {
        // It is inside: what is left is one node, so that a slower walk costs FAN steps per tier.
        return this.#descend(tier, index / FAN ** (tier + 1), durationNs);
      }
    }
    return to;
  }

  /** The state with the most time in [from, to). */
  dominantState(from: number, to: number): number {
    this.#build();
    const totals = this.#totals.fill(0);
    let index = from;
    while (index < to) {
      const tier = this.#tierOfWholeNode(index, to);
      if (tier < 0) {
        totals[this.states[index]!]! += this.ends[index]! - this.starts[index]!;
        index++;
      } else {
        const node = (index / FAN ** (tier + 1)) * STATE_COUNT;
        const { stateNs } = this.#tiers[tier]!;
        for (let state = 0; state < STATE_COUNT; state++) totals[state]! += stateNs[node + state]!;
        index += FAN ** (tier + 1);
      }
    }
    let best = this.states[from]!;
    for (let state = 0; state < STATE_COUNT; state++) if (totals[state]! > totals[best]!) best = state;
    return best;
  }

  /** The highest tier that has a built node which starts at `index` and ends at or before `to`; -1 when none has. */
  #tierOfWholeNode(index: number, to: number): number {
    let best = -1;
    for (let tier = 0, size = FAN; tier < this.#tiers.length; tier++, size *= FAN) {
      if (index % size !== 0 || index + size > to || index / size >= this.#tiers[tier]!.built) break;
      best = tier;
    }
    return best;
  }

  #descend(tier: number, node: number, durationNs: number): number {
    let place = node;
    for (let below = tier - 1; below >= 0; below--) {
      place *= FAN;
      while (this.#tiers[below]!.maxDuration[place]! < durationNs) place++;
    }
    place *= FAN;
    while (this.ends[place]! - this.starts[place]! < durationNs) place++;
    return place;
  }

  #build(): void {
    let whole = Math.floor(this.count / FAN);
    for (let tier = 0; whole > 0; tier++, whole = Math.floor(whole / FAN)) {
      const target = (this.#tiers[tier] ??= {
        maxDuration: new Float64Array(4),
        stateNs: new Float64Array(4 * STATE_COUNT),
        built: 0,
      });
      if (target.maxDuration.length < whole) {
        const capacity = Math.max(whole, target.maxDuration.length * 2);
        target.maxDuration = grown(target.maxDuration, new Float64Array(capacity));
        target.stateNs = grown(target.stateNs, new Float64Array(capacity * STATE_COUNT));
      }
      for (; target.built < whole; target.built++) this.#buildNode(tier, target, target.built);
    }
  }

  #buildNode(tier: number, { maxDuration, stateNs }: Tier, node: number): void {
    const first = node * STATE_COUNT;
    stateNs.fill(0, first, first + STATE_COUNT);
    let longest = 0;
    const below = tier === 0 ? undefined : this.#tiers[tier - 1]!;
    for (let child = node * FAN; child < (node + 1) * FAN; child++) {
      if (below) {
        longest = Math.max(longest, below.maxDuration[child]!);
        for (let s = 0; s < STATE_COUNT; s++) stateNs[first + s]! += below.stateNs[child * STATE_COUNT + s]!;
      } else {
        const duration = this.ends[child]! - this.starts[child]!;
        longest = Math.max(longest, duration);
        stateNs[first + this.states[child]!]! += duration;
      }
    }
    maxDuration[node] = longest;
  }

  #growTo(capacity: number): void {
    this.starts = grown(this.starts, new Float64Array(capacity));
    this.ends = grown(this.ends, new Float64Array(capacity));
    this.slices = grown(this.slices, new Int32Array(capacity));
    this.states = grown(this.states, new Uint8Array(capacity));
  }
}

/** Copies `from` into the longer `to`, and gives `to`. */
export function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** The first index below `count` for which `holds` is true, where it stays true once it is; `count` when for none. */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
