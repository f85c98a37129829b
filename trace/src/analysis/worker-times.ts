/** When a worker was at what, kept in the order of time: a run may have as many teams as tasks, and each asks. */
import { firstIndex } from '../model/slice-level.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';
import { union } from './intervals.ts';
import { sliceRanges, waitingRanges, type Range } from './ranges.ts';

export class WorkerTimes {
  /** Its tasks, by their starts. */
  readonly #tasks: readonly Range[];
  /** Waits for a task that took time, by their starts, and for room for results. */
  readonly #idle: readonly Range[];
  readonly #puts: readonly Range[];
  /** Times without a task. */
  readonly idle: readonly number[];
  /** Times in any wait, those without a task too. */
  readonly waits: readonly number[];

  /** `newestNs`: where what is still open ends. */
  constructor(track: ThreadTrack, newestNs: number) {
    const rangesOf = (kind: number): Range[] =>
      sliceRanges(track, newestNs, (slice) => track.slices.kind[slice] === kind)
        .filter(([startNs, endNs]) => endNs > startNs)
        .sort((a, b) => a[0] - b[0]);
    this.#tasks = rangesOf(RowKind.task);
    this.#puts = rangesOf(RowKind.waitPut);
    this.#idle = rangesOf(RowKind.waitTask);
    this.idle = union(this.#idle);
    this.waits = waitingRanges(track, newestNs);
  }

  /** Tasks that begin in `[fromNs, toNs)`. */
  tasksFrom(fromNs: number, toNs: number): readonly Range[] {
    return this.#tasks.slice(firstFrom(this.#tasks, fromNs), firstFrom(this.#tasks, toNs));
  }

  /** The first wait for room for results that begins at or after that time. */
  putFrom(timeNs: number): Range | undefined {
    return this.#puts[firstFrom(this.#puts, timeNs)];
  }

  /** End of the last wait for a task that ends before that time; -Infinity without one. */
  lastIdleEnd(beforeNs: number): number {
    // A thread has one such wait at a time: their ends are in order too.
    return this.#idle[firstIndex(this.#idle.length, (at) => this.#idle[at]![1] >= beforeNs) - 1]?.[1] ?? -Infinity;
  }
}

function firstFrom(ranges: readonly Range[], timeNs: number): number {
  return firstIndex(ranges.length, (at) => ranges[at]![0] >= timeNs);
}

/** The times of each worker, laid when first asked for. */
export class TimesOfWorkers {
  readonly #newestNs: number;
  readonly #times = new Map<ThreadTrack, WorkerTimes>();

  /** `newestNs`: where what is still open ends. */
  constructor(newestNs: number) {
    this.#newestNs = newestNs;
  }

  of(track: ThreadTrack): WorkerTimes {
    let times = this.#times.get(track);
    if (times === undefined) this.#times.set(track, (times = new WorkerTimes(track, this.#newestNs)));
    return times;
  }
}
