/** Pieces of time with a state, by depth, while they are laid: neighbours of one state are one piece. */
import { SliceLevel } from './slice-level.ts';

export interface Piece {
  readonly depth: number;
  readonly startNs: number;
  readonly endNs: number;
  /** Index into `THREAD_STATES`. */
  readonly state: number;
  /** Index into `WAIT_REASONS` + 1; 0 = none. */
  readonly reason: number;
}

/** What may be paid back to: sleeps in `[fromNs, untilNs)`, the last ones first. */
export interface PayBack {
  readonly fromNs: number;
  readonly untilNs: number;
  readonly isSleep: (state: number) => boolean;
  /** What becomes of them. */
  readonly state: number;
}

/** How far back, in pieces, time is paid back. */
const MAX_BACK = 64;
/** Ends are sums of rounded numbers. */
const TOLERANCE_NS = 1;

export class PieceLevels {
  readonly levels: SliceLevel[] = [];

  /** Pieces of one depth come in the order of time. */
  add({ depth, startNs, endNs, state, reason }: Piece): void {
    if (!(endNs > startNs)) return;
    while (this.levels.length <= depth) this.levels.push(new SliceLevel());
    push(this.levels[depth]!, startNs, endNs, reason, state);
  }

  /** Turns up to `ns` of late sleeps into `state`; deeper levels first. Gives how much. */
  payBack(ns: number, about: PayBack): number {
    let left = ns;
    for (let depth = this.levels.length - 1; depth >= 0 && left > 0; depth--) {
      left -= payBackOn(this.levels[depth]!, left, about);
    }
    return ns - left;
  }

  /** ns of the states, on levels from `depth` on. */
  sum(depth: number, isMeant: (state: number) => boolean): number {
    let ns = 0;
    for (const level of this.levels.slice(depth)) {
      for (let at = 0; at < level.count; at++) {
        if (isMeant(level.states[at]!)) ns += level.ends[at]! - level.starts[at]!;
      }
    }
    return ns;
  }

  /** Gives the states that are meant another one, on levels from `depth` on. */
  replace(depth: number, isMeant: (state: number) => boolean, state: number): void {
    for (let index = depth; index < this.levels.length; index++) {
      const level = this.levels[index]!;
      const replaced = new SliceLevel();
      for (let at = 0; at < level.count; at++) {
        const meant = isMeant(level.states[at]!);
        const [reason, as] = meant ? [0, state] : [level.slices[at]!, level.states[at]!];
        push(replaced, level.starts[at]!, level.ends[at]!, reason, as);
      }
      this.levels[index] = replaced;
    }
  }
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

function payBackOn(level: SliceLevel, ns: number, { fromNs, untilNs, isSleep, state }: PayBack): number {
  const first = Math.max(0, level.count - MAX_BACK);
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
  level.truncate(at + 1);
  for (const [start, end, reason, own] of tail.reverse()) push(level, start, end, reason, own);
  return ns - left;
}
