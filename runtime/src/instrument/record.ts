/**
 * The recorder of the current thread: what the runtime calls at each event. Off is the default and costs one test of a
 * module variable; `attachRecorder` turns it on for this thread.
 *
 * Usage: `const start = clockNs(); …; recordSlice(RowKind.waitLock, start, lock.id, 0, site)`. Off, `clockNs` is 0 and free.
 *
 * All state lies in the shared arena, so that a second copy of this module in the same thread (the script's own package
 * beside the one that launched it) writes to the same ring.
 */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { ARENA_VERSION, HeaderWord, LaneWord, headerOf, viewLane, type LaneViews } from './arena.ts';
import { captureUserFrame, sourcePlace } from './call-site.ts';
import { countInto } from './counters.ts';
import { GivenTexts } from './given-texts.ts';
import { LaneWriter } from './lane-writer.ts';
import { announceOpen, closeOpen } from './open-slices.ts';
import { osThreadId } from './os-thread.ts';

/** What a thread needs in order to record. Plain data: it travels to the thread in any message. */
export interface RecorderSeat {
  readonly version: number;
  readonly arena: SharedArrayBuffer;
  /** Number of its lane in the arena; -1 = none was free, nothing is recorded. */
  readonly slot: number;
  /** Index of the thread in the run. */
  readonly thread: number;
  /** The run's clock origin: `performance.timeOrigin` of its first process, ms. */
  readonly originMs: number;
}

/** Flood events that take at least this long are always recorded singly. */
const SINGLE_NS = 10_000;
const IDS_PER_BLOCK = 256;
const SEAT_KEY = Symbol.for('parascope.recorder');

let on = false;
let lane!: LaneViews;
let writer!: LaneWriter;
let control!: Int32Array;
let header!: Int32Array;
let threadBits = 0;
let offsetNs = 0;
let nextFreeId = 0;
let endOfIds = 0;
let givenTexts!: GivenTexts;
const siteIds = new Map<string, number>();

const sitesByFrame = new Map<string, number>();
const shared: typeof globalThis & { [SEAT_KEY]?: RecorderSeat } = globalThis;

/** Turns recording on for this thread. A seat of another version, or without a lane, is ignored. */
export function attachRecorder(seat: RecorderSeat): void {
  if (seat.version !== ARENA_VERSION || seat.slot < 0 || on) return;
  shared[SEAT_KEY] = seat;
  lane = viewLane(seat.arena, seat.slot);
  header = headerOf(seat.arena);
  ({ control } = lane);
  writer = new LaneWriter(lane, header);
  threadBits = seat.thread << 16;
  offsetNs = (performance.timeOrigin - seat.originMs) * 1e6;
  nextFreeId = endOfIds = 0;
  givenTexts = new GivenTexts();
  siteIds.clear();
  sitesByFrame.clear();
  Atomics.store(control, LaneWord.tid, osThreadId());
  on = true;
}

/** Turns it off again. */
export function detachRecorder(): void {
  on = false;
  delete shared[SEAT_KEY];
}

/** The seat of this thread, if it records. */
export function currentSeat(): RecorderSeat | undefined {
  return on ? shared[SEAT_KEY] : undefined;
}

/** Whether this thread records. */
export const recording = (): boolean => on;

/** ns since the run's clock origin; 0 while off. */
export function clockNs(): number {
  return on ? performance.now() * 1e6 + offsetNs : 0;
}

/** A slice from `startNs` until now. */
export function recordSlice(kind: RowKind, startNs: number, object: number, value: number, site: number): void {
  if (!on) return;
  closeOpen(lane, kind, startNs);
  writer.write(threadBits | kind, startNs, performance.now() * 1e6 + offsetNs - startNs, object, value, site);
}

/** An instant, now. */
export function recordInstant(kind: RowKind, object: number, value: number, site: number): void {
  if (!on) return;
  writer.write(threadBits | kind, performance.now() * 1e6 + offsetNs, 0, object, value, site);
}

/**
 * Announces a slice that may stay open long (tasks, waits): call when it begins, `recordSlice` (or `recordFlood`) with the
 * start time that this returns when it ends. Costs a few stores: only slices that are still open when the collector
 * comes by become an `open` row.
 */
export function recordOpen(kind: RowKind, object: number, site: number, startNs: number = clockNs()): number {
  if (!on) return 0;
  announceOpen(lane, kind, startNs, object, site);
  return startNs;
}

/** Takes back what `recordOpen` has announced: there was nothing to wait for. */
export function withdrawOpen(kind: RowKind, startNs: number): void {
  if (on) closeOpen(lane, kind, startNs);
}

/**
 * One event of a flood: adaptive. Recorded as a slice when it took 10 us or while the thread's rate allows, else added to
 * the (kind, object, site) counter that is flushed with each sample. `kind` is acquire, put, get, task or a wait.
 */
export function recordFlood(kind: RowKind, startNs: number, object: number, value: number, site: number): void {
  if (!on) return;
  closeOpen(lane, kind, startNs);
  recordAdaptive(kind, startNs, performance.now() * 1e6 + offsetNs - startNs, object, value, site);
}

function recordAdaptive(
  kind: RowKind,
  startNs: number,
  durationNs: number,
  object: number,
  value: number,
  site: number,
): void {
  if (durationNs >= SINGLE_NS || permitted()) writer.write(threadBits | kind, startNs, durationNs, object, value, site);
  // Every task has an id of its own: tasks are counted by their pool.
  else countInto(lane, kind, kind === RowKind.task ? value : object, site, durationNs);
}

/**
 * A task begins, which `recordTask` ends with the time that this gives. `given` is its item, or, with `isSpread`, the list of
 * its arguments: looked at before it runs where that is cheap beside the task, as far as one can know.
 */
export function recordTaskOpen(task: number, site: number, given: unknown, isSpread: boolean): number {
  if (!on) return 0;
  const text = previewing() ? givenTexts.before(given, isSpread, permitsSingle()) : undefined;
  const startNs = clockNs();
  givenTexts.keep(announceOpen(lane, RowKind.task, startNs, task, site, text), text);
  return startNs;
}

/**
 * The end of a task, adaptive like `recordFlood`. Where it took long enough, the row says in short what it was given, as
 * for `recordTaskOpen`: as it came if it was looked at then, else as the task has left it.
 */
export function recordTask(
  startNs: number,
  task: number,
  pool: number,
  site: number,
  given: unknown,
  isSpread: boolean,
): void {
  if (!on) return;
  const durationNs = performance.now() * 1e6 + offsetNs - startNs;
  const place = closeOpen(lane, RowKind.task, startNs);
  if (!previewing() || !givenTexts.isTold(durationNs, permitted)) {
    recordAdaptive(RowKind.task, startNs, durationNs, task, pool, site);
    return;
  }
  const text = givenTexts.after(place, given, isSpread);
  writer.writeText(threadBits | RowKind.task, startNs, task, pool, site, text, durationNs);
}

/** Whether this thread records what tasks are given. */
function previewing(): boolean {
  return header[HeaderWord.withoutArguments] === 0;
}

/**
 * One event of a flood that is too cheap to be timed, such as an acquire that does not wait: counted, without a clock
 * read. Costs about 5 ns. `durationNs`: what is known of its time, or of those that it stands for.
 */
export function recordCount(kind: RowKind, object: number, site: number, durationNs = 0): void {
  if (on) countInto(lane, kind, object, site, durationNs);
}

/** Copying that took less is a part of handing out, ns. */
const COPY_NS = 50_000;

/** Smaller payloads are copied in less than a clock read's worth of trouble. */
export const LARGE_BYTES = 8192;

/**
 * Copying of so many bytes, from `startNs` until now: recorded where it took long enough to matter. 0 = not timed. `object`: the queue
 * or pipe that they go through, 0 = a pool's.
 */
export function recordCopy(startNs: number, bytes: number, object = 0): void {
  if (!on || startNs === 0) return;
  const durationNs = performance.now() * 1e6 + offsetNs - startNs;
  if (durationNs >= COPY_NS) writer.write(threadBits | RowKind.serialize, startNs, durationNs, object, bytes, 0);
}

/** Whether a flood event that begins now may be recorded singly, so that it is worth a clock read. False while off. */
export function permitsSingle(): boolean {
  return on && ((control[LaneWord.allowed]! - control[LaneWord.taken]!) | 0) > 0;
}

/** A new id for an object, task or message; unique in the run. 0 while off. */
export function newId(): number {
  return newIds(1);
}

/** The first of `count` new ids in a row. 0 while off. */
export function newIds(count: number): number {
  if (!on) return 0;
  if (count > IDS_PER_BLOCK) return Atomics.add(header, HeaderWord.nextId, count) >>> 0;
  if (nextFreeId + count > endOfIds) {
    nextFreeId = Atomics.add(header, HeaderWord.nextId, IDS_PER_BLOCK) >>> 0;
    endOfIds = nextFreeId + IDS_PER_BLOCK;
  }
  nextFreeId += count;
  return nextFreeId - count;
}

/** Introduces a shared object; gives its id. 0 while off. */
export function recordObject(type: number, name: string, site: number): number {
  if (!on) return 0;
  const id = newId();
  writer.writeText(threadBits | RowKind.object, clockNs(), id, type, site, name);
  return id;
}

/** The id of a place: label and `file:line:column`, introduced once per thread. 0 while off. */
export function siteId(label: string, location: string): number {
  if (!on) return 0;
  const text = `${label}\t${location}`;
  let id = siteIds.get(text);
  if (id === undefined) {
    id = newId();
    siteIds.set(text, id);
    writer.writeText(threadBits | RowKind.site, clockNs(), id, 0, 0, text);
  }
  return id;
}

/**
 * The id of the user's line that called into the runtime (the first frame outside it); 0 while off or when there is none.
 * Costs a stack capture: a few us.
 */
export function callSite(): number {
  if (!on) return 0;
  const frame = captureUserFrame();
  if (!frame) return 0;
  const key = `${frame.file}:${frame.line}:${frame.column}`;
  let site = sitesByFrame.get(key);
  if (site === undefined) {
    site = siteId(frame.label, sourcePlace(frame.file, frame.line, frame.column));
    sitesByFrame.set(key, site);
  }
  return site;
}

/** A row about another thread, or one with a text. `text` may be absent. Not for the hot path. */
export interface Row {
  readonly kind: RowKind;
  /** Index of the thread it is about; the writer's own unless given. */
  readonly thread?: number;
  /** Now unless given. */
  readonly timeNs?: number;
  readonly durationNs?: number;
  readonly object?: number;
  readonly value?: number;
  readonly site?: number;
  readonly text?: string;
}

/** Writes any row into this thread's ring. Nothing while off. */
export function recordRow(row: Row): void {
  if (!on) return;
  const { kind, timeNs = clockNs(), durationNs = 0, object = 0, value = 0, site = 0, text } = row;
  const head = (row.thread === undefined ? threadBits : row.thread << 16) | kind;
  if (text === undefined) writer.write(head, timeNs, durationNs, object, value, site);
  else writer.writeText(head, timeNs, object, value, site, text);
}

/** Whether one more flood event may be recorded singly: the collector raises the allowance as time passes. */
function permitted(): boolean {
  const taken = control[LaneWord.taken]!;
  if (((control[LaneWord.allowed]! - taken) | 0) <= 0) return false;
  control[LaneWord.taken] = taken + 1;
  return true;
}

const found = shared[SEAT_KEY];
if (found) attachRecorder(found);
