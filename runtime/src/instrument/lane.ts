/** Threads in the trace: a lane is taken before a thread is started, and its exit is recorded once, by whoever sees it. */
import { ExitReason, RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import {
  ARENA_VERSION,
  LaneWord,
  LifeTime,
  claimExit,
  descendantsOf,
  headerOf,
  lifeOf,
  takeLane,
  takeThreadIndex,
  viewLane,
} from './arena.ts';
import { noteLastMemory } from './heap-watch.ts';
import { clockNs, currentSeat, recordRow, type RecorderSeat } from './record.ts';
import { noteOwnTime } from './time-notes.ts';

const BEGIN_KEY = Symbol.for('parascope.collect');
const shared: typeof globalThis & { [BEGIN_KEY]?: (() => void) | undefined } = globalThis;

/**
 * Says what begins to collect what is recorded, where that has been put off. Kept beside the seat, for all copies of the
 * package in this thread.
 */
export function setCollectHook(begin: (() => void) | undefined): void {
  shared[BEGIN_KEY] = begin;
}

/** Begins to collect, if that has been put off: from now on there is something to see. */
export function beginCollecting(): void {
  shared[BEGIN_KEY]?.();
}

export interface LaneOptions {
  readonly name: string;
  /** `ThreadRole`; worker unless given. */
  readonly role?: ThreadRole;
  /** Where the thread is started: a site id. */
  readonly site?: number;
}

/** A seat for a thread that no recording thread starts: main, the supervisor. `originMs` is the run's clock origin. */
export function seatInArena(arena: SharedArrayBuffer, originMs: number, role: ThreadRole): RecorderSeat {
  const thread = takeThreadIndex(headerOf(arena));
  return { version: ARENA_VERSION, arena, originMs, thread, slot: takeLane(arena, { thread, role }) };
}

/**
 * A lane for a thread that this thread is about to start: its `thread` row is recorded, and the seat is for
 * `attachRecorder` in the new thread. `undefined` while off.
 */
export function createLane(options: LaneOptions): RecorderSeat | undefined {
  const lane = reserveLane(options.role);
  if (lane) introduceLane(lane, options);
  return lane?.seat;
}

/** A lane that the trace has not been told of: `introduceLane` does, or `dropLane` gives it back. */
export interface ReservedLane {
  readonly seat: RecorderSeat;
  readonly startNs: number;
  readonly role: ThreadRole;
}

/** A lane for a thread that may turn out not to start. `undefined` while off. */
export function reserveLane(role: ThreadRole = ThreadRole.worker): ReservedLane | undefined {
  const own = currentSeat();
  if (!own) return undefined;
  beginCollecting();
  const thread = takeThreadIndex(headerOf(own.arena));
  const startNs = clockNs();
  const slot = takeLane(own.arena, { thread, role, startNs, parent: own.thread });
  return { seat: { ...own, version: ARENA_VERSION, thread, slot }, startNs, role };
}

/** Records that the thread of a reserved lane exists, since the lane was reserved. */
export function introduceLane({ seat, startNs, role }: ReservedLane, options: LaneOptions): void {
  const { thread } = seat;
  const object = (currentSeat()?.thread ?? -1) + 1;
  const { site = 0, name } = options;
  recordRow({ kind: RowKind.thread, thread, timeNs: startNs, object, value: role, site, text: name });
}

/** There never was a thread: without any row of it, the collector frees the lane as that of one whose exit is known. */
export function dropLane({ seat }: ReservedLane): void {
  claimExit(headerOf(seat.arena), seat.thread);
}

/** In a worker: its end is in shared memory before anybody is told. A worker that is terminated gets no such chance. */
export function recordOwnExit(): void {
  process.once('exit', (exitCode) => {
    noteOwnTime();
    noteLastMemory();
    recordExit(currentSeat(), exitCode, exitCode === 0 ? ExitReason.finished : ExitReason.died);
  });
}

/**
 * Taking a thread down takes 1 to 20 ms, more where the machine is busy. What takes longer is code that could not be
 * interrupted, and part of the thread's life.
 */
const DISMANTLE_NS = 100e6;

/**
 * Records that a thread has ended, unless somebody already has. `exitCode` is NaN where it is not known.
 * The parent's `exit` event, the supervisor and the sampler may all see the same death. The life of a thread that was
 * terminated ends when it was told to.
 */
export function recordExit(seat: RecorderSeat | undefined, exitCode: number, reason: ExitReason): void {
  if (!seat || !currentSeat() || !claimExit(headerOf(seat.arena), seat.thread)) return;
  const nowNs = clockNs();
  const toldNs = reason === ExitReason.terminated ? toldToEnd(seat) : 0;
  const timeNs = toldNs > 0 && nowNs - toldNs <= DISMANTLE_NS ? toldNs : nowNs;
  recordRow({ kind: RowKind.exit, thread: seat.thread, timeNs, object: reason, value: exitCode });
  endDescendants(seat, timeNs);
}

/** Node ends a thread's workers with it, and nobody is left to tell of their ends. */
function endDescendants({ arena, thread }: RecorderSeat, timeNs: number): void {
  for (const descendant of descendantsOf(arena, thread))
    if (claimExit(headerOf(arena), descendant))
      recordRow({ kind: RowKind.exit, thread: descendant, timeNs, object: ExitReason.terminated, value: NaN });
}

/** When its parent told it to end; 0 = not known. */
function toldToEnd(seat: RecorderSeat): number {
  if (seat.slot < 0) return 0;
  const { control } = viewLane(seat.arena, seat.slot);
  return control[LaneWord.thread] === seat.thread ? lifeOf(control)[LifeTime.toldToEnd]! : 0;
}
