/**
 * parent -> worker thread, any thread -> supervisor: how a worker is set up and how its end becomes known.
 * `Port` is the platform's MessagePort; this part knows no platform.
 */

import type { AboutWaits } from './deadlock.ts';

/** Raised when anything here changes meaning: a script and the package that launches it may be of different versions. */
export const WORKER_PROTOCOL = 1;

/**
 * Words (int32) of a worker's control block, a SharedArrayBuffer that its parent, the supervisor and the worker see.
 */
export const ControlWord = {
  /** One of `WorkerState`. */
  state: 0,
  /** Python's exit code; valid once `state` is `ended`. */
  exitCode: 1,
  /** One of `ExitRecord`: whether the worker itself wrote `exitCode`. */
  record: 2,
  /** Signal number (15 terminate, 9 kill) by which the parent asked it to stop; 0 = it did not. */
  stopSignal: 3,
  /** Thread id, once known. */
  ident: 4,
  /** Bell (BELL_WORDS) of those who wait for the end. */
  bell: 5,
  /** Thread id in the run block; 0 = not known, as of main. */
  thread: 8,
  /** Of a process of its own: its process id; 0 = not started yet, -1 = the system refused it. */
  pid: 9,
  /** The system's error number where it was refused. */
  errno: 10,
  /** Its index in the trace plus 1; 0 = not known. */
  traceThread: 11,
  /** One of `Unsaid`: whether tasks have ended since the worker's event loop last turned. */
  unsaid: 12,
  /** Turns of the event loop after tasks, counted. */
  turns: 13,
} as const;
export const CONTROL_BYTES = 64;

/**
 * Node tells of a rejection that nobody handles when the event loop turns. `idle`: tasks have ended since it last did, and
 * the worker is about to let it turn; `busy`: it has begun with the next one.
 */
export const Unsaid = { nothing: 0, idle: 1, busy: 2 } as const;
export type Unsaid = (typeof Unsaid)[keyof typeof Unsaid];

export const WorkerState = { starting: 0, online: 1, ended: 2 } as const;
export type WorkerState = (typeof WorkerState)[keyof typeof WorkerState];

/** `none`: no exit code was written, so the worker was stopped or died of something no handler sees. */
export const ExitRecord = { none: 0, written: 1 } as const;

/** Words (int32) of the program's block, which all its threads share. */
export const ProgramWord = {
  /** 1 once a start without a main guard was refused: the program ends with exit code 1. */
  refused: 0,
  /** Level of the logger; 0 = none was set. */
  logLevel: 1,
  /** 1 once what is logged goes to standard error. */
  logToStderr: 2,
  /** 1 once a worker ended by a DeadlockError that nobody caught: the program ends with exit code 1. */
  deadlocked: 3,
} as const;
export const PROGRAM_BYTES = 64;

/** What a terminal's stream tells of itself; null for a file or a pipe. */
export interface TerminalShape {
  readonly columns: number;
  readonly rows: number;
}

export interface ParentIdentity {
  readonly name: string;
  readonly pid: number;
  readonly ident: number;
  /** Its thread id in the run block. */
  readonly thread: number;
  readonly control: SharedArrayBuffer;
}

/** A script in memory that threads share, with V8's code of it. */
export interface SharedScript {
  /** Its absolute path, for stacks, and its URL. */
  readonly file: string;
  readonly url: string;
  /** ASCII. */
  readonly text: SharedArrayBuffer;
  /** null where none is kept yet. */
  readonly code: SharedArrayBuffer | null;
  /** File that the code is to be written to once it is complete; null for nowhere. */
  readonly keepIn: string | null;
}

/** `workerData` of every worker that the runtime starts. */
export interface WorkerStart<Port, Loader, Seat, Job, StartMethod> {
  /** `WORKER_PROTOCOL` of the parent's copy of the package. */
  readonly protocol: number;
  readonly control: SharedArrayBuffer;
  readonly program: SharedArrayBuffer;
  /** The run block, and the worker's thread id in it: see runtime/src/shared-memory/run-block.ts. */
  readonly run: SharedArrayBuffer;
  readonly thread: number;
  /** The worker's end of its channel to the supervisor: it closes when the worker dies, whatever it dies of. */
  readonly lifeline: Port;
  readonly name: string;
  /** Python's identity: the parent's and the number of this child. */
  readonly identity: readonly number[];
  readonly daemon: boolean;
  /** Its secret, or memory in which whoever asks first makes one. */
  readonly authkey: Uint8Array | SharedArrayBuffer;
  /** How its parent starts its children, and so it starts its own. */
  readonly startMethod: StartMethod;
  readonly parent: ParentIdentity;
  readonly stdout: TerminalShape | null;
  readonly stderr: TerminalShape | null;
  /** What the worker's loader is told. */
  readonly loader: Loader;
  /** The thread's place in the trace; undefined while nothing is recorded. */
  readonly seat: Seat | undefined;
  /** When its start began, ns since the run's clock origin; 0 while nothing is recorded. */
  readonly spawnedNs: number;
  /** Where V8's code is kept, of which Node is told by a variable that the worker takes away; null for nowhere. */
  readonly codeFolder: string | null;
  /** What the worker runs. */
  readonly core: SharedScript;
  readonly job: Job;
}

/** Any thread -> supervisor. */
export type ToSupervisorMessage<Port> =
  | AboutWaits
  | {
      /** From main, first of all: the run that the supervisor serves, and its own thread id in it. */
      readonly type: 'attach';
      readonly run: SharedArrayBuffer;
      readonly thread: number;
      /** The thread that sends this. */
      readonly main: number;
      /** Path of the program's script; empty where there is none. */
      readonly script: string;
    }
  | {
      /** A worker was started: see it die. */
      readonly type: 'watch';
      readonly lifeline: Port;
      readonly control: SharedArrayBuffer;
      /** Control block of its parent: a worker does not outlive it. */
      readonly parent: SharedArrayBuffer;
      readonly name: string;
      /** The worker's thread id in the run block. */
      readonly thread: number;
      /** A word that is counted up and notified when the worker ends: a pool's bell. */
      readonly bell: SharedArrayBuffer | null;
      /** Ids of the shared memory that it was started with, and has until its end. */
      readonly has: readonly number[];
    }
  | {
      /** The parent stops a worker that was not online yet: it may end before it has its lifeline. */
      readonly type: 'stop-early';
      readonly control: SharedArrayBuffer;
      /** As of `watch`. */
      readonly thread: number;
    }
  | {
      /** Shared memory that others may ask for by its id. The thread has a reference to it. */
      readonly type: 'publish';
      readonly id: number;
      readonly memory: SharedArrayBuffer;
      readonly thread: number;
    }
  | {
      /** The thread gives one of its references to that memory back. */
      readonly type: 'release';
      readonly id: number;
      readonly thread: number;
    }
  | {
      /** Nobody has a reference to that memory any more. */
      readonly type: 'unreferenced';
      readonly id: number;
    }
  | {
      /** Nobody will ask for that memory any more. */
      readonly type: 'unpublish';
      readonly id: number;
    }
  | {
      /** Asks for shared memory, to which the thread gets a reference: the answer, the memory or null, is posted to `reply`; then word 0 of `done` is set and notified. */
      readonly type: 'fetch';
      readonly id: number;
      readonly thread: number;
      readonly reply: Port;
      readonly done: SharedArrayBuffer;
    }
  | {
      /** Asks for the name of a thread, dead or alive. Answered as `fetch`: with its UTF-8, or null where it is not known. */
      readonly type: 'thread-name';
      readonly of: number;
      readonly reply: Port;
      readonly done: SharedArrayBuffer;
    }
  | {
      /**
       * Shared memory by a name that users give. `create` with `memory` takes the name, `open` asks for the memory, `unlink`
       * gives the name up. Answered as `fetch`: with the memory, or null where the name is taken, or not known.
       */
      readonly type: 'named-memory';
      readonly operation: 'create' | 'open' | 'unlink';
      readonly name: string;
      readonly memory: SharedArrayBuffer | null;
      readonly reply: Port;
      readonly done: SharedArrayBuffer;
    };
