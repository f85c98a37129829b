import type { ThreadTrack } from './thread-track.ts';

/** Threads start threads less deep than this; a broken trace may say that they do so in a circle. */
const MOST_PARENTS = 64;

/** Which process a thread is of: each has rows of its own times, and they may come one process after the other. */
export class Processes {
  readonly #threads: ReadonlyMap<number, ThreadTrack>;
  readonly #mains = new Set<number>([0]);

  constructor(threads: ReadonlyMap<number, ThreadTrack>) {
    this.#threads = threads;
  }

  /** `main`: index of the process's main thread. */
  add(main: number): void {
    this.#mains.add(main);
  }

  /** Index of its main thread. */
  of(track: ThreadTrack): number {
    let thread: ThreadTrack | undefined = track;
    for (let steps = 0; thread !== undefined && steps < MOST_PARENTS; steps++) {
      if (this.#mains.has(thread.index)) return thread.index;
      thread = thread.parent === undefined ? undefined : this.#threads.get(thread.parent);
    }
    return 0;
  }
}
