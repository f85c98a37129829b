/**
 * The errors of the runtime. Each says what was expected, what was found and where; the names are Python's where Python
 * has one. They keep their class and their fields when they travel from one thread to another.
 */

import type { DeadlockedWait } from '../../protocol/src/deadlock.ts';

export type { DeadlockedWait } from '../../protocol/src/deadlock.ts';

/** The base of the errors that the runtime itself raises; wrong arguments are the language's TypeError and RangeError. */
export class ParascopeError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** A wait or a task ran out of time, where that is an error: of results, futures, connections, `JoinableQueue.join`, a pool's call. */
export class TimeoutError extends ParascopeError {}

/** `put` found no room: at once (`putNowait`) or until its time ran out. As Python's `queue.Full`. */
export class Full extends ParascopeError {}

/** `get` found no message: at once (`getNowait`) or until its time ran out. As Python's `queue.Empty`. */
export class Empty extends ParascopeError {}

/** The queue (or other object) was closed. Python raises `ValueError: Queue is closed`. */
export class ClosedError extends ParascopeError {}

/** A lock was released that nobody held. Python raises `ValueError: semaphore or lock released too many times`. */
export class ReleaseError extends ParascopeError {}

/** `taskDone` was called more often than messages were put. Python raises `ValueError: task_done() called too many times`. */
export class TaskDoneError extends ParascopeError {}

/** `JoinableQueue.join` can never end: who took the messages has ended without `taskDone`. Python waits for ever. */
export class UnfinishedTasksError extends ParascopeError {}

/** There is nothing left to receive and nobody left to send: as Python's `EOFError`. */
export class EOFError extends ParascopeError {}

/** A connection cannot do what was asked of it: wrong direction, or a message that is not bytes. Python raises `OSError`. */
export class ConnectionError extends ParascopeError {}

/** Nobody is left who could receive what was sent: as Python's `BrokenPipeError`. */
export class BrokenPipeError extends ConnectionError {}

/** Who is at the other end of a connection does not have the same authkey, or cannot prove it. As Python's. */
export class AuthenticationError extends ParascopeError {}

/** Shared memory of that name exists already. As Python's `FileExistsError`. */
export class FileExistsError extends ParascopeError {}

/** There is no shared memory of that name. As Python's `FileNotFoundError`. */
export class FileNotFoundError extends ParascopeError {}

/** A message of bytes is longer than the room for it. As Python's `BufferTooShort`: the message is not lost. */
export class BufferTooShort extends ParascopeError {
  /** The whole message. */
  readonly data: Uint8Array;

  constructor(message: string, data: Uint8Array) {
    super(message);
    this.data = data;
  }
}

/** A condition was used by a worker that does not hold its lock. Python raises AssertionError. */
export class NotOwnerError extends ParascopeError {}

/** A barrier is broken: somebody left it, a worker that waited died, or it was aborted or reset. As Python's. */
export class BrokenBarrierError extends ParascopeError {}

/** Threads wait for each other, and nobody is left to end it. Every wait among them fails with this. Python waits for ever. */
export class DeadlockError extends ParascopeError {
  /** All waits of the deadlock, this one among them. */
  readonly waits: readonly DeadlockedWait[];

  constructor(message: string, waits: readonly DeadlockedWait[]) {
    super(message);
    this.waits = waits;
  }
}

/** A value cannot travel between threads. The message names the path to it: `message.items[3].callback is a function`. */
export class NotCloneableError extends ParascopeError {
  /** Where inside the value the offending part lies, for example `message.items[3].callback`. */
  readonly path: string;

  constructor(message: string, path: string) {
    super(message);
    this.path = path;
  }
}

/** Bytes in shared memory are not what the codec writes: truncated, damaged, or from another version. */
export class DecodeError extends ParascopeError {}

/** One message is larger than a ring may ever grow. */
export class MessageTooLargeError extends ParascopeError {}

/** A worker ended without finishing what was asked of it. `cause` is the error that nobody caught in it, where it died of one. */
export class WorkerDiedError extends ParascopeError {
  /** Name of the worker, as in `Process.name`. */
  readonly workerName: string;
  /** Its exit code; Python's values. */
  readonly exitcode: number;
  /** What it was working on, in words; undefined when it was idle. */
  readonly task: string | undefined;
  /** Position of the item it was working on in what was mapped; undefined when there is none. */
  readonly index: number | undefined;

  constructor(
    message: string,
    details: {
      readonly workerName: string;
      readonly exitcode: number;
      readonly task?: string | undefined;
      readonly index?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.index = details.index;
    this.workerName = details.workerName;
    this.exitcode = details.exitcode;
    this.task = details.task;
  }
}

/** A pool was used in a state that does not allow it: joined while it takes calls. Python raises `ValueError: Pool is still running`. */
export class PoolStateError extends ParascopeError {}

/** The pool was terminated while results were outstanding. */
export class PoolTerminatedError extends ParascopeError {}

/** The pool's workers cannot get ready: the script or the initializer fails in them. `cause` is what it threw. */
export class PoolBrokenError extends ParascopeError {}

/** An executor cannot work any more. As Python's `concurrent.futures.BrokenExecutor`. */
export class BrokenExecutor extends PoolBrokenError {}

/**
 * A worker of an executor has died, or cannot get ready: every future that was not done has failed, and the executor
 * takes no more. As Python's `concurrent.futures.process.BrokenProcessPool`.
 */
export class BrokenProcessPool extends BrokenExecutor {
  /** Name of the worker; undefined where none has died. */
  readonly workerName: string | undefined;
  /** Its exit code, Python's values; undefined where none has died. */
  readonly exitcode: number | undefined;
  /** What it was working on, in words; undefined when it was idle. */
  readonly task: string | undefined;

  constructor(
    message: string,
    details: {
      readonly workerName?: string | undefined;
      readonly exitcode?: number | undefined;
      readonly task?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.workerName = details.workerName;
    this.exitcode = details.exitcode;
    this.task = details.task;
  }
}

/** The future was cancelled. As Python's `concurrent.futures.CancelledError`. */
export class CancelledError extends ParascopeError {}

/** A task's result cannot travel back. As Python's `multiprocessing.pool.MaybeEncodingError`. */
export class MaybeEncodingError extends ParascopeError {}

/** A process was used in a state that does not allow it: started twice, joined before its start, closed while it runs … */
export class ProcessStateError extends ParascopeError {}

/** A manager was used in a state that does not allow it: before `start` or `connect`, after `shutdown`, started twice. */
export class ManagerStateError extends ParascopeError {}

/**
 * A start method that there is not, or that is settled already. Python raises `ValueError: cannot find context`, `RuntimeError:
 * context has already been set`.
 */
export class StartMethodError extends ParascopeError {}

/** What cannot run one after the other, in a program that is run by `parascope run --serial`. */
export class SerialRunError extends ParascopeError {}

/** A start without a main guard, made while a worker loads the script. */
export class MissingGuardError extends ParascopeError {}

/** A program that is no file (REPL, `node -e`, standard input): workers have nothing to load. */
export class NoScriptError extends ParascopeError {}

/** The system has no room for another process: `ulimit -u`, or the pids limit of a container. Python raises `OSError`. */
export class ProcessLimitError extends ParascopeError {}

/** The copies of parascope in this program cannot work together; the message says which they are. */
export class HostMismatchError extends ParascopeError {}

/** A function cannot travel to a worker. The message names the function, its `file:line`, the reason and the way out. */
export class FunctionError extends TypeError {
  override get name(): string {
    return 'FunctionError';
  }
}
