/**
 * Waiting for the first of several things. A thread can sleep on one word only, so it counts itself in at the bell of each
 * thing and sleeps on a word of the run, which a ring wakes when it finds waiters that sleep elsewhere.
 */
import { join, leave, type SharedWords, wokeUp } from './bell.ts';
import { holdAlive, releaseAlive } from './keep-alive.ts';
import { GATHERING_WORD, runWords } from './run-block.ts';

/** Something that becomes ready. */
export interface Readiness {
  /** The bell that is rung when it does; absent where the end of a thread is what makes it ready. */
  readonly bell?: { readonly words: SharedWords; readonly at: number } | undefined;
  readonly isReady: () => boolean;
}

/** Those that are ready, as soon as one is; none when the time ran out. Blocks the thread, without using the processor. */
export function gatherSync<T extends Readiness>(awaited: readonly T[], deadlineMs: number): T[] {
  const run = runWords();
  countIn(awaited);
  try {
    for (;;) {
      const seen = Atomics.load(run, GATHERING_WORD);
      const ready = awaited.filter((each) => each.isReady());
      const remainingMs = deadlineMs - performance.now();
      if (ready.length > 0 || !(remainingMs > 0)) return ready;
      Atomics.wait(run, GATHERING_WORD, seen, remainingMs);
      wokeUp();
    }
  } finally {
    countOut(awaited);
  }
}

/** The same while the event loop turns. */
export async function gather<T extends Readiness>(awaited: readonly T[], deadlineMs: number): Promise<T[]> {
  const run = runWords();
  countIn(awaited);
  holdAlive();
  try {
    for (;;) {
      const seen = Atomics.load(run, GATHERING_WORD);
      const ready = awaited.filter((each) => each.isReady());
      const remainingMs = deadlineMs - performance.now();
      if (ready.length > 0 || !(remainingMs > 0)) return ready;
      await Atomics.waitAsync(run, GATHERING_WORD, seen, remainingMs).value;
    }
  } finally {
    releaseAlive();
    countOut(awaited);
  }
}

function countIn(awaited: readonly Readiness[]): void {
  for (const { bell } of awaited) if (bell !== undefined) join(bell.words, bell.at);
}

function countOut(awaited: readonly Readiness[]): void {
  for (const { bell } of awaited) if (bell !== undefined) leave(bell.words, bell.at);
}
