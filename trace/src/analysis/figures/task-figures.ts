import { isWork } from '../../model/thread-life.ts';
import { sliceRef } from '../../model/slice-ref.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { FiguresQuery, FunctionFigures, RangeFigures, TaskFigures } from '../../range-figures.ts';
import { RowKind } from '../../vocabulary.ts';
import { DurationHistogram } from './duration-histogram.ts';

/** Rows of the table; more cannot be read. */
const MOST_TASKS = 200;

interface Call {
  readonly track: ThreadTrack;
  readonly slice: number;
  readonly durationNs: number;
}

/** Calls of one function, while they are summed up. */
interface Calls {
  readonly site: number;
  readonly durations: DurationHistogram;
  readonly threads: Set<number>;
  totalNs: number;
  longest: Call;
}

/** Functions and tasks in a range, in one pass over all slices. */
export class TaskCollector {
  readonly #data: TraceData;
  readonly #range: FiguresQuery;
  readonly #functions = new Map<number, Calls>();
  #longest: Call[] = [];
  #count = 0;

  constructor(data: TraceData, range: FiguresQuery) {
    this.#data = data;
    this.#range = range;
  }

  /** Takes a slice that lies at least partly in the range, if it is a task. */
  add(track: ThreadTrack, slice: number): void {
    const { slices } = track;
    if (slices.kind[slice] !== RowKind.task || !isWork(track, RowKind.task)) return;
    const startNs = slices.start[slice]!;
    const endNs = Math.min(slices.end[slice]!, Math.max(startNs, this.#data.endNs));
    const call: Call = { track, slice, durationNs: endNs - startNs };
    this.#count++;
    this.#keepLongest(call);
    const site = slices.site[slice]!;
    let calls = this.#functions.get(site);
    if (calls === undefined) {
      calls = { site, durations: new DurationHistogram(), threads: new Set(), totalNs: 0, longest: call };
      this.#functions.set(site, calls);
    }
    calls.durations.add(call.durationNs);
    calls.threads.add(track.index);
    calls.totalNs += Math.min(endNs, this.#range.endNs) - Math.max(startNs, this.#range.startNs);
    if (call.durationNs > calls.longest.durationNs) calls.longest = call;
  }

  functions(): FunctionFigures[] {
    return [...this.#functions.values()]
      .sort((a, b) => b.totalNs - a.totalNs)
      .map(({ site, durations, threads, totalNs, longest }) => {
        const { label = '', location } = this.#data.sites.get(site) ?? {};
        return {
          name: label,
          ...(location && { location }),
          count: durations.total,
          totalNs,
          p50Ns: durations.percentile(0.5),
          p95Ns: durations.percentile(0.95),
          longest: sliceRef(this.#data, longest.track, longest.slice),
          threads: threads.size,
        };
      });
  }

  tasks(): RangeFigures['tasks'] {
    const counted = [...this.#data.threads.values()].reduce((sum, { countedTasks }) => sum + countedTasks.count, 0);
    this.#cut();
    return { count: this.#count, counted, longest: this.#longest.map((call) => this.#taskOf(call)) };
  }

  #taskOf({ track, slice }: Call): TaskFigures {
    const { slices } = track;
    const task = slices.object[slice]!;
    const location = this.#data.sites.get(slices.site[slice]!)?.location;
    const given = this.#data.taskArguments.get(task);
    const submission = task > 0 ? this.#data.submissions.of(task) : undefined;
    return {
      slice: sliceRef(this.#data, track, slice),
      ...(location && { location }),
      task,
      ...(given !== undefined && { given }),
      ...(submission && { queuedNs: Math.max(0, slices.start[slice]! - submission.timeNs) }),
    };
  }

  /** Cut back now and then, so that a call costs no sorting. */
  #keepLongest(call: Call): void {
    const shortest = this.#longest.length >= MOST_TASKS ? this.#longest[MOST_TASKS - 1]!.durationNs : -1;
    if (call.durationNs <= shortest && this.#longest.length >= MOST_TASKS) return;
    this.#longest.push(call);
    if (this.#longest.length >= 2 * MOST_TASKS) this.#cut();
  }

  #cut(): void {
    this.#longest = this.#longest.sort((a, b) => b.durationNs - a.durationNs).slice(0, MOST_TASKS);
  }
}
