/** Shares out the CPU time, run-queue wait and sleep of sampling periods among the classes of time that lie in them. */
import type { ActivityTrack } from '../model/activity-track.ts';
import { SleepPlace } from '../vocabulary.ts';

/** `task`: in a task; `busy`: in a slice that uses the CPU and has a state of its own; `outside`: in no slice. */
export const TimeClass = { task: 0, busy: 1, outside: 2 } as const;
export type TimeClass = (typeof TimeClass)[keyof typeof TimeClass];

/** ns; all but `totalNs` are of the sampled part. What is left of it was slept through, nobody knows where. */
export interface ClassTime {
  readonly totalNs: number;
  readonly sampledNs: number;
  readonly cpuNs: number;
  readonly runQueueNs: number;
  /** Asleep in the event loop, and in any other system call. */
  readonly eventLoopNs: number;
  readonly blockedNs: number;
}

type Shares = { -readonly [key in keyof ClassTime]: number };

export class CpuShares {
  readonly #activity: ActivityTrack;
  readonly #shares: readonly Shares[] = [emptyShares(), emptyShares(), emptyShares()];
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
    this.#shares[time]!.totalNs += endNs - startNs;
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
    return this.#shares[time]!;
  }

  /**
   * A thread uses its CPU time, and is queued, outside of waits: in what is busy by its part of the period, as loading
   * and collecting garbage sleep too; of the rest tasks come first, what ran outside of slices last.
   */
  #closePeriod(): void {
    const [task = 0, busy = 0, outside = 0] = this.#inPeriod;
    const active = task + busy + outside;
    if (active > 0) {
      const { cpuNs, runQueueNs, asleep } = this.#activity;
      const cpu = Math.min(cpuNs[this.#period]!, active);
      const queue = Math.min(runQueueNs[this.#period]!, active - cpu);
      this.#surplusNs += cpuNs[this.#period]! - cpu;
      const cpuShare = cpu + queue > 0 ? cpu / (cpu + queue) : 0;
      const place = asleep[this.#period] as SleepPlace;
      let left = (cpu + queue) * (1 - busy / active);
      for (const time of [TimeClass.task, TimeClass.outside]) {
        const ns = this.#inPeriod[time]!;
        const awake = Math.min(left, ns);
        left -= awake;
        this.#account(this.#shares[time]!, { ns, awake, cpuShare, place });
      }
      this.#inPeriod = [0, 0, 0];
    }
    this.#period++;
  }

  #account(shares: Shares, period: { ns: number; awake: number; cpuShare: number; place: SleepPlace }): void {
    const { ns, awake, cpuShare, place } = period;
    shares.sampledNs += ns;
    shares.cpuNs += awake * cpuShare;
    shares.runQueueNs += awake * (1 - cpuShare);
    if (place === SleepPlace.eventLoop) shares.eventLoopNs += ns - awake;
    if (place === SleepPlace.blocked) shares.blockedNs += ns - awake;
  }

  /** What was accounted late belongs to earlier periods of the same thread, tasks first. */
  #payBack(): void {
    for (const time of [TimeClass.task, TimeClass.outside]) {
      const shares = this.#shares[time]!;
      const asleep = Math.max(0, shares.sampledNs - shares.cpuNs - shares.runQueueNs);
      const paid = Math.min(asleep, this.#surplusNs);
      if (paid <= 0) continue;
      const known = shares.eventLoopNs + shares.blockedNs;
      // What nobody could explain is explained first.
      const kept = known > 0 ? Math.min(1, (asleep - paid) / known) : 1;
      shares.cpuNs += paid;
      shares.eventLoopNs *= kept;
      shares.blockedNs *= kept;
      this.#surplusNs -= paid;
    }
  }
}

function emptyShares(): Shares {
  return { totalNs: 0, sampledNs: 0, cpuNs: 0, runQueueNs: 0, eventLoopNs: 0, blockedNs: 0 };
}
