/** The life of one thread, read backwards: what it was at right before a time. Times asked for never grow. */
import { stateIndex, stateOfKind, waitReasonOf } from '../../model/kind-state.ts';
import { NO_SLICE } from '../../model/segments.ts';
import type { SliceLevel } from '../../model/slice-level.ts';
import { isWork, type ThreadLife } from '../../model/thread-life.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import { THREAD_STATES, WAIT_REASONS, type ThreadState, type WaitReason } from '../../query.ts';

/** A stretch in which one slice is the innermost. */
export interface Stretch {
  readonly startNs: number;
  /** Row in the thread's slices; `NO_SLICE` outside of all. */
  readonly slice: number;
  readonly depth: number;
}

/** A part of a stretch in one state. */
export interface StatePart {
  readonly startNs: number;
  readonly endNs: number;
  readonly state: ThreadState;
  readonly reason: WaitReason | undefined;
}

const UNKNOWN = stateIndex('unknown');

export class ThreadWalk {
  readonly track: ThreadTrack;
  readonly #life: ThreadLife;
  readonly #levels: ThreadTrack['levels'];
  /** By level: index of the last slice, and by level of the life of the last piece, that begins before the time asked for. */
  readonly #cursors: number[];
  readonly #pieces: number[];

  constructor(track: ThreadTrack, life: ThreadLife) {
    this.track = track;
    this.#life = life;
    this.#levels = track.levels;
    this.#cursors = this.#levels.map((level) => level.count - 1);
    this.#pieces = life.levels.map((level) => level.count - 1);
  }

  /** The stretch that lies before `untilNs` and reaches it. */
  before(untilNs: number): Stretch {
    let startNs = this.track.startNs;
    const levels = this.#levels;
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      const level = levels[depth]!;
      const at = lastBefore(level, this.#cursors, depth, untilNs);
      if (at < 0) continue;
      if (level.ends[at]! >= untilNs) {
        return { startNs: Math.max(startNs, level.starts[at]!), slice: level.slices[at]!, depth };
      }
      startNs = Math.max(startNs, level.ends[at]!);
    }
    return { startNs, slice: NO_SLICE, depth: -1 };
  }

  /** What it was at in `[fromNs, untilNs)`, which lies in the stretch: the last part first. */
  parts({ slice, depth }: Stretch, fromNs: number, untilNs: number): StatePart[] {
    const kind = slice === NO_SLICE ? undefined : this.track.slices.kind[slice]!;
    if (kind !== undefined && !isWork(this.track, kind)) {
      return [partOf(fromNs, untilNs, stateOfKind(kind), waitReasonOf(kind))];
    }
    const parts: StatePart[] = [];
    const level = this.#life.levels[depth + 1];
    let end = untilNs;
    let at = level === undefined ? -1 : lastBefore(level, this.#pieces, depth + 1, untilNs);
    for (; level !== undefined && at >= 0 && end > fromNs; at--) {
      const start = Math.max(fromNs, level.starts[at]!);
      const pieceEnd = Math.min(end, level.ends[at]!);
      if (pieceEnd <= fromNs) break;
      if (pieceEnd < end) parts.push(partOf(pieceEnd, end, UNKNOWN));
      parts.push(partOf(start, pieceEnd, level.states[at]!, WAIT_REASONS[level.slices[at]! - 1]));
      end = start;
    }
    if (end > fromNs) parts.push(partOf(fromNs, end, UNKNOWN));
    return parts;
  }
}

/** Index of the last slice that begins before a time, from where the one was that was asked for before; -1 for none. */
function lastBefore({ starts }: SliceLevel, cursors: number[], depth: number, timeNs: number): number {
  let at = cursors[depth]!;
  while (at >= 0 && starts[at]! >= timeNs) at--;
  cursors[depth] = at;
  return at;
}

function partOf(startNs: number, endNs: number, state: number, reason?: WaitReason): StatePart {
  return { startNs, endNs, state: THREAD_STATES[state]!, reason };
}
