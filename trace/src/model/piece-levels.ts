/** Pieces of time with a state, by depth, while they are laid: neighbours of one state are one piece. */
import { THREAD_STATES, WAIT_REASONS } from '../query.ts';
import { stateIndex } from './kind-state.ts';
import { SliceLevel } from './slice-level.ts';

/** What may be paid back to: sleeps in `[fromNs, untilNs)`, the last ones first. */
export interface PayBack {
  readonly fromNs: number;
  readonly untilNs: number;
  /** What becomes of them. */
  readonly state: number;
}

/** The levels as they once were: of each how many pieces, and the last of them, which could still change. */
export type PieceState = readonly {
  readonly sumsNs: Float64Array;
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
const RUNNING = stateIndex('running');
/** By state: in the others a thread runs, wants to or starts. */
const IS_SLEEP: readonly boolean[] = THREAD_STATES.map((state) => !['running', 'runQueue', 'starting'].includes(state));
const REASONS = WAIT_REASONS.length + 1;

/** ns in a state for a reason, as indices into `THREAD_STATES` and into `WAIT_REASONS` + 1. */
export type VisitSum = (ns: number, state: number, reason: number, depth: number) => void;

export class PieceLevels {
  readonly levels: SliceLevel[] = [];
  /** By level, ns by state and reason: kept while pieces come, as a live run is asked for them again and again. */
  readonly #sumsNs: Float64Array[] = [];
  /** By level: below this no piece has changed since `takeFloors`. */
  #floors: number[] = [];
  /** By level: no piece behind this one is a sleep. */
  readonly #lastSleeps: number[] = [];
  /** The pieces behind what is paid back, meanwhile. */
  readonly #tail = new SliceLevel();
  readonly #expected: number;

  /** `expected`: about how many pieces there will be on the level of tasks that are in no other; room for more is made as they come. */
  constructor(expected: number) {
    this.#expected = expected;
  }

  /**
   * Pieces of one depth come in the order of time. `state`: index into `THREAD_STATES`; `reason`: index into `WAIT_REASONS`
   * + 1, 0 = none.
   */
  add(depth: number, startNs: number, endNs: number, state: number, reason: number): void {
    if (!(endNs > startNs)) return;
    while (this.levels.length <= depth) this.#addLevel();
    this.#push(depth, startNs, endNs, reason, state);
  }

  /** Turns up to `ns` of late sleeps into `state`; deeper levels first. Gives how much. */
  payBack(ns: number, about: PayBack): number {
    let left = ns;
    for (let depth = this.levels.length - 1; depth >= 0 && left > 0; depth--) {
      left -= this.#payBackOn(depth, left, about);
    }
    return ns - left;
  }

  /** ns of sleeps in tasks. */
  sleepInTasksNs(): number {
    let sleepNs = 0;
    this.eachSum((ns, state, _, depth) => (sleepNs += depth > 0 && IS_SLEEP[state]! ? ns : 0));
    return sleepNs;
  }

  /** Visits what the pieces of each level come to; what is left of a sum when its pieces are taken back is none. */
  eachSum(visit: VisitSum): void {
    for (const [depth, sums] of this.#sumsNs.entries()) {
      for (const [at, ns] of sums.entries()) if (ns >= 1) visit(ns, Math.floor(at / REASONS), at % REASONS, depth);
    }
  }

  /** As `eachSum`, as if tasks had run in place of their sleeps. */
  eachSumWithoutSleep(visit: VisitSum): void {
    this.eachSum((ns, state, reason, depth) => {
      const isSleep = depth > 0 && IS_SLEEP[state]!;
      visit(ns, isSleep ? RUNNING : state, isSleep ? 0 : reason, depth);
    });
  }

  /** The levels as if tasks had run in place of their sleeps. */
  withoutSleepInTasks(): SliceLevel[] {
    return this.levels.map((level, depth) => {
      if (depth === 0) return level;
      const { count, starts, ends, states, slices: reasons } = level;
      const sleepless = new SliceLevel();
      sleepless.reserve(count);
      for (let at = 0; at < count; at++) {
        const isSleep = IS_SLEEP[states[at]!]!;
        push(sleepless, starts[at]!, ends[at]!, isSleep ? 0 : reasons[at]!, isSleep ? RUNNING : states[at]!);
      }
      return sleepless;
    });
  }

  save(): PieceState {
    return this.levels.map(({ count, starts, ends, slices, states }, depth) => {
      const from = Math.max(0, count - KEPT);
      return {
        sumsNs: this.#sumsNs[depth]!.slice(),
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
    this.levels.length = this.#sumsNs.length = Math.min(this.levels.length, state.length);
    state.forEach(({ sumsNs, count, starts, ends, reasons, states }, depth) => {
      const level = this.levels[depth]!;
      level.truncate(count - starts.length);
      this.#lastSleeps[depth] = level.count - 1;
      for (let at = 0; at < starts.length; at++) this.#push(depth, starts[at]!, ends[at]!, reasons[at]!, states[at]!);
      this.#sumsNs[depth]!.set(sumsNs);
    });
    this.#floors = [];
  }

  /** How far back pieces have changed since the last call, by level; Infinity and missing = not at all. */
  takeFloors(): number[] {
    const floors = this.#floors;
    this.#floors = [];
    return floors;
  }

  #addLevel(): void {
    const level = new SliceLevel();
    if (this.levels.length === 1) level.reserve(this.#expected);
    this.levels.push(level);
    this.#sumsNs.push(new Float64Array(THREAD_STATES.length * REASONS));
  }

  #push(depth: number, startNs: number, endNs: number, reason: number, state: number): void {
    const level = this.levels[depth]!;
    push(level, startNs, endNs, reason, state);
    this.#sumsNs[depth]![state * REASONS + reason]! += endNs - startNs;
    if (IS_SLEEP[state]) this.#lastSleeps[depth] = level.count - 1;
  }

  #payBackOn(depth: number, ns: number, about: PayBack): number {
    const { fromNs } = about;
    const level = this.levels[depth]!;
    const first = Math.max(0, level.count - MAX_BACK);
    const last = Math.min(this.#lastSleeps[depth] ?? -1, level.count - 1);
    let left = ns;
    let lowest = -1;
    let lowestNs = 0;
    for (let at = last; at >= first && left > 0 && level.ends[at]! > fromNs; at--) {
      // Mostly there is no sleep.
      if (!IS_SLEEP[level.states[at]!]) continue;
      const sleptNs = sleepOf(level, at, about);
      if (sleptNs <= 0) continue;
      lowest = at;
      lowestNs = Math.min(left, sleptNs);
      left -= lowestNs;
    }
    if (lowest < 0) return 0;
    // The piece before may grow, when the first one is of its state now.
    this.#floors[depth] = Math.min(this.#floors[depth] ?? Infinity, Math.max(0, lowest - 1));
    const tail = this.#tail;
    const sumsNs = this.#sumsNs[depth]!;
    tail.truncate(0);
    for (let at = lowest; at < level.count; at++) {
      tail.push(level.starts[at]!, level.ends[at]!, level.slices[at]!, level.states[at]!);
      sumsNs[level.states[at]! * REASONS + level.slices[at]!]! -= level.ends[at]! - level.starts[at]!;
    }
    level.truncate(lowest);
    this.#lastSleeps[depth] = lowest - 1;
    for (let at = 0; at < tail.count; at++) {
      const paid = at === 0 ? lowestNs : sleepOf(tail, at, about);
      const start = tail.starts[at]!;
      const end = tail.ends[at]!;
      if (start < end - paid) this.#push(depth, start, end - paid, tail.slices[at]!, tail.states[at]!);
      if (paid > 0) this.#push(depth, end - paid, end, 0, about.state);
    }
    return ns - left;
  }
}

/** What of a piece may be paid back to, ns: nothing where it is no sleep. */
function sleepOf(level: SliceLevel, at: number, { fromNs, untilNs }: PayBack): number {
  if (!IS_SLEEP[level.states[at]!] || level.starts[at]! >= untilNs) return 0;
  return level.ends[at]! - Math.max(level.starts[at]!, fromNs);
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
