/** What a thread was at, as stacks: a task, in it what it waited for, by the slices of its levels. */
import { NO_SLICE, Segments } from '../../model/segments.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import { RowKind } from '../../vocabulary.ts';

/** Slices from the outermost on, for `ns`. */
export type VisitStack = (slices: readonly number[], ns: number) => void;

/** Visits what lies in [fromNs, toNs) inside of tasks. */
export function visitSliceStacks(track: ThreadTrack, fromNs: number, toNs: number, visit: VisitStack): void {
  const { levels, slices } = track;
  const cursors = levels.map((level) => level.firstEndingAfter(fromNs));
  const segments = new Segments(track, fromNs, toNs);
  while (segments.next()) {
    const { startNs, endNs, slice, depth: deepest } = segments;
    if (slice === NO_SLICE) continue;
    const stack: number[] = [];
    for (let depth = 0; depth <= deepest; depth++) {
      const level = levels[depth]!;
      let cursor = cursors[depth]!;
      while (cursor < level.count && level.ends[cursor]! <= startNs) cursor++;
      cursors[depth] = cursor;
      if (cursor < level.count && level.starts[cursor]! <= startNs) stack.push(level.slices[cursor]!);
    }
    const task = stack.findIndex((own) => slices.kind[own] === RowKind.task);
    if (task >= 0) visit(stack.slice(task), endNs - startNs);
  }
}
