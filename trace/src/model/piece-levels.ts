/** Pieces of time with a state, by depth, while they are laid: neighbours of one state are one piece. */
import { SliceLevel } from './slice-level.ts';

/** What may be paid back to: sleeps in `[fromNs, untilNs)`, the last ones first. */
export interface PayBack {
  readonly fromNs: number;
  readonly untilNs: number;
  readonly isSleep: (state: number) => boolean;
  /** What becomes of them. */
  readonly state: number;
}

/** The levels as they once were: of each how many pieces, and the last of them, which could still change. */
export type PieceState = readonly {
  readonly count: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly reasons: Int32Array;
  readonly states: Uint8Array;
}[];

/** How far back, in pieces, time is paid back. */
const MAX_BACK = 64;
/** How many pieces a saved state keeps: what is paid back twice in a row reaches further than once. */
const KEPT = 2 * MAX_BACK;
/** Ends are sums of rounded numbers. */
const TOLERANCE_NS = 1;

export class PieceLevels {
  readonly levels: SliceLevel[] = [];
  /** By level: below this no piece has changed since `takeFloors`. */
  #floors: number[] = [];

  /**
   * Pieces of one depth come in the order of time. `state`: index into `THREAD_STATES`; `reason`: index into `WAIT_REASONS`
   * + 1, 0 = none.
   */
  add(depth: number, startNs: number, endNs: number, state: number, reason: number): void {
    if (!(endNs > startNs)) return;
    while (this.levels.length <= depth) this.levels.push(new SliceLevel());
    push(this.levels[depth]!, startNs, endNs, reason, state);
  }

  /** Turns up to `ns` of late sleeps into `state`; deeper levels first. Gives how much. */
  payBack(ns: number, about: PayBack): number {
    let left = ns;
    for (let depth = this.levels.length - 1; depth >= 0 && left > 0; depth--) {
      left -= this.#payBackOn(depth, left, about);
    }
    return ns - left;
  }

  /** ns of the states, on levels from `depth` on. */
  sum(depth: number, isMeant: (state: number) => boolean): number {
    let ns = 0;
    for (const { count, starts, ends, states } of this.levels.slice(depth)) {
      for (let at = 0; at < count; at++) if (isMeant(states[at]!)) ns += ends[at]! - starts[at]!;
    }
    return ns;
  }

  /** The levels with another state in place of those that are meant, on levels from `depth` on. */
  replaced(depth: number, isMeant: (state: number) => boolean, state: number): SliceLevel[] {
    return this.levels.map((level, index) => {
      if (index < depth) return level;
      const replaced = new SliceLevel();
      for (let at = 0; at < level.count; at++) {
        const meant = isMeant(level.states[at]!);
        const reason = meant ? 0 : level.slices[at]!;
        push(replaced, level.starts[at]!, level.ends[at]!, reason, meant ? state : level.states[at]!);
      }
      return replaced;
    });
  }

  save(): PieceState {
    return this.levels.map(({ count, starts, ends, slices, states }) => {
      const from = Math.max(0, count - KEPT);
      return {
        count,
        starts: starts.slice(from, count),
        ends: ends.slice(from, count),
        reasons: slices.slice(from, count),
        states: states.slice(from, count),
      };
    });
  }

  /** Whether a saved state can be restored, if nothing below `floors` has changed since. */
  static isWithin(state: PieceState, floors: readonly number[]): boolean {
    return state.every(({ count, starts }, depth) => (floors[depth] ?? Infinity) >= count - starts.length);
  }

  restore(state: PieceState): void {
    this.levels.length = Math.min(this.levels.length, state.length);
    state.forEach(({ count, starts, ends, reasons, states }, depth) => {
      const level = this.levels[depth]!;
      level.truncate(count - starts.length);
      for (let at = 0; at < starts.length; at++) level.push(starts[at]!, ends[at]!, reasons[at]!, states[at]!);
    });
    this.#floors = [];
  }

  /** How far back pieces have changed since the last call, by level; Infinity and missing = not at all. */
  takeFloors(): number[] {
    const floors = this.#floors;
    this.#floors = [];
    return floors;
  }

  #payBackOn(depth: number, ns: number, { fromNs, untilNs, isSleep, state }: PayBack): number {
    const level = this.levels[depth]!;
    const first = Math.max(0, level.count - MAX_BACK);
    if (!hasSleep(level, first, fromNs, isSleep)) return 0;
    const tail: (readonly [start: number, end: number, reason: number, state: number])[] = [];
    let left = ns;
    let at = level.count - 1;
    for (; at >= first && left > 0 && level.ends[at]! > fromNs; at--) {
      const [start, end, reason, own] = [level.starts[at]!, level.ends[at]!, level.slices[at]!, level.states[at]!];
      const paid = isSleep(own) && start < untilNs ? Math.min(left, end - Math.max(start, fromNs)) : 0;
      if (paid > 0) tail.push([end - paid, end, 0, state]);
      if (start < end - paid) tail.push([start, end - paid, reason, own]);
      left -= paid;
    }
    if (left === ns) return 0;
    // The piece before may grow, when the first one is of its state now.
    this.#floors[depth] = Math.min(this.#floors[depth] ?? Infinity, Math.max(0, at));
    level.truncate(at + 1);
    for (const [start, end, reason, own] of tail.reverse()) push(level, start, end, reason, own);
    return ns - left;
  }
}

/** Whether there is a sleep from `first` on that goes on after `fromNs`: mostly there is none. */
function hasSleep(level: SliceLevel, first: number, fromNs: number, isSleep: (state: number) => boolean): boolean {
  for (let at = level.count - 1; at >= first && level.ends[at]! > fromNs; at--) {
    if (isSleep(level.states[at]!)) return true;
  }
  return false;
}

function push(level: SliceLevel, startNs: number, endNs: number, reason: number, state: number): void {
  const last = level.count - 1;
  const continues =
    last >= 0 &&
    level.states[last] === state &&
    level.slices[last] === reason &&
    startNs - level.ends[last]! <= TOLERANCE_NS;
  if (!continues) {
    level.push(startNs, endNs, reason, state);
    return;
  }
  const from = level.starts[last]!;
  level.truncate(last);
  level.push(from, endNs, reason, state);
}
