/** Answers a view's window: per lane at most a few marks per pixel, whatever the number of slices. */
import type { LaneColumns, UtilizationColumns, WindowAnswer, WindowQuery } from '../query.ts';
import { reasonIndex, stateIndex } from './kind-state.ts';
import { coreOfLane } from './lanes.ts';
import { objectColumns, objectOfLane } from './shared-objects/object-lanes.ts';
import { MarkList, NameList } from './mark-list.ts';
import { threadName, sliceName } from './slice-names.ts';
import type { SliceLevel } from './slice-level.ts';
import { isWork } from './thread-life.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { TraceData } from './trace-data.ts';
import { addMarks, addSlices, ownState, type Frame } from './window-marks.ts';

/** Wider windows than screens are asked for by nobody. */
const MAX_WIDTH_PX = 16_384;
/** Sampling points closer than this are not worth drawing. */
const SAMPLE_SPACING_PX = 3;
/** What other programs use is told for so many pixels together. */
const OTHERS_PX = 4;

export function answerWindow(model: TraceData, query: WindowQuery): WindowAnswer {
  const widthPx = Math.min(MAX_WIDTH_PX, Math.max(1, Math.floor(query.widthPx) || 1));
  const startNs = Number.isFinite(query.startNs) ? query.startNs : 0;
  const endNs = query.endNs > startNs ? Math.min(query.endNs, 1e18) : startNs + 1;
  const frame: Frame = { startNs, endNs, pixelNs: (endNs - startNs) / widthPx, newestNs: model.endNs };
  const names = new NameList();
  const lanes: LaneColumns[] = [];
  for (const laneId of query.laneIds) {
    const core = coreOfLane(laneId);
    const track = model.threads.get(laneId);
    const object = objectOfLane(laneId);
    if (object !== undefined) lanes.push(objectColumns(model, object, frame, names, widthPx));
    else if (core !== undefined) lanes.push(coreColumns(model, core, laneId, frame, names, widthPx));
    else if (track) lanes.push(threadColumns(model, track, frame, names));
  }
  return { query, lanes, utilization: utilization(model, frame, widthPx), names: names.list };
}

function threadColumns(model: TraceData, track: ThreadTrack, frame: Frame, names: NameList): LaneColumns {
  const marks = new MarkList();
  const { slices, levels } = track;
  const life = model.lifeOf(track);
  const nameOf = (slice: number): string => sliceName(model, slices, slice);
  const reasonOf = (slice: number): number => reasonIndex(slices.kind[slice]!);
  const stateOf = (slice: number, state: number): number => (isWork(track, slices.kind[slice]!) ? RUNNING : state);
  const whole = { fromNs: frame.startNs, toNs: frame.endNs, isPieces: false, hidden: -1 };
  for (let depth = 0; depth < Math.max(levels.length, life.levels.length); depth++) {
    const first = marks.count;
    const level = levels[depth];
    if (level) addMarks({ level, depth, nameOf, reasonOf, stateOf, ...whole }, frame, marks, names);
    const pieces = life.levels[depth];
    if (pieces) addPieces(pieces, { depth, first }, frame, marks, names);
  }
  return marks.columns(track.index, new Float64Array(0));
}

/** Between the slices of a depth, of which `first` is the first mark: what sampling says. */
function addPieces(
  level: SliceLevel,
  { depth, first }: { readonly depth: number; readonly first: number },
  frame: Frame,
  marks: MarkList,
  names: NameList,
): void {
  const nameOf = (_: number, state: number): string => PIECE_NAMES[state] ?? '';
  const reasonOf = (reason: number): number => reason;
  // That a task runs, its own mark shows.
  const hidden = depth > 0 ? RUNNING : -1;
  const source = { level, depth, nameOf, reasonOf, stateOf: ownState, hidden, isPieces: true };
  const last = marks.count;
  let { startNs: fromNs } = frame;
  for (let mark = first; mark <= last; mark++) {
    const toNs = mark === last ? frame.endNs : Math.min(marks.start(mark), frame.endNs);
    if (toNs - fromNs >= frame.pixelNs / 2) addMarks({ ...source, fromNs, toNs }, frame, marks, names);
    if (mark < last) fromNs = Math.max(fromNs, marks.end(mark));
  }
  marks.sortByStart(first);
}

const RUNNING = stateIndex('running');
const PIECE_NAMES: Readonly<Record<number, string>> = {
  [RUNNING]: 'running (by CPU time)',
  [stateIndex('starting')]: 'starting',
  [stateIndex('awaiting')]: 'awaiting I/O or a timer',
  [stateIndex('waiting')]: 'blocked in a system call',
  [stateIndex('runQueue')]: 'waiting for a core (by CPU time)',
  [stateIndex('idle')]: 'using no CPU',
  [stateIndex('unknown')]: 'using no CPU',
};

function coreColumns(
  model: TraceData,
  core: number,
  laneId: number,
  frame: Frame,
  names: NameList,
  widthPx: number,
): LaneColumns {
  const marks = new MarkList();
  const track = model.cores.get(core);
  if (track === undefined) return marks.columns(laneId, new Float64Array(0));
  const { slices: level } = track;
  // On cores a slice is its place in the level; `slices` of the level are threads.
  const nameOf = (thread: number): string => threadName(model, thread);
  addSlices({ level, depth: 0, nameOf }, frame, marks, names);
  marks.numberBy((startNs) => level.firstStartingFrom(startNs));
  const samplesNs = track.samplesNs(frame.startNs, frame.endNs, Math.floor(widthPx / SAMPLE_SPACING_PX));
  const others = track.othersShare(frame.startNs, frame.endNs, Math.ceil(widthPx / OTHERS_PX));
  return { ...marks.columns(laneId, samplesNs), others };
}

function utilization(model: TraceData, { startNs, endNs }: Frame, count: number): UtilizationColumns {
  const { meta, coresAllowed } = model.facts;
  const program = model.load.program.buckets(startNs, endNs, count);
  const instrument = model.load.instrument.buckets(startNs, endNs, count);
  const others = model.load.machine.buckets(startNs, endNs, count);
  for (let i = 0; i < count; i++) others[i] = Math.max(0, others[i]! - program[i]! - instrument[i]!);
  return {
    count,
    program,
    others,
    instrument,
    available: Math.min(meta?.coresAvailable ?? 1, coresAllowed ?? Infinity),
    measured: meta?.coresMeasured ?? model.cores.size > 0,
  };
}
