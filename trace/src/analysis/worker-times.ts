/** When a worker was at what, kept in the order of time: a run may have as many teams as tasks, and each asks. */
import { firstIndex } from '../model/slice-level.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';
import { sortedByStart, union, type Times } from './intervals.ts';
import { kindSet, sliceTimes, waitingTimes } from './ranges.ts';

const TASKS = kindSet((kind) => kind === RowKind.task);
const PUTS = kindSet((kind) => kind === RowKind.waitPut);
const IDLE = kindSet((kind) => kind === RowKind.waitTask);

export class WorkerTimes {
  readonly #track: ThreadTrack;
  readonly #newestNs: number;
  /** Its tasks, by their starts. */
  #tasks: Times | undefined;
  #waits: Times | undefined;
  /** Waits for room for results, by their starts. */
  readonly #puts: Times;
  /** Waits for a task, by their starts. */
  readonly #idle: Times;
  /** Times without a task. */
  readonly idle: Times;

  /** `newestNs`: where what is still open ends. */
  constructor(track: ThreadTrack, newestNs: number) {
    this.#track = track;
    this.#newestNs = newestNs;
    this.#puts = sortedByStart(sliceTimes(track, newestNs, PUTS));
    this.#idle = sortedByStart(sliceTimes(track, newestNs, IDLE));
    this.idle = union(this.#idle);
  }

  /** Times in any wait, those without a task too. Like tasks they are many, and most runs need them not. */
  get waits(): Times {
    return (this.#waits ??= waitingTimes(this.#track, this.#newestNs));
  }

  /** Tasks that begin in `[fromNs, toNs)`. */
  tasksFrom(fromNs: number, toNs: number): Times {
    const tasks = (this.#tasks ??= sortedByStart(sliceTimes(this.#track, this.#newestNs, TASKS)));
    return tasks.slice(firstFrom(tasks, fromNs), firstFrom(tasks, toNs));
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
function firstFrom(times: Times, timeNs: number): number {
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
