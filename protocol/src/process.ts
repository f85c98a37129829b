/**
 * Between a program and a process of its own that it has started: over which descriptors they talk and what they say. `Loader`
 * and `Job` are the runtime's; this part knows no platform.
 */

/** Raised when anything here changes meaning: both sides are of one copy of the package. */
export const PROCESS_PROTOCOL = 1;

/** Descriptors in the child. Who has lost any of them has lost its parent. */
export const ProcessPipe = {
  /** Read by blocking reads alone: the `ProcessStart`, then answers to blocking calls. */
  answers: 3,
  /** Written by the child: calls, and what needs no answer. */
  calls: 4,
  /** Read by the event loop: answers to calls that are awaited, and what nobody asked for. */
  replies: 5,
  /**
   * Of a process that makes pools of processes: both ways, used by a thread of its own. What a pool's owner and its worker say to
   * each other; the note is the worker's id in the run block.
   */
  pools: 6,
} as const;

/** Kinds of the frames that a child writes. Frames: see runtime/src/wire. */
export const ProcessCall = {
  /** Answered through `answers`: the child is blocked until then. */
  blocking: 1,
  /** Answered through `replies`, whenever it is done. */
  awaited: 2,
  /** A message for a queue without a limit: a call as these, but without an answer. */
  posted: 4,
  /** The same with a message that lies in the window: behind the call where it begins, and how long it is (uint32). */
  postedFar: 23,
  /**
   * Asks whether its parent has its window, a file that this process has open (number: the descriptor), and has read all that it posted of it:
   * answered with 1, or 0 where it cannot be opened.
   */
  window: 24,
  /** Ends a call that is awaited: its answer comes sooner. No payload. */
  cancel: 3,
  /** Asks for ids of new objects: answered with the first of a block. */
  ids: 7,
  /** Asks for numbers for names such as `Queue-1`, so many of the type in the note: answered with the first. */
  names: 21,
  /** Shared memory of that id, made by the child: the payload is its shape with all its bytes. No answer. */
  publish: 8,
  /** Asks for the shape of the shared memory of that id. */
  fetch: 9,
  /** Asks for the id of a process that it is about to start: answered with it. */
  claim: 17,
  /** Starts that process; answered with the system's error number, 0 where it runs. */
  start: 18,
  /** Stops the one of that id by a signal: the payload's only byte. No answer. */
  stop: 19,
  /** A pool's worker: it is prepared. */
  ready: 10,
  /** The result of its chunk: see runtime/src/broker/pool-frames.ts. */
  result: 11,
  /** It ends within this item of its chunk. */
  item: 12,
  /** A pool's worker: the handles in its chunk have arrived. */
  taken: 16,
  /** A pool's worker: this item of its chunk begins, which may run so long (payload: ms, float64). */
  begin: 14,
  /** The item has ended. */
  end: 15,
  /** On `pools`, by the broker: the worker has ended. Payload: its exit code (int32). Number: as of `online`. */
  ended: 20,
  /** It takes no more of the messages that it has got ahead: answered with how many it has taken (uint32). */
  settle: 22,
  /**
   * Answers `look`. Number: its round. Payload: bytes of the codec, whether nothing but its calls can make it run, and the number of
   * each call that it waits for (0: it is blocked in it) with the line.
   */
  looked: 25,
  /** It runs. Number: its index in the trace plus 1, 0 where nothing is recorded. No answer. */
  online: 5,
  /** Sets the word of that number of the program's block to the payload (int32); answered with what it was. */
  program: 6,
  /** Asks for the secret of the process, which it inherits: answered with its bytes. */
  authkey: 13,
} as const;

/** Kinds of the frames that a child reads. */
export const ProcessAnswer = {
  value: 1,
  error: 2,
  /** The first frame of all: the `ProcessStart`. */
  start: 3,
  /** Of a pool, through `replies`: load the script, and run the initializer. */
  prepare: 4,
  /** Functions that the pool has been given since. */
  definitions: 5,
  /** A chunk: see runtime/src/broker/pool-frames.ts. */
  chunk: 6,
  /** There is nothing more to do. */
  leave: 7,
  /** A message that was taken: bytes of the codec, as they were put. */
  message: 8,
  /** Several messages, of which it has taken the first: see runtime/src/broker/messages-ahead.ts. */
  messages: 9,
  /**
   * Its calls last long: asks where they wait, and whether anything else can make it run. Note: the round. Through `answers` while it is
   * blocked in a call, else through `replies`.
   */
  look: 10,
} as const;

/** What the child's parent is, as of the start. */
export interface ProcessParent {
  readonly name: string;
  readonly pid: number;
  readonly ident: number;
  /** Its thread id in the run block of the program. */
  readonly thread: number;
}

/** All that a child is told. */
export interface ProcessStart<Loader, Job, StartMethod> {
  /** `PROCESS_PROTOCOL` of the parent's copy of the package. */
  readonly protocol: number;
  readonly name: string;
  /** Python's identity: the parent's and the number of this child. */
  readonly identity: readonly number[];
  readonly daemon: boolean;
  readonly startMethod: StartMethod;
  readonly parent: ProcessParent;
  /** The words of the program's block, as they were. */
  readonly program: readonly number[];
  readonly loader: Loader;
  /** Where V8's code is kept; null for nowhere. */
  readonly codeFolder: string | null;
  readonly job: Job;
}

/** A thread of the program -> its broker. */
export type ToBrokerMessage<Port, Start, Pool> =
  | {
      /** Starts a process. */
      readonly type: 'start';
      /** Number of the child among those of this broker. */
      readonly child: number;
      readonly start: Start;
      /** The pool that it works for; null for none. */
      readonly pool: Pool | null;
      /** Shared memory that handles in `start` name, by id. */
      readonly memories: ReadonlyMap<number, SharedArrayBuffer>;
      readonly control: SharedArrayBuffer;
      readonly program: SharedArrayBuffer;
      readonly run: SharedArrayBuffer;
      /** The child's id in the run block: what it does to shared objects it does under this name. */
      readonly thread: number;
      /** Closed when the child has ended: see `watch` of ToSupervisorMessage. */
      readonly lifeline: Port;
      readonly command: ProcessCommand;
      /** The child's secret, or memory in which whoever asks first makes one: told to who asks, so not in `start`. */
      readonly authkey: Uint8Array | SharedArrayBuffer;
    }
  | {
      /** Ends it by a signal. */
      readonly type: 'stop';
      readonly child: number;
      readonly signal: 9 | 15;
    };

/** How the child's Node is started. */
export interface ProcessCommand {
  readonly execPath: string;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
