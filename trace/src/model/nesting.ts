/**
 * Puts slices on levels so that none overlaps another of its level, and what lies inside a slice lies on a level below
 * it. Slices arrive when they end, so a parent comes after its children: what it overlaps is taken back and placed anew.
 */
import { stateOfKind } from './kind-state.ts';
import { SliceLevel } from './slice-level.ts';
import type { SliceTable } from './slice-table.ts';

/** Deeper nesting (a hundred joins awaited at once) is counted but not drawn. */
export const MAX_LEVELS = 8;
/** Ends are sums of two rounded numbers. */
const TOLERANCE_NS = 1;

export class Nesting {
  readonly levels: SliceLevel[] = [new SliceLevel()];
  readonly #table: SliceTable;
  /** The first slice that has not been placed, and the time from which those before it are to be placed again. */
  #next = 0;
  #dirtyFromNs = Infinity;
  #changedFromNs = Infinity;

  constructor(table: SliceTable) {
    this.#table = table;
  }

  /** To be called when the end of a slice has changed. */
  changed(slice: number): void {
    this.#dirtyFromNs = Math.min(this.#dirtyFromNs, this.#table.start[slice]!);
  }

  /** The earliest start of what was added, has changed or lies on another level since the last call; else Infinity. */
  takeChangedFromNs(): number {
    this.settle();
    const changedFromNs = this.#changedFromNs;
    this.#changedFromNs = Infinity;
    return changedFromNs;
  }

  /** Places what has been added since. */
  settle(): void {
    const { count, start } = this.#table;
    if (this.#next === count && this.#dirtyFromNs === Infinity) return;
    for (let slice = this.#next; slice < count; slice++) {
      if (start[slice]! < this.#dirtyFromNs) this.#dirtyFromNs = start[slice]!;
    }
    this.#changedFromNs = Math.min(this.#changedFromNs, this.#dirtyFromNs);
    const before = this.#takeBack();
    const slices = new Uint32Array(before.size + count - this.#next);
    let at = 0;
    for (const slice of before.keys()) slices[at++] = slice;
    for (let slice = this.#next; slice < count; slice++) slices[at++] = slice;
    sortByStart(slices, this.#table);
    const depths = this.#depthsOf(slices);
    this.#place(slices, depths);
    for (at = 0; at < slices.length && before.size > 0; at++) {
      const slice = slices[at]!;
      const isMoved = (before.get(slice) ?? depths[at]) !== depths[at];
      if (isMoved) this.#changedFromNs = Math.min(this.#changedFromNs, start[slice]!);
    }
    this.#next = count;
    this.#dirtyFromNs = Infinity;
  }

  /** Levels end in slices that end late, so what overlaps the new ones is at their tails. Gives these with their levels. */
  #takeBack(): Map<number, number> {
    const taken = new Map<number, number>();
    this.levels.forEach((level, depth) => {
      const first = level.firstEndingAfter(this.#dirtyFromNs);
      for (let index = first; index < level.count; index++) taken.set(level.slices[index]!, depth);
      level.truncate(first);
    });
    return taken;
  }

  /** The level of each, in their order; `MAX_LEVELS` for one that lies too deep. */
  #depthsOf(slices: Uint32Array): Uint8Array {
    const { start, end } = this.#table;
    const depths = new Uint8Array(slices.length);
    const lastEnds = this.levels.map(lastEnd);
    const lastStarts = this.levels.map(lastStart);
    for (let at = 0; at < slices.length; at++) {
      const from = start[slices[at]!]!;
      const to = end[slices[at]!]!;
      let depth = 0;
      for (let level = lastEnds.length - 1; level >= 0; level--) {
        const last = lastEnds[level]!;
        // What began later lies around nothing: it has kept its level while what lies around it was taken back.
        if (last > from + TOLERANCE_NS && last >= to - TOLERANCE_NS && lastStarts[level]! <= from) {
          depth = level + 1;
          break;
        }
      }
      while (depth < lastEnds.length && lastEnds[depth]! > from + TOLERANCE_NS) depth++;
      if (depth < MAX_LEVELS) {
        lastEnds[depth] = to;
        lastStarts[depth] = from;
      }
      depths[at] = depth;
    }
    return depths;
  }

  /** Levels get their room at once: of a saved trace all slices are placed in one go. */
  #place(slices: Uint32Array, depths: Uint8Array): void {
    const { start, end, kind } = this.#table;
    const more = new Uint32Array(MAX_LEVELS + 1);
    for (const depth of depths) more[depth]!++;
    for (let depth = 0; depth < MAX_LEVELS; depth++) {
      if (more[depth] === 0) continue;
      if (depth === this.levels.length) this.levels.push(new SliceLevel());
      this.levels[depth]!.reserve(more[depth]!);
    }
    for (let at = 0; at < slices.length; at++) {
      const slice = slices[at]!;
      this.levels[depths[at]!]?.push(start[slice]!, end[slice]!, slice, stateOfKind(kind[slice]!));
    }
  }
}

function lastStart(level: SliceLevel): number {
  return level.count === 0 ? -Infinity : level.starts[level.count - 1]!;
}

function lastEnd(level: SliceLevel): number {
  return level.count === 0 ? -Infinity : level.ends[level.count - 1]!;
}

/**
 * By start, the longer first. Arrival is nearly in this order (only parents come after their children), which an
 * insertion uses; when it turns out to be far from it, a general sort takes over.
 */
function sortByStart(slices: Uint32Array, { start, end }: SliceTable): void {
  let budget = slices.length * 8;
  for (let index = 1; index < slices.length; index++) {
    const slice = slices[index]!;
    let hole = index;
    while (hole > 0 && comesAfter(slices[hole - 1]!, slice, start, end)) {
      slices[hole] = slices[hole - 1]!;
      hole--;
    }
    slices[hole] = slice;
    budget -= index - hole;
    if (budget < 0) {
      slices.sort((a, b) => start[a]! - start[b]! || longerFirst(a, b, end));
      return;
    }
  }
}

function comesAfter(a: number, b: number, start: Float64Array, end: Float64Array): boolean {
  if (start[a]! !== start[b]!) return start[a]! > start[b]!;
  return longerFirst(a, b, end) > 0;
}

/** Of two that are equally long, the one that was written last lies around the other; if open, the one announced first. */
function longerFirst(a: number, b: number, end: Float64Array): number {
  const [endA, endB] = [end[a], end[b]];
  if (endA !== endB) return endB! - endA!;
  return endA === Infinity ? a - b : b - a;
}
