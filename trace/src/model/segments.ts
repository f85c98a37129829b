/** The life of a thread as segments that do not overlap: in each, the innermost slice. */
import type { ThreadTrack } from './thread-track.ts';

/** Stands for "no slice" in a segment. */
export const NO_SLICE = -1;

/** Called in the order of time; segments follow each other without a gap. `depth`: the slice's level; -1 without one. */
export type VisitSegment = (startNs: number, endNs: number, slice: number, depth: number) => void;

/** Visits [fromNs, toNs). Where slices cross (several waits at once in one thread), the one on the deepest level counts. */
export function visitSegments(track: ThreadTrack, fromNs: number, toNs: number, visit: VisitSegment): void {
  const { levels } = track;
  const cursors = levels.map((level) => level.firstEndingAfter(fromNs));
  let time = fromNs;
  while (time < toNs) {
    let slice = NO_SLICE;
    let sliceDepth = -1;
    let next = toNs;
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      const level = levels[depth]!;
      let cursor = cursors[depth]!;
      while (cursor < level.count && level.ends[cursor]! <= time) cursor++;
      cursors[depth] = cursor;
      if (cursor === level.count) continue;
      if (level.starts[cursor]! > time) {
        next = Math.min(next, level.starts[cursor]!);
      } else {
        slice = level.slices[cursor]!;
        sliceDepth = depth;
        next = Math.min(next, level.ends[cursor]!);
        break;
      }
    }
    visit(time, next, slice, sliceDepth);
    time = next;
  }
}
