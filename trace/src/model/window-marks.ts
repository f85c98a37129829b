/** The marks of one level of slices in a window: a few per pixel at most, whatever the number of slices. */
import type { MarkList, NameList } from './mark-list.ts';
import type { SliceLevel } from './slice-level.ts';

/** What of time and pixels each lane needs. */
export interface Frame {
  readonly startNs: number;
  readonly endNs: number;
  readonly pixelNs: number;
  /** Where open slices end. */
  readonly newestNs: number;
}

/** A level, what its slices are called, and the part of the window that it fills. */
export interface MarkSource {
  readonly level: SliceLevel;
  readonly depth: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** `id` as in the level's `slices`. */
  nameOf(id: number, state: number): string;
  reasonOf(id: number): number;
  /** Index of the state of a single one, given that of its kind. */
  stateOf(id: number, state: number): number;
  /** Index of a state of which there is no mark; -1 = all have one. */
  readonly hidden: number;
  /** Pieces between slices: marks are cut to the range, and stand for no slice that has details. */
  readonly isPieces: boolean;
}

/** Of a level whose slices are in the state that it says. */
export function ownState(_: number, state: number): number {
  return state;
}

/** What a level of slices is that fills the whole window, each in the state that the level says. */
export function addSlices(
  { level, depth, nameOf }: Pick<MarkSource, 'level' | 'depth' | 'nameOf'>,
  frame: Frame,
  marks: MarkList,
  names: NameList,
): void {
  const whole = { fromNs: frame.startNs, toNs: frame.endNs, isPieces: false, hidden: -1 };
  addMarks({ level, depth, nameOf, reasonOf: () => 0, stateOf: ownState, ...whole }, frame, marks, names);
}

/** Slices of a pixel or more one by one; shorter ones that begin in the same pixel as one mark. */
export function addMarks(source: MarkSource, frame: Frame, marks: MarkList, names: NameList): void {
  const { level, fromNs, toNs, isPieces } = source;
  const last = level.firstStartingFrom(toNs);
  for (let index = level.firstEndingAfter(fromNs); index < last;) {
    const next = endOfMark(level, index, last, frame);
    const single = next === index + 1;
    const id = level.slices[index]!;
    const startNs = level.starts[index]!;
    const endNs = level.ends[next - 1]!;
    const open = endNs === Infinity;
    const shownEndNs = open ? Math.max(startNs, frame.newestNs) : endNs;
    const state = single ? source.stateOf(id, level.states[index]!) : level.dominantState(index, next);
    if (state !== source.hidden) {
      marks.add({
        startNs: isPieces ? Math.max(startNs, fromNs) : startNs,
        endNs: isPieces ? Math.min(shownEndNs, toNs) : shownEndNs,
        depth: source.depth,
        state,
        reason: single ? source.reasonOf(id) : 0,
        name: names.id(single ? source.nameOf(id, state) : `${next - index} slices`),
        slice: single && !isPieces ? id : -1,
        merged: next - index,
        open,
      });
    }
    index = next;
  }
}

/** Where the mark that begins at `index` ends: past one slice, or past the short ones that begin in its pixel. */
function endOfMark(level: SliceLevel, index: number, last: number, { startNs, pixelNs }: Frame): number {
  const start = level.starts[index]!;
  if (level.ends[index]! - start >= pixelNs) return index + 1;
  const pixel = Math.floor((start - startNs) / pixelNs);
  const pixelEnd = level.firstStartingFrom(startNs + (pixel + 1) * pixelNs, index + 1);
  return level.firstLong(index, Math.min(pixelEnd, last), pixelNs);
}
