/** A wait that lets the event loop turn. */
import type { WaitFacts } from '../../../protocol/src/deadlock.ts';
import { userPlace } from '../instrument/call-site.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { holdAlive, releaseAlive } from '../shared-memory/keep-alive.ts';
import { currentThread } from '../shared-memory/run-block.ts';
import { announceShared } from '../shared-memory/shared-registry.ts';
import type { Awaited } from './awaited.ts';
import { assertNotCondemned, factsOf, forgetVerdict, newToken, PATIENCE_MS, tell } from './telling.ts';

export interface PendingOptions {
  readonly awaited: Awaited;
  /** The shared memory that it waits on, where that says who can end it. */
  readonly memory?: SharedArrayBuffer;
  /** It has a limit of time. */
  readonly limited?: boolean;
  /** It has a signal. */
  readonly signal?: AbortSignal | undefined;
  /** Tries again. */
  readonly retry: () => void;
}

/** It holds the thread alive until `end`. `willTry`, a try, then `end` or `triedInVain` and a sleep. */
export class PendingWait {
  readonly #token: number = newToken();
  readonly #options: PendingOptions;
  readonly sinceMs: number = monotonicMs();
  #place: string | undefined;
  #asked = false;

  constructor(options: PendingOptions) {
    this.#options = options;
    holdAlive();
    pending.add(this);
    watchTime();
  }

  /** No line of the user's waits here. */
  get silent(): boolean {
    return this.#options.awaited.silent === true;
  }

  /** It is about to try. Throws DeadlockError where the supervisor says so. */
  willTry(): void {
    if (this.#asked) assertNotCondemned(this.#token);
  }

  /** It has tried, in vain. */
  triedInVain(): void {
    // By now the stack tells, through the functions that await each other, where the user waits.
    if (this.#asked) this.#place ??= userPlace();
  }

  end(): void {
    if (!pending.delete(this)) return;
    releaseAlive();
    forgetVerdict(this.#token);
  }

  /** Tries again, and says where it waits. */
  ask(): void {
    this.#asked = true;
    this.#options.retry();
  }

  /** Tries again. */
  retry(): void {
    this.#options.retry();
  }

  facts(): WaitFacts {
    const { awaited, memory, limited = false, signal } = this.#options;
    const inPlaceOf = signal && principalOf(signal);
    const facts = factsOf(awaited, {
      token: this.#token,
      objectId: memory === undefined ? 0 : announceShared(memory),
      place: inPlaceOf?.place ?? this.#place ?? '',
      limited: limited || (inPlaceOf === undefined ? signal !== undefined : inPlaceOf.limited),
    });
    return inPlaceOf?.unbreakable === true ? { ...facts, unbreakable: true } : facts;
  }
}

/** Who waits, where it is not this thread: a process, by its agent. */
export type Principal = Pick<WaitFacts, 'place' | 'limited' | 'unbreakable'>;

let principalOf: (signal: AbortSignal) => Principal | undefined = () => undefined;

/** In an agent: in whose place a wait with that signal is. Such a signal ends the wait when the process has ended, and is no limit. */
export function setPrincipals(find: (signal: AbortSignal) => Principal | undefined): void {
  principalOf = find;
}

const pending = new Set<PendingWait>();
let timer: NodeJS.Timeout | undefined;

/** Those of this thread. */
export function pendingWaits(): PendingWait[] {
  return [...pending];
}

/** One timer for all waits: it tells the supervisor that there are long ones, which then asks as long as there are. */
function watchTime(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    const now = monotonicMs();
    const long = pendingWaits().filter(({ sinceMs }) => now - sinceMs >= PATIENCE_MS / 2);
    if (long.length > 0) {
      tell({ type: 'waiting', thread: currentThread(), silent: long.every(({ silent }) => silent) });
    }
    if (long.length < pending.size) watchTime();
  }, PATIENCE_MS);
  timer.unref();
}

/** The supervisor asks no more: the next long wait is told anew. */
export function unwatchTime(): void {
  clearTimeout(timer);
  timer = undefined;
}
