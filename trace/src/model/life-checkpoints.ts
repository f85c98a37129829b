/** How far the life of a thread was laid at some times, to go on from there. */
import { PieceLevels, type PieceState } from './piece-levels.ts';
import type { LayerState } from './period-layer.ts';

export interface LifeCheckpoint {
  readonly timeNs: number;
  readonly kindNs: Float64Array;
  readonly pieces: PieceState;
  readonly layer: LayerState;
}

interface Kept {
  readonly checkpoint: LifeCheckpoint;
  /** By level, the lowest piece that changed between this checkpoint and the next. */
  floors: readonly number[];
}

/** Kept at most. Of the older ones every second is dropped then: what changes, changes near the end. */
const MOST = 24;
const OLDER = 16;

export class LifeCheckpoints {
  readonly #kept: Kept[] = [];

  /** `floors`: how far back pieces have changed since the last one. */
  add(checkpoint: LifeCheckpoint, floors: readonly number[]): void {
    this.#note(floors);
    this.#kept.push({ checkpoint, floors: [] });
    if (this.#kept.length <= MOST) return;
    for (let at = OLDER - 1; at > 0; at -= 2) {
      const before = this.#kept[at - 1]!;
      before.floors = lower(before.floors, this.#kept[at]!.floors);
      this.#kept.splice(at, 1);
    }
  }

  /**
   * The last one before `changedNs` that holds; those after it are dropped. `isIdleSame`: whether no more idle time was counted
   * meanwhile, of which some of the thread's sleeps may have got too little.
   */
  goBack(
    changedNs: number,
    floors: readonly number[],
    { isIdleSame }: { readonly isIdleSame: boolean },
  ): LifeCheckpoint | undefined {
    this.#note(floors);
    let since: readonly number[] = [];
    for (let last = this.#kept.at(-1); last !== undefined; last = this.#kept.at(-1)) {
      const { checkpoint } = last;
      since = lower(since, last.floors);
      const isTrue = checkpoint.timeNs < changedNs && (isIdleSame || !checkpoint.layer.isIdleShort);
      if (isTrue && PieceLevels.isWithin(checkpoint.pieces, since)) {
        last.floors = [];
        return checkpoint;
      }
      this.#kept.pop();
    }
    return undefined;
  }

  #note(floors: readonly number[]): void {
    const last = this.#kept.at(-1);
    if (last !== undefined) last.floors = lower(last.floors, floors);
  }
}

function lower(a: readonly number[], b: readonly number[]): readonly number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, depth) => Math.min(a[depth] ?? Infinity, b[depth] ?? Infinity));
}
