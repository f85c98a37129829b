/**
 * The event vocabulary of a trace: every kind of row and what its columns mean. docs/TRACE_FORMAT.md is the
 * specification; this file mirrors it. A change of meaning raises `FORMAT_VERSION`; a new kind of row does not.
 *
 * One row has eight plain columns:
 *
 * | column   | type    | unit and meaning                                                             |
 * |----------|---------|------------------------------------------------------------------------------|
 * | time     | float64 | ns since the clock origin of the run (`performance.timeOrigin` of its first process) |
 * | duration | float64 | ns; 0 for an instant                                                         |
 * | thread   | uint16  | index of the thread the row belongs to; 0 = main                             |
 * | kind     | uint8   | one of `RowKind`                                                             |
 * | object   | uint32  | what the row is about (lock, queue, task, other thread …), by kind; 0 = none |
 * | value    | float32 | a quantity, by kind                                                          |
 * | site     | uint32  | id of a `site` row: the place in the source; 0 = unknown                     |
 * | text     | utf8    | in rows that introduce something: names, sites, metadata; and in some others |
 *
 * A slice is written when it *ends*; an open slice is announced by `open` and ended by the slice of the same kind,
 * thread and start time. Ids of objects, sites and tasks are unique within a run.
 */
export const FORMAT_VERSION = 1;

export const RowKind = {
  // --- what introduces something (text is set)
  /** First row of a segment. text = JSON of `RunMeta`. */
  meta: 1,
  /** A thread exists. thread = its index, time = spawn, object = parent's index + 1 (0 = none), value = `ThreadRole`, site = where it was started, text = name. */
  thread: 2,
  /** A place in the source. object = site id, text = `label\tfile:line:column` (label = function name or ''; file = path or URL). */
  site: 3,
  /** A shared object. object = id, value = `ObjectType`, site = where it was created, text = name. */
  object: 4,
  /** A stack of functions, for samples of the CPU profile. object = its id, site = the innermost function, duration = id of the stack without that one (0 = none). */
  stack: 5,

  // --- slices of a thread
  /** Parent: inside start(). object = index of the thread that is started. */
  spawn: 10,
  /** Worker: from spawn to the first line of our entry (booting the thread). value = 1: of the runtime's own, whose work are tasks. */
  boot: 11,
  /** Worker: evaluating the user's modules. */
  load: 12,
  /** Worker: the pool's initializer. */
  initializer: 13,
  /** Worker: one call of the user's function. object = task id, value = id of the pool's object row (0 = a Process target), site = the function, text = its arguments in short ('' = not told). */
  task: 14,
  /** Any: copying arguments, results or messages, where it takes long. value = bytes (0 = not known), object = queue or pipe, 0 = a pool's. */
  serialize: 15,
  /** Any: garbage collection. value = `GcKind`. */
  gc: 16,

  // --- waits: slices too; the reason is the kind, object says for what
  /** object = lock id, value = 1 when the lock was acquired by it (it then counts as an acquire), 0 when it was not. */
  waitLock: 20,
  /** object = id of a queue or pipe, 0 = the first of several things. The message itself has a `get` (or `put`) row too. */
  waitGet: 21,
  waitPut: 22,
  /** object = index of the joined thread + 1. */
  waitJoin: 23,
  /** Waits for results of a pool. object = the pool's object id. */
  waitResult: 24,
  /** A pool worker without a task: idle, measured. object = the pool's object id. */
  waitTask: 25,
  /** A task in flight whose thread has nothing to run (I/O, timers). */
  awaiting: 26,
  /** object = semaphore id, value as in `waitLock`. */
  waitSemaphore: 32,
  /** object = event id, value = 1 when it was set, 0 when time ran out or the wait was aborted. */
  waitEvent: 33,
  /** Until the notification; getting the lock back is a `waitLock` of its own. object = condition id, value = 1 when notified, else 0. */
  waitCondition: 34,
  /** object = barrier id, value = 1 when all came, else 0. */
  waitBarrier: 35,

  // --- holding
  /** From acquire to release. object = lock id, site = the acquiring line. */
  hold: 30,

  // --- instants
  /** object = first task id, value = how many tasks, site = the line that submits. */
  submit: 40,
  /** The submitter has the result. object = task id. */
  result: 41,
  /**
   * object = id of a queue or pipe, value = number of the message in it (from 1; those of the two directions of a pipe
   * alternate: odd from its first end, even from its second), duration = time inside put() without waiting.
   */
  put: 42,
  /** object, value = as of its `put`, duration = time inside get() without waiting. */
  get: 43,
  /** A join returned. object = index of the joined thread + 1. */
  join: 44,
  /** The thread has ended. value = exit code, object = `ExitReason`. */
  exit: 45,
  /** An acquire that did not wait, recorded singly. object = lock id. */
  acquire: 46,
  /** A slice of the kind in `value` has begun and is still open. object, site as in the slice. */
  open: 47,
  /** The thread's event loop runs user code for the first time; in the main thread of a process: its script is about to. */
  online: 48,
  /** What is about to end the thread. value = `FailureCause`, site = the line to change, text = class and message of the error, or the call that was refused. */
  failure: 49,
  /** A wait of the thread ended because it was part of a deadlock. value = number of the deadlock in the run (from 1), site = the wait, text = the whole deadlock in words. */
  deadlock: 50,
  /** What ends waits of others: an event that is set, a condition that is notified, a semaphore that is released while some wait. object = its id, site = the line. */
  notify: 51,

  /** The thread has started a program of its own (`child_process`), which is no part of the run unless it has a row `thread` of its own. site = where. */
  childProcess: 52,
  /** V8's profiler samples the thread. object = Node's id of the thread, value = process id, site = interval in us, duration = ns by the profiler's clock (`process.hrtime`) at `time`. */
  profiled: 55,

  // --- counted floods: value = how many, duration = sum of their ns, since the last flush; object, site as in the single row (object of a task: its pool)
  /** Acquires without a single row; also those whose short wait is in `countedWait`. */
  countedAcquire: 60,
  countedPut: 61,
  countedGet: 62,
  /** object = id of the pool's object row (0 = a Process target). */
  countedTask: 63,
  /** Garbage collections without a row of their own. object = V8's kind, as `value` of `gc`. */
  countedGc: 65,
  /** Waits too short for a row: time only. object = what was waited for; a pool's: waiting for a task, idle. */
  countedWait: 64,

  // --- samples: time = end of the period. A period in which a thread used no CPU and wanted none may be left out.
  /** duration = CPU ns used in the period, value = ns in the run queue, object = core + 1 (0 = not known) + 65536 * `SleepPlace`, site = length of the period in us. */
  sample: 80,
  /** A core of the machine. object = core + 1, duration = ns it was busy in the period (all programs), site = length of the period in us. */
  coreSample: 81,
  /** The process; thread = its main thread. duration = CPU ns since its start by the system's own accounting, value = resident bytes. */
  processSample: 82,
  /** Our own cost. duration = CPU ns used by the instrument's threads in the period, value = ns that recording one event was measured to take (0 = not measured). */
  overhead: 83,
  /** Rows that a full ring could not take, since the last such row. thread = whose, value = how many. */
  dropped: 84,
  /** The CPU profile found the thread in one stack from `time` on for `duration`. object = the stack, value = how many samples say so. */
  stackSample: 85,
  /** Of all samples of a thread in a stack, those whose innermost function was at a line. object = the stack, site = the line, value = how many. */
  stackLine: 86,
  /** What memory the thread has, by its own heap. duration = bytes of the heap in use, value = bytes of the heap, site = KiB outside of it that its objects hold. */
  memory: 87,
  /** The process was restricted to other cores than before. thread = its main thread, value = on how many that may run now. */
  affinity: 88,
  /** A process has ended; thread = its main thread, 0 = the run. value = exit code (NaN where unknown), duration = wall ns from start to end. */
  end: 90,
} as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/** V8's kinds of garbage collection. */
export const GcKind = { scavenge: 1, minorMarkSweep: 2, markSweep: 4, incremental: 8, weakCallbacks: 16 } as const;
export type GcKindName = keyof typeof GcKind;

export const ThreadRole = { main: 0, worker: 1, process: 2, instrument: 3, helper: 4 } as const;
export type ThreadRole = (typeof ThreadRole)[keyof typeof ThreadRole];
export type ThreadRoleName = keyof typeof ThreadRole;

export const ObjectType = {
  pool: 1,
  queue: 2,
  lock: 3,
  value: 4,
  pipe: 5,
  array: 6,
  rlock: 10,
  semaphore: 11,
  event: 12,
  condition: 13,
  barrier: 14,
} as const;
export type ObjectType = (typeof ObjectType)[keyof typeof ObjectType];

/** Why a thread ended: by itself, on its parent's wish, or by an error, `process.exit` inside a task, or a crash. */
export const ExitReason = { finished: 0, terminated: 1, died: 2 } as const;
export type ExitReason = (typeof ExitReason)[keyof typeof ExitReason];

/** What ended a thread, where something could see it: `process.exit` and crashes leave only the exit code. */
export const FailureCause = { uncaught: 1, missingGuard: 2, unsettled: 3, outOfMemory: 4 } as const;
export type FailureCause = (typeof FailureCause)[keyof typeof FailureCause];

/**
 * Where a thread was at the end of a sampling period: awake (on a core, or waiting for one), asleep in its event loop, or
 * asleep in any other system call. A thread without further samples has stayed there.
 */
export const SleepPlace = { unknown: 0, awake: 1, eventLoop: 2, blocked: 3 } as const;
export type SleepPlace = (typeof SleepPlace)[keyof typeof SleepPlace];

const PLACE_SHIFT = 16;

/** A `sample` row's object: core (-1 = not known) in the lower half, place in the upper. */
export function sampleObject(core: number, place: SleepPlace): number {
  return core + 1 + (place << PLACE_SHIFT);
}

/** The core of a `sample` row's object; -1 = not known. */
export function coreOfSample(object: number): number {
  return (object & 0xffff) - 1;
}

/** The place of a `sample` row's object. */
export function placeOfSample(object: number): SleepPlace {
  const place = object >>> PLACE_SHIFT;
  return place <= SleepPlace.blocked ? (place as SleepPlace) : SleepPlace.unknown;
}

/** What the `meta` row's text holds, as JSON. */
export interface RunMeta {
  readonly version: number;
  /** Absolute path of the script. */
  readonly script: string;
  readonly argv: readonly string[];
  readonly node: string;
  readonly platform: string;
  readonly pid: number;
  /** Cores this process may use (affinity and container quota). */
  readonly coresAvailable: number;
  /** Their numbers where the system tells them. */
  readonly cores: readonly number[];
  /** Whether `sample` rows carry cores (Linux) or CPU time alone. */
  readonly coresMeasured: boolean;
  /** Whether its tasks ran one after the other, by `--serial`; absent = no. */
  readonly serial?: boolean;
  /** Of a reduced trace: slices that took less are counted, not recorded, ms. Absent = none. */
  readonly reducedBelowMs?: number;
  /** Wall clock at time 0, ms since 1970. */
  readonly startedAtMs: number;
}
