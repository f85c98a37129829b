/** The life of a thread as segments that do not overlap: in each, the innermost slice. */
import type { SliceLevel } from './slice-level.ts';
import type { ThreadTrack } from './thread-track.ts';

/** Stands for "no slice" in a segment. */
export const NO_SLICE = -1;

/**
 * Goes through `[fromNs, toNs)` of a thread's life. Segments come in the order of time and follow each other without a gap. Where
 * slices cross (several waits at once in one thread), the one on the deepest level counts. A cursor and no callback: there are
 * millions, and each call with times would put these on the heap.
 */
export class Segments {
  /** The segment that `next` has gone to. */
  startNs: number;
  endNs: number;
  slice: number = NO_SLICE;
  /** The slice's level; -1 without one. */
  depth = -1;
  readonly #toNs: number;
  readonly #levels: readonly SliceLevel[];
  /** By level: the first slice that has not ended, and its times; Infinity behind the last. */
  readonly #cursors: Uint32Array;
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;

  constructor({ levels }: ThreadTrack, fromNs: number, toNs: number) {
    this.startNs = this.endNs = fromNs;
    this.#toNs = toNs;
    this.#levels = levels;
    this.#cursors = new Uint32Array(levels.length);
    this.#starts = new Float64Array(levels.length);
    this.#ends = new Float64Array(levels.length);
    for (const [depth, level] of levels.entries()) this.#goTo(depth, level.firstEndingAfter(fromNs));
  }

  /** Goes to the next segment; gives whether there is one. */
  next(): boolean {
    const timeNs = (this.startNs = this.endNs);
    if (!(timeNs < this.#toNs)) return false;
    const starts = this.#starts;
    const ends = this.#ends;
    let endNs = this.#toNs;
    let depth = starts.length - 1;
    for (; depth >= 0; depth--) {
      while (ends[depth]! <= timeNs) this.#goTo(depth, this.#cursors[depth]! + 1);
      const startNs = starts[depth]!;
      if (startNs <= timeNs) break;
      if (startNs < endNs) endNs = startNs;
    }
    this.depth = depth;
    this.slice = depth < 0 ? NO_SLICE : this.#levels[depth]!.slices[this.#cursors[depth]!]!;
    this.endNs = depth >= 0 && ends[depth]! < endNs ? ends[depth]! : endNs;
    return true;
  }

  #goTo(depth: number, at: number): void {
    const level = this.#levels[depth]!;
    const isThere = at < level.count;
    this.#cursors[depth] = at;
    this.#starts[depth] = isThere ? level.starts[at]! : Infinity;
    this.#ends[depth] = isThere ? level.ends[at]! : Infinity;
  }
}
