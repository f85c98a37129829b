/** threads <-> supervisor: long waits, and what the supervisor finds out about them (runtime/src/deadlock/). */

/** Who alone can end a wait; where it is not known, anybody may. */
export type Ender =
  /** Whoever holds the lock whose owner is in that word of the memory that is waited on. */
  | {
      readonly type: 'owner';
      readonly word: number;
      /** Nobody but the owner can release it: an RLock. */
      readonly exclusive: boolean;
    }
  /** Any of these threads, by what it does or by its end. */
  | { readonly type: 'threads'; readonly threads: readonly number[] };

export interface WaitFacts {
  /** Unique among the waits of the thread. */
  readonly token: number;
  /** The shared memory that it waits on. */
  readonly objectId: number;
  /** In words: `Lock-1`, `the end of Process-2`. */
  readonly what: string;
  /** `file:line`; empty where it is not known. */
  readonly place: string;
  readonly by: Ender | null;
  /** An error there would help nobody, as at the end of the program. */
  readonly unbreakable: boolean;
  /** It ends by itself: it has a limit of time, or a signal. */
  readonly limited: boolean;
  /**
   * No line of the user's waits there: a pool's worker that has no task, a pool that awaits results. It can be stuck like
   * any other, but is not told, and no verdict ends it.
   */
  readonly silent: boolean;
}

/** One wait of a deadlock. */
export interface DeadlockedWait {
  /** Name of the process that waits. */
  readonly worker: string;
  /** Its process id, where it was started by the start method `process`. */
  readonly pid?: number;
  /** In words, such as `Lock-1`. */
  readonly waitsFor: string;
  /** Who holds it, where it is held. */
  readonly heldBy?: string;
  /** `file:line` of the wait; empty where it is not known. */
  readonly location: string;
}

/** A deadlock, as it is told to its waits. */
export interface Verdict {
  readonly text: string;
  readonly waits: readonly DeadlockedWait[];
  /** Counts the verdicts of a run, from 1. */
  readonly number: number;
}

/**
 * A verdict and the waits that it ends, in the memory whose id the supervisor writes into the slot of each of their threads
 * (shared-memory/run-block.ts).
 */
export interface Judgement {
  readonly verdict: Verdict;
  /** `token`: as in WaitFacts. */
  readonly condemned: readonly { readonly thread: number; readonly token: number }[];
}

/** Any thread -> supervisor. */
export type AboutWaits =
  | {
      /** The thread is blocked, without limit, for long. `word`: the bell that it sleeps on. */
      readonly type: 'blocked';
      readonly thread: number;
      readonly word: number;
      /** The word after that one counts who sleeps, and whoever wakes a sleeper counts it out. Else nobody needs to. */
      readonly counted: boolean;
      readonly facts: WaitFacts;
    }
  | { readonly type: 'unblocked'; readonly thread: number; readonly token: number }
  | {
      /** The thread has long waits beside its event loop: ask it. */
      readonly type: 'waiting';
      readonly thread: number;
      /** All of them are `silent`: the thread is asked where others wait too. */
      readonly silent: boolean;
    }
  | {
      /** All its waits, after each has tried again; `idle`: nothing else can make the thread run. */
      readonly type: 'answer';
      readonly thread: number;
      readonly round: number;
      readonly idle: boolean;
      readonly waits: readonly WaitFacts[];
    };

/** Supervisor -> any thread. */
export type FromSupervisorMessage =
  | { readonly type: 'look'; readonly round: number }
  /** There is a verdict on waits of the thread: see Judgement. */
  | { readonly type: 'deadlock' };
