/** When a worker was at what, kept in the order of time: a run may have as many teams as tasks, and each asks. */
import { firstIndex } from '../model/slice-level.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';
import { sortedByStart, union } from './intervals.ts';
import { kindSet, sliceTimes, waitingTimes } from './ranges.ts';

const TASKS = kindSet((kind) => kind === RowKind.task);
const PUTS = kindSet((kind) => kind === RowKind.waitPut);
const IDLE = kindSet((kind) => kind === RowKind.waitTask);

export class WorkerTimes {
  /** Its tasks, by their starts. */
  readonly #tasks: readonly number[];
  /** Waits for room for results, by their starts. */
  readonly #puts: readonly number[];
  /** Waits for a task, by their starts. */
  readonly #idle: readonly number[];
  /** Times without a task. */
  readonly idle: readonly number[];
  /** Times in any wait, those without a task too. */
  readonly waits: readonly number[];

  /** `newestNs`: where what is still open ends. */
  constructor(track: ThreadTrack, newestNs: number) {
    this.#tasks = sortedByStart(sliceTimes(track, newestNs, TASKS));
    this.#puts = sortedByStart(sliceTimes(track, newestNs, PUTS));
    this.#idle = sortedByStart(sliceTimes(track, newestNs, IDLE));
    this.idle = union(this.#idle);
    this.waits = waitingTimes(track, newestNs);
  }

  /** Tasks that begin in `[fromNs, toNs)`. */
  tasksFrom(fromNs: number, toNs: number): readonly number[] {
    return this.#tasks.slice(firstFrom(this.#tasks, fromNs), firstFrom(this.#tasks, toNs));
  }

  /** The end of the first wait for room for results that begins at or after that time. */
  endOfPutFrom(timeNs: number): number | undefined {
    return this.#puts[firstFrom(this.#puts, timeNs) + 1];
  }

  /** End of the last wait for a task that ends before that time; -Infinity without one. */
  lastIdleEnd(beforeNs: number): number {
    // A thread has one such wait at a time: their ends are in order too.
    const waits = firstIndex(this.#idle.length >> 1, (at) => this.#idle[2 * at + 1]! >= beforeNs);
    return this.#idle[2 * waits - 1] ?? -Infinity;
  }
}

/** Where in the list the first part is that begins at or after that time. */
function firstFrom(times: readonly number[], timeNs: number): number {
  return 2 * firstIndex(times.length >> 1, (at) => times[2 * at]! >= timeNs);
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
