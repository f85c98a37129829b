/** What a scenario says: who does what with which objects, and which fault strikes where. Plain data. */

export type Scenario = Crowd | Calls;

export type Way = 'async' | 'sync';

/** What ends a wait that nothing else ends. An abort needs an asynchronous wait. */
export type Limit =
  | { readonly type: 'none' }
  | { readonly type: 'timeout'; readonly ms: number }
  | { readonly type: 'abort'; readonly ms: number };

/** How a process strikes itself; `memory` needs a small heap. */
export type Fault = 'exit' | 'throw' | 'unhandled' | 'overflow' | 'memory' | 'never';

/** Processes that share objects; player 0 is main. */
export interface Crowd {
  readonly type: 'crowd';
  readonly objects: readonly ObjectSpec[];
  readonly main: readonly Step[];
  readonly workers: readonly Player[];
  /** How main waits for the end of them all. */
  readonly ending: Way | 'joinSync';
}

export interface Player {
  readonly steps: readonly Step[];
  /** Whether its heap is so small that `memory` ends it soon. */
  readonly smallHeap: boolean;
}

/** `ends` of a pipe are the players that hold its two ends. */
export type ObjectSpec =
  | { readonly kind: 'Queue' | 'JoinableQueue'; readonly maxsize: number }
  | { readonly kind: 'SimpleQueue' | 'Lock' | 'RLock' | 'Event' | 'Condition' | 'Value' | 'SharedArray' }
  | { readonly kind: 'Pipe'; readonly ends: readonly [number, number] }
  | { readonly kind: 'Semaphore'; readonly value: number }
  | { readonly kind: 'Barrier'; readonly parties: number };

export type ObjectKind = ObjectSpec['kind'];

interface StepBase {
  /** Unique in the scenario; from 1. The message that a `put` puts carries it. */
  readonly id: number;
}

/** A step that waits, on the object with that index. */
export interface WaitStep extends StepBase {
  readonly object: number;
  readonly way: Way;
  readonly limit: Limit;
}

/** `poison`: what is put cannot be copied. */
export interface PutStep extends WaitStep {
  readonly do: 'put';
  readonly bytes: number;
  readonly poison: boolean;
}

/** `done`: whether `taskDone` is called for what came, where the queue has it. */
export interface GetStep extends WaitStep {
  readonly do: 'get';
  readonly done: boolean;
}

/** Takes the lock (or a permit), does the steps, gives it back. */
export interface HoldStep extends WaitStep {
  readonly do: 'hold';
  readonly inside: readonly Step[];
}

/** Waits for the event, the barrier, or a notification of the condition. */
export interface MeetStep extends WaitStep {
  readonly do: 'meet';
}

/** Adds one to the value, or fills the array, under its own lock; sets or clears the event; notifies the condition. */
export interface TouchStep extends StepBase {
  readonly do: 'add' | 'set' | 'clear' | 'notify' | 'notifyAll' | 'abort';
  readonly object: number;
}

export interface FaultStep extends StepBase {
  readonly do: 'fault';
  readonly fault: Fault;
}

/** Main ends a worker. */
export interface StrikeStep extends StepBase {
  readonly do: 'strike';
  readonly player: number;
  readonly how: 'terminate' | 'kill';
}

export interface SleepStep extends StepBase {
  readonly do: 'sleep';
  readonly way: Way;
  readonly ms: number;
}

export type Step = PutStep | GetStep | HoldStep | MeetStep | TouchStep | FaultStep | StrikeStep | SleepStep;

/** What a task of a pool does. */
export type ActKind =
  | 'value'
  | 'big'
  | 'later'
  | 'slow'
  | 'throw'
  | 'exit'
  | 'unhandled'
  | 'overflow'
  | 'uncloneable'
  | 'never'
  | 'memory'
  /** Takes one lock, then the other; the other way round; ends its worker with one in hand. Needs `locks`. */
  | 'forth'
  | 'back'
  | 'exitHolding'
  /** Sends its number through the end of a pipe that comes with it. Needs `pipe`. */
  | 'send'
  /** Leaves a rejected promise behind. */
  | 'leave'
  /** No worker can read it. */
  | 'unreadable';

export interface Act {
  readonly kind: ActKind;
  readonly x: number;
}

export interface Call {
  readonly form:
    | 'map'
    | 'mapSync'
    | 'mapAsync'
    | 'starmap'
    | 'imap'
    | 'imapSync'
    | 'imapUnordered'
    | 'apply'
    | 'applySync'
    | 'applyAsync';
  readonly acts: readonly Act[];
  readonly chunksize: number;
  readonly limit: Limit;
  /** Milliseconds that one task may run; undefined = any time. */
  readonly taskTimeoutMs: number | undefined;
  /** Results after which a stream is left; undefined = all are taken. */
  readonly leaveAfter: number | undefined;
}

/** Calls of a pool or an executor, all begun at once. */
export interface Calls {
  readonly type: 'calls';
  readonly of: 'Pool' | 'ProcessPoolExecutor';
  readonly workers: number;
  readonly initializer: 'none' | 'works' | 'throws' | 'exits';
  readonly maxTasksPerChild: number | undefined;
  readonly minProcesses: number | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly smallHeap: boolean;
  /** Whether every task gets the same two locks. */
  readonly locks: boolean;
  /** Whether every task gets the sending end of one pipe, at whose other end main reads. */
  readonly pipe: boolean;
  readonly calls: readonly Call[];
  /** Milliseconds after which the pool is terminated (the executor shut down and its futures cancelled). */
  readonly strikeMs: number | undefined;
  readonly ending: 'close' | 'terminate';
  readonly join: Way;
}
