/**
 * The errors of the runtime. Each says what was expected, what was found and where; the names are Python's where Python
 * has one. They keep their class and their fields when they travel from one thread to another.
 */

/** The base of every error that the runtime itself raises. */
export class ParascopeError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** A wait ran out of time, where running out is an error (`AsyncResult.get`, internal waits). */
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

/** A message of bytes is longer than the room for it. As Python's `BufferTooShort`: the message is not lost. */
export class BufferTooShort extends ParascopeError {
  /** The whole message. */
  readonly data: Uint8Array;

  constructor(message: string, data: Uint8Array) {
    super(message);
    this.data = data;
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

/** A worker ended without finishing what was asked of it. */
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
    details: { workerName: string; exitcode: number; task?: string | undefined; index?: number | undefined },
  ) {
    super(message);
    this.index = details.index;
    this.workerName = details.workerName;
    this.exitcode = details.exitcode;
    this.task = details.task;
  }
}

/** The pool was terminated while results were outstanding. */
export class PoolTerminatedError extends ParascopeError {}

/** The pool's workers cannot get ready: the script or the initializer fails in them. `cause` is what it threw. */
export class PoolBrokenError extends ParascopeError {}

/** A task's result cannot travel back. As Python's `multiprocessing.pool.MaybeEncodingError`. */
export class MaybeEncodingError extends ParascopeError {}
