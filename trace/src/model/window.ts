/** Answers a view's window: per lane at most a few marks per pixel, whatever the number of slices. */
import type { LaneColumns, UtilizationColumns, WindowAnswer, WindowQuery } from '../query.ts';
import { reasonIndex, stateIndex } from './kind-state.ts';
import { coreOfLane } from './lanes.ts';
import { MarkList, NameList, type Mark } from './mark-list.ts';
import { threadName, sliceName } from './slice-names.ts';
import type { SliceLevel } from './slice-level.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { TraceData } from './trace-data.ts';
import { workBegins } from './work-begins.ts';

/** Wider windows than screens are asked for by nobody. */
const MAX_WIDTH_PX = 16_384;
/** Sampling points closer than this are not worth drawing. */
const SAMPLE_SPACING_PX = 3;

/** What of time and pixels each lane needs. */
interface Frame {
  readonly startNs: number;
  readonly endNs: number;
  readonly pixelNs: number;
  /** Where open slices end. */
  readonly newestNs: number;
}

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
    if (core !== undefined) lanes.push(coreColumns(model, core, laneId, frame, names, widthPx));
    else if (track) lanes.push(threadColumns(model, track, frame, names));
  }
  return { query, lanes, utilization: utilization(model, frame, widthPx), names: names.list };
}

/** A level, what its slices are called, and the part of the window that it fills. */
interface MarkSource {
  readonly level: SliceLevel;
  readonly depth: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** `id` as in the level's `slices`. */
  nameOf(id: number): string;
  reasonOf(id: number): number;
  /** Cut marks to the range; they stand for no slice that has details. */
  readonly clip: boolean;
  /** Index of the state to show instead of another one. */
  readonly instead?: { readonly of: number; readonly state: number };
}

function threadColumns(model: TraceData, track: ThreadTrack, frame: Frame, names: NameList): LaneColumns {
  const marks = new MarkList();
  const whole = { fromNs: frame.startNs, toNs: frame.endNs, clip: false };
  const { slices } = track;
  const nameOf = (slice: number): string => sliceName(model, slices, slice);
  const reasonOf = (slice: number): number => reasonIndex(slices.kind[slice]!);
  track.levels.forEach((level, depth) => {
    addMarks({ level, depth, nameOf, reasonOf, ...whole }, frame, marks, names);
    if (depth === 0) addActivity(track, frame, marks, names);
  });
  return marks.columns(track.index, new Float64Array(0));
}

/** Where there is no outermost slice: what sampling says. */
function addActivity(track: ThreadTrack, frame: Frame, marks: MarkList, names: NameList): void {
  const level = track.activity.stretches;
  const nameOf = (stretch: number): string => ACTIVITY_NAMES[level.states[stretch]!] ?? '';
  // A worker without CPU time and without an event: why is not known.
  const instead = { of: IDLE, state: stateIndex(track.isWorker ? 'unknown' : 'idle') };
  const source = { level, depth: 0, nameOf, reasonOf: () => 0, clip: true, instead };
  const outermost = marks.count;
  const workNs = workBegins(track);
  let fromNs = Math.max(frame.startNs, track.startNs);
  const until = Math.min(frame.endNs, track.exitNs ?? frame.newestNs);
  for (let mark = 0; mark <= outermost; mark++) {
    const toNs = mark === outermost ? until : Math.min(marks.start(mark), until);
    const startedNs = Math.min(toNs, Math.max(fromNs, workNs));
    if (startedNs - fromNs >= frame.pixelNs / 2) marks.add(startingMark(fromNs, startedNs, names));
    if (toNs - startedNs >= frame.pixelNs / 2) {
      addMarks({ ...source, fromNs: startedNs, toNs }, frame, marks, names);
    }
    if (mark < outermost) fromNs = Math.max(fromNs, marks.end(mark));
  }
  marks.sortByStart();
}

/** Between the slices of a worker's start. */
function startingMark(startNs: number, endNs: number, names: NameList): Mark {
  const state = stateIndex('starting');
  const name = names.id('starting');
  return { startNs, endNs, depth: 0, state, reason: 0, name, slice: -1, merged: 1, open: false };
}

const IDLE = stateIndex('idle');
const ACTIVITY_NAMES: Readonly<Record<number, string>> = {
  [stateIndex('running')]: 'running (by CPU time)',
  [stateIndex('runQueue')]: 'waiting for a core (by CPU time)',
  [stateIndex('idle')]: 'using no CPU',
};

/** Slices of a pixel or more one by one; shorter ones that begin in the same pixel as one mark. */
function addMarks(source: MarkSource, frame: Frame, marks: MarkList, names: NameList): void {
  const { level, fromNs, toNs } = source;
  const last = level.firstStartingFrom(toNs);
  for (let index = level.firstEndingAfter(fromNs); index < last;) {
    const next = endOfMark(level, index, last, frame);
    const single = next === index + 1;
    const id = level.slices[index]!;
    const startNs = level.starts[index]!;
    const endNs = level.ends[next - 1]!;
    const open = endNs === Infinity;
    const shownEndNs = open ? Math.max(startNs, frame.newestNs) : endNs;
    marks.add({
      startNs: source.clip ? Math.max(startNs, fromNs) : startNs,
      endNs: source.clip ? Math.min(shownEndNs, toNs) : shownEndNs,
      depth: source.depth,
      state: shownState(source, single ? level.states[index]! : level.dominantState(index, next)),
      reason: single ? source.reasonOf(id) : 0,
      name: names.id(single ? source.nameOf(id) : `${next - index} slices`),
      slice: single && !source.clip ? id : -1,
      merged: next - index,
      open,
    });
    index = next;
  }
}

function shownState({ instead }: MarkSource, state: number): number {
  return instead?.of === state ? instead.state : state;
}

/** Where the mark that begins at `index` ends: past one slice, or past the short ones that begin in its pixel. */
function endOfMark(level: SliceLevel, index: number, last: number, { startNs, pixelNs }: Frame): number {
  const start = level.starts[index]!;
  if (level.ends[index]! - start >= pixelNs) return index + 1;
  const pixel = Math.floor((start - startNs) / pixelNs);
  const pixelEnd = level.firstStartingFrom(startNs + (pixel + 1) * pixelNs, index + 1);
  return level.firstLong(index, Math.min(pixelEnd, last), pixelNs);
}

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
  const whole = { fromNs: frame.startNs, toNs: frame.endNs, clip: false };
  addMarks({ level, depth: 0, nameOf, reasonOf: () => 0, ...whole }, frame, marks, names);
  marks.numberBy((startNs) => level.firstStartingFrom(startNs));
  const from = lowerBound(track.samplesNs, track.sampleCount, frame.startNs);
  const to = lowerBound(track.samplesNs, track.sampleCount, frame.endNs);
  const visible = (to - from) * SAMPLE_SPACING_PX <= widthPx;
  return marks.columns(laneId, visible ? track.samplesNs.slice(from, to) : new Float64Array(0));
}

function lowerBound(values: Float64Array, count: number, least: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}

function utilization(model: TraceData, { startNs, endNs }: Frame, count: number): UtilizationColumns {
  const { meta } = model.facts;
  const program = model.load.program.buckets(startNs, endNs, count);
  const instrument = model.load.instrument.buckets(startNs, endNs, count);
  const others = model.load.machine.buckets(startNs, endNs, count);
  for (let i = 0; i < count; i++) others[i] = Math.max(0, others[i]! - program[i]! - instrument[i]!);
  return {
    count,
    program,
    others,
    instrument,
    available: meta?.coresAvailable ?? 1,
    measured: meta?.coresMeasured ?? model.cores.size > 0,
  };
}
