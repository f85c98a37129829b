/**
 * Waiting for the first of several things. A thread can sleep on one word only, so it counts itself in at the bell of each
 * thing and sleeps on a word of the run, which a ring wakes when it finds waiters that sleep elsewhere.
 */
import { firstOf, type Awaited } from '../deadlock/awaited.ts';
import { BlockedWait } from '../deadlock/blocked-wait.ts';
import { PendingWait } from '../deadlock/pending-wait.ts';
import { join, leave, type SharedWords, wokeUp } from './bell.ts';
import { monotonicMs } from './clock.ts';
import { expectLateRing } from './late-ring.ts';
import { GATHERING_WORD, runWords } from './run-block.ts';

/** Something that becomes ready. */
export interface Readiness {
  /** The bell that is rung when it does; absent where the end of a thread is what makes it ready. */
  readonly bell?: { readonly words: SharedWords; readonly at: number } | undefined;
  readonly isReady: () => boolean;
  readonly awaited: Awaited;
}

/**
 * Those that are ready, as soon as one is; none when the time ran out. Blocks the thread, without using the processor.
 * Throws DeadlockError.
 */
export function gatherSync<T extends Readiness>(candidates: readonly T[], deadlineMs: number): T[] {
  const run = runWords();
  const awaited = firstOf(candidates.map((each) => each.awaited));
  const blocked = new BlockedWait({ awaited, memory: run.buffer, deadlineMs, counted: false });
  countIn(candidates);
  try {
    for (;;) {
      const seen = Atomics.load(run, GATHERING_WORD);
      blocked.willTry();
      const ready = candidates.filter((each) => each.isReady());
      const remainingMs = deadlineMs - monotonicMs();
      if (ready.length > 0 || !(remainingMs > 0)) return ready;
      blocked.triedInVain();
      Atomics.wait(run, GATHERING_WORD, seen, blocked.sleepMs(remainingMs));
      wokeUp();
      blocked.slept(GATHERING_WORD, seen);
    }
  } finally {
    blocked.end();
    countOut(candidates);
  }
}

/** The same while the event loop turns. Rejects on abort. */
export async function gather<T extends Readiness>(
  candidates: readonly T[],
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<T[]> {
  const run = runWords();
  const sleep = new GatheringSleep(run);
  const awaited = firstOf(candidates.map((each) => each.awaited));
  const wake = (): void => sleep.end();
  const pending = new PendingWait({ awaited, limited: deadlineMs !== Infinity, signal, retry: wake });
  signal?.addEventListener('abort', wake);
  countIn(candidates);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const seen = Atomics.load(run, GATHERING_WORD);
      pending.willTry();
      const ready = candidates.filter((each) => each.isReady());
      const remainingMs = deadlineMs - monotonicMs();
      if (ready.length > 0 && sleep.lastsAt(seen)) {
        pending.end();
        await expectLateRing(() => Atomics.load(run, GATHERING_WORD) !== seen);
      }
      if (ready.length > 0 || !(remainingMs > 0)) return ready;
      pending.triedInVain();
      await sleep.until(seen, remainingMs);
    }
  } finally {
    signal?.removeEventListener('abort', wake);
    pending.end();
    countOut(candidates);
  }
}

/** Sleeps on the word of the run; each look that nobody has rung for goes back to the same sleep. */
class GatheringSleep {
  readonly #run: SharedWords;
  #seen: number | undefined;
  #end: (() => void) | undefined;

  constructor(run: SharedWords) {
    this.#run = run;
  }

  /** Ends the sleep. */
  end(): void {
    this.#end?.();
  }

  /** Whether it lasts, and nobody has rung. */
  lastsAt(seen: number): boolean {
    return this.#seen === seen;
  }

  async until(seen: number, remainingMs: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    if (this.#seen !== seen) {
      const wait = Atomics.waitAsync(this.#run, GATHERING_WORD, seen, remainingMs);
      if (!wait.async) return;
      this.#seen = seen;
      void wait.value.then(() => {
        this.#seen = undefined;
        this.end();
      });
    }
    await woken;
  }
}

function countIn(candidates: readonly Readiness[]): void {
  for (const { bell } of candidates) if (bell !== undefined) join(bell.words, bell.at);
}

function countOut(candidates: readonly Readiness[]): void {
  for (const { bell } of candidates) if (bell !== undefined) leave(bell.words, bell.at);
}
