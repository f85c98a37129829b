/** Shares out the CPU time and run-queue wait of sampling periods among the classes of time that lie in them. */
import type { ActivityTrack } from '../model/activity-track.ts';

/** `task`: in a task; `busy`: in a slice that uses the CPU and has a state of its own; `outside`: in no slice. */
export const TimeClass = { task: 0, busy: 1, outside: 2 } as const;
export type TimeClass = (typeof TimeClass)[keyof typeof TimeClass];

/** ns; CPU and run queue lie within the sampled part of the total. */
export interface ClassTime {
  readonly totalNs: number;
  readonly sampledNs: number;
  readonly cpuNs: number;
  readonly runQueueNs: number;
}

export class CpuShares {
  readonly #activity: ActivityTrack;
  readonly #total = [0, 0, 0];
  readonly #sampled = [0, 0, 0];
  readonly #cpu = [0, 0, 0];
  readonly #runQueue = [0, 0, 0];
  /** The period that is being filled, and how much of each class lies in it. */
  #period = 0;
  #inPeriod = [0, 0, 0];
  /** CPU time above what its period could hold: the kernel accounted it late. */
  #surplusNs = 0;

  constructor(activity: ActivityTrack) {
    this.#activity = activity;
  }

  /** Ranges come in the order of time and do not overlap. */
  add(startNs: number, endNs: number, time: TimeClass): void {
    const { time: ends, periodNs, count } = this.#activity;
    this.#total[time]! += endNs - startNs;
    while (this.#period < count && ends[this.#period]! <= startNs) this.#closePeriod();
    for (let period = this.#period; period < count; period++) {
      const from = ends[period]! - periodNs[period]!;
      if (from >= endNs) return;
      this.#inPeriod[time]! += Math.max(0, Math.min(endNs, ends[period]!) - Math.max(startNs, from));
      if (ends[period]! > endNs) return;
      this.#closePeriod();
    }
  }

  of(time: TimeClass): ClassTime {
    if (this.#period < this.#activity.count) this.#closePeriod();
    this.#payBack();
    return {
      totalNs: this.#total[time]!,
      sampledNs: this.#sampled[time]!,
      cpuNs: this.#cpu[time]!,
      runQueueNs: this.#runQueue[time]!,
    };
  }

  #closePeriod(): void {
    const [task = 0, busy = 0, outside = 0] = this.#inPeriod;
    if (task + busy + outside > 0) {
      const cpu = this.#activity.cpuNs[this.#period]!;
      const queue = this.#activity.runQueueNs[this.#period]!;
      // What surely uses the CPU comes first, then tasks; what is left ran outside of slices.
      const busyCpu = Math.min(cpu, busy);
      const taskCpu = Math.min(cpu - busyCpu, task);
      const outsideCpu = Math.min(cpu - busyCpu - taskCpu, outside);
      this.#surplusNs += cpu - busyCpu - taskCpu - outsideCpu;
      this.#account(0, task, taskCpu, queue);
      this.#account(2, outside, outsideCpu, Math.max(0, queue - (task - taskCpu)));
      this.#inPeriod = [0, 0, 0];
    }
    this.#period++;
  }

  #account(time: TimeClass, ns: number, cpuNs: number, queueNs: number): void {
    this.#sampled[time]! += ns;
    this.#cpu[time]! += cpuNs;
    this.#runQueue[time]! += Math.min(queueNs, ns - cpuNs);
  }

  /** What was accounted late belongs to earlier periods of the same thread, tasks first. */
  #payBack(): void {
    for (const time of [TimeClass.task, TimeClass.outside]) {
      const open = this.#sampled[time]! - this.#cpu[time]! - this.#runQueue[time]!;
      const paid = Math.min(Math.max(0, open), this.#surplusNs);
      this.#cpu[time]! += paid;
      this.#surplusNs -= paid;
    }
  }
}
