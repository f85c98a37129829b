import type { SliceLevel } from '../../model/slice-level.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import { RowKind } from '../../vocabulary.ts';

/** A worker of a pool, for who goes back through time: times asked for hardly ever grow. */
export class CrewMember {
  readonly track: ThreadTrack;
  readonly #outermost: SliceLevel | undefined;
  /** Index of the first slice that starts at or after the time asked for last. */
  #next = Infinity;

  constructor(track: ThreadTrack) {
    this.track = track;
    this.#outermost = track.levels[0];
  }

  /** When it last had nothing more to do, at or before `untilNs`; Infinity where it was at work all along. */
  lastDoneNs(untilNs: number): number {
    const level = this.#outermost;
    if (level === undefined) return -Infinity;
    const { kind } = this.track.slices;
    const last = this.#firstStartingFrom(level, untilNs) - 1;
    for (let at = last; at >= 0; at--) {
      const kindOf = kind[level.slices[at]!];
      if (kindOf === RowKind.waitTask) return level.starts[at]!;
      if (kindOf === RowKind.task && level.ends[at]! <= untilNs) return level.ends[at]!;
      if (kindOf === RowKind.boot || kindOf === RowKind.load) break;
    }
    return last < 0 || level.ends[last]! > untilNs ? -Infinity : Infinity;
  }

  #firstStartingFrom(level: SliceLevel, timeNs: number): number {
    const { starts, count } = level;
    if (this.#next < count && starts[this.#next]! < timeNs) this.#next = Infinity;
    let next = Math.min(this.#next, count);
    while (next > 0 && starts[next - 1]! >= timeNs) next--;
    this.#next = next;
    return next;
  }
}
