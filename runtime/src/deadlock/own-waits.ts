/** The waits of this thread, as far as a deadlock could be among them. */
import type { AboutWaits, FromSupervisorMessage, Verdict, WaitFacts } from '../../../protocol/src/deadlock.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { DeadlockError } from '../errors.ts';
import { userPlace } from '../instrument/call-site.ts';
import { callSite, recordRow } from '../instrument/record.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { holdCount } from '../shared-memory/keep-alive.ts';
import { answerRound, askedRound, currentThread, takeVerdict } from '../shared-memory/run-block.ts';
import { lookupShared, publishShared } from '../shared-memory/shared-registry.ts';
import type { Awaited } from './awaited.ts';
import { readJudgement } from './judgement.ts';

/** A wait that lasts this long is told to the supervisor. */
const PATIENCE_MS = 500;

type Tell = (message: AboutWaits) => void;

let tell: Tell = () => {
  // Set as soon as this module's users are loaded.
};
let ownHandles: () => number = () => 0;
let lastToken = 0;

/** How this thread tells the supervisor. */
export function setTell(next: Tell): void {
  tell = next;
}

/** How many handles of the runtime keep the event loop alive beside the waits: children that are waited for at the end. */
export function setOwnHandles(count: () => number): void {
  ownHandles = count;
}

function factsOf(
  awaited: Awaited,
  memory: SharedArrayBuffer,
  place: string,
  limited: boolean,
  token: number,
): WaitFacts {
  const { what, by = null, unbreakable = false } = awaited;
  return { token, objectId: publishShared(memory), what: what(), place, by, unbreakable, limited };
}

function deadlockError({ text, waits, number }: Verdict): DeadlockError {
  recordRow({ kind: RowKind.deadlock, value: number, site: callSite(), text });
  const error = new DeadlockError(text, waits);
  cleanStacks(error);
  return error;
}

/** Verdicts on waits of this thread that are still to end by them, by token. */
const condemned = new Map<number, Verdict>();

/**
 * Throws DeadlockError where that wait is condemned. Every further try asks first: what the others of the deadlock have let
 * go meanwhile, or left behind by their death, is not for it.
 */
function assertNotCondemned(token: number): void {
  const id = takeVerdict();
  if (id !== 0) {
    const judgement = readJudgement(lookupShared(id));
    for (const each of judgement.condemned)
      if (each.thread === currentThread()) condemned.set(each.token, judgement.verdict);
  }
  const verdict = condemned.get(token);
  if (verdict !== undefined) throw deadlockError(verdict);
}

/** A wait that blocks the thread. */
export class BlockedWait {
  readonly #awaited: Awaited | undefined;
  readonly #memory: SharedArrayBuffer;
  readonly #sinceMs: number;
  /** 0 = not told. */
  #token = 0;
  /** The round that had begun before the try that is under way. */
  #round = 0;

  /** A wait with a limit, or one of which nothing is known, is none of our business. */
  constructor(awaited: Awaited | undefined, memory: SharedArrayBuffer, deadlineMs: number) {
    this.#awaited = deadlineMs === Infinity ? awaited : undefined;
    this.#memory = memory;
    this.#sinceMs = this.#awaited === undefined ? 0 : performance.now();
  }

  /** How long to sleep at most. */
  sleepMs(remainingMs: number): number {
    return this.#awaited === undefined || this.#token !== 0 ? remainingMs : Math.min(remainingMs, PATIENCE_MS);
  }

  /** A sleep has ended. `word`: the bell that the thread sleeps on. */
  slept(word: number): void {
    if (this.#awaited === undefined) return;
    this.#round = askedRound();
    if (this.#token !== 0) return;
    // Others may have been woken together with this one: only the time counts.
    if (performance.now() - this.#sinceMs < PATIENCE_MS) return;
    this.#token = ++lastToken;
    const facts = factsOf(this.#awaited, this.#memory, userPlace(), false, this.#token);
    tell({ type: 'blocked', thread: currentThread(), word, facts });
  }

  /** It is about to try. Throws DeadlockError where the supervisor says so. */
  willTry(): void {
    if (this.#token !== 0) assertNotCondemned(this.#token);
  }

  /** It has tried, in vain. */
  triedInVain(): void {
    if (this.#token !== 0) answerRound(this.#round);
  }

  end(): void {
    if (this.#token === 0) return;
    condemned.delete(this.#token);
    tell({ type: 'unblocked', thread: currentThread(), token: this.#token });
  }
}

/** A wait that lets the event loop turn, and holds the thread alive. */
export class PendingWait {
  readonly token: number = ++lastToken;
  readonly awaited: Awaited;
  readonly memory: SharedArrayBuffer;
  readonly limited: boolean;
  /** Tries again. */
  readonly retry: () => void;
  readonly sinceMs: number = performance.now();
  #place: string | undefined;
  #asked = false;

  constructor(awaited: Awaited, memory: SharedArrayBuffer, limited: boolean, retry: () => void) {
    this.awaited = awaited;
    this.memory = memory;
    this.limited = limited;
    this.retry = retry;
    pending.add(this);
    watchTime();
  }

  /** It is about to try. Throws DeadlockError where the supervisor says so. */
  willTry(): void {
    if (this.#asked) assertNotCondemned(this.token);
  }

  /** It has tried, in vain. */
  triedInVain(): void {
    // By now the stack tells, through the functions that await each other, where the user waits.
    if (this.#asked) this.#place ??= userPlace();
  }

  end(): void {
    pending.delete(this);
    condemned.delete(this.token);
  }

  ask(): void {
    this.#asked = true;
    this.retry();
  }

  facts(): WaitFacts {
    return factsOf(this.awaited, this.memory, this.#place ?? '', this.limited, this.token);
  }
}

const pending = new Set<PendingWait>();
let timer: NodeJS.Timeout | undefined;

/** One timer for all waits: it tells the supervisor once that there are long ones, which then asks as long as there are. */
function watchTime(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    const now = performance.now();
    for (const wait of pending) {
      if (now - wait.sinceMs < PATIENCE_MS / 2) continue;
      tell({ type: 'waiting', thread: currentThread() });
      return;
    }
    if (pending.size > 0) watchTime();
  }, PATIENCE_MS);
  timer.unref();
}

/** Handles what the supervisor says. */
export function handleSupervisor(message: FromSupervisorMessage): void {
  switch (message.type) {
    case 'look':
      for (const wait of pending) wait.ask();
      // In a later turn: what waited may have gone on, and what it started is known by then.
      setImmediate(() => answer(message.round));
      break;
    case 'deadlock':
      for (const wait of pending) wait.retry();
      break;
  }
}

function answer(round: number): void {
  const waits = [...pending].map((wait) => wait.facts());
  tell({ type: 'answer', thread: currentThread(), round, idle: isIdle(), waits });
  if (waits.length > 0) return;
  // The supervisor asks no more: the next long wait is told anew.
  clearTimeout(timer);
  timer = undefined;
}

/** Whether nothing but the waits can make this thread run again. What does not keep a program alive is not waited for. */
function isIdle(): boolean {
  const holds = holdCount();
  const others = process.getActiveResourcesInfo().length - (holds > 0 ? 1 : 0) - openOutputs() - ownHandles();
  return holds === pending.size && others === 0;
}

/** Standard output and error count as active where they are pipes or terminals. */
function openOutputs(): number {
  const { _getActiveHandles: activeHandles } = process as unknown as { _getActiveHandles?: () => { fd?: number }[] };
  return activeHandles?.().filter(({ fd }) => fd === 1 || fd === 2).length ?? 0;
}
