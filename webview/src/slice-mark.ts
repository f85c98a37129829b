/** One drawn mark, taken out of the columns of an answer. */
import type { LaneColumns, LevelColumns, ThreadState, WaitReason, WindowAnswer } from '../../trace/src/query.ts';
import { THREAD_STATES, WAIT_REASONS } from '../../trace/src/query.ts';
import { indexAt, indexOfSlice } from './hit-test.ts';
import { fill, strings } from './strings.ts';

export interface SliceMark {
  readonly laneId: number;
  readonly depth: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly state: ThreadState;
  readonly reason: WaitReason | undefined;
  readonly name: string;
  /** -1 = several slices merged. */
  readonly slice: number;
  readonly merged: number;
  readonly open: boolean;
}

export function markAt(answer: WindowAnswer, columns: LaneColumns, index: number): SliceMark {
  return {
    laneId: columns.laneId,
    depth: columns.depth[index]!,
    startNs: columns.startNs[index]!,
    endNs: columns.endNs[index]!,
    state: THREAD_STATES[columns.state[index]!] ?? 'unknown',
    reason: WAIT_REASONS[columns.reason[index]! - 1],
    name: answer.names[columns.name[index]!] ?? '',
    slice: columns.slice[index]!,
    merged: columns.merged[index]!,
    open: columns.open[index] === 1,
  };
}

/** How many waited for a shared object at a time, or how many messages lay in it; null where nobody and nothing did. */
export function levelMarkAt(
  { query }: WindowAnswer,
  { laneId, levels = [] }: LaneColumns,
  level: 'depth' | 'waiting',
  timeNs: number,
): SliceMark | null {
  const own = levels.filter(({ what }) => (what === 'depth') === (level === 'depth'));
  const bucketNs = (query.endNs - query.startNs) / (own[0]?.mean.length ?? 1);
  const bucket = Math.floor((timeNs - query.startNs) / bucketNs);
  const there = own.filter(({ peak }) => (peak[bucket] ?? 0) > 0);
  const [first] = there;
  if (!first) return null;
  const startNs = query.startNs + bucket * bucketNs;
  return {
    laneId,
    depth: 0,
    startNs,
    endNs: startNs + bucketNs,
    state: first.what === 'depth' ? 'serializing' : 'waiting',
    reason: first.what === 'depth' ? undefined : first.what,
    name: there.map((columns) => levelWords(columns, bucket)).join(', '),
    slice: -1,
    merged: 1,
    open: false,
  };
}

function levelWords({ what, mean, peak }: LevelColumns, bucket: number): string {
  const count = peak[bucket]!;
  const isSteady = Math.abs(mean[bucket]! - count) < 0.01;
  if (what === 'depth') return fill(isSteady ? strings.depthHere : strings.depthHereUpTo, { count });
  return fill(isSteady ? strings.waitingHere : strings.waitingHereUpTo, { count });
}

/** Whether both stand for the same thing, though taken from different answers. */
export function sameMark(a: SliceMark | null, b: SliceMark | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.laneId !== b.laneId) return false;
  return a.slice >= 0 || b.slice >= 0 ? a.slice === b.slice : a.depth === b.depth && a.startNs === b.startNs;
}

/** The slice that a mark lies in, one row up; null where there is none, or where it is drawn as one with others. */
export function sliceAround(answer: WindowAnswer | null, mark: SliceMark): SliceMark | null {
  const columns = answer?.lanes.find(({ laneId }) => laneId === mark.laneId);
  if (!answer || !columns || mark.depth === 0) return null;
  const index = indexAt(columns, mark.depth - 1, mark.startNs, 0);
  return index >= 0 && columns.slice[index]! >= 0 ? markAt(answer, columns, index) : null;
}

/** An open mark as the answer has it now, longer or closed; others stay as they are. */
export function newestMark(answer: WindowAnswer | null, mark: SliceMark | null): SliceMark | null {
  if (!answer || !mark?.open) return mark;
  const columns = answer.lanes.find(({ laneId }) => laneId === mark.laneId);
  const index = columns ? indexOfSlice(columns, mark.slice) : -1;
  return columns && index >= 0 ? markAt(answer, columns, index) : mark;
}
