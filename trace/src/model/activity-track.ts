/** What sampling says of a thread: CPU time and run-queue wait per period, and where it slept. */
import { grown } from './slice-level.ts';
import { SleepPlace } from '../vocabulary.ts';

/** Periods follow each other with the time that reading the clock takes. */
export const ADJACENT_NS = 200_000;

export class ActivityTrack {
  count = 0;
  /** End of each period. */
  time: Float64Array = new Float64Array(16);
  periodNs: Float64Array = new Float64Array(16);
  cpuNs: Float64Array = new Float64Array(16);
  /** May be more than the period: a wait for a core is accounted when it is over. */
  runQueueNs: Float64Array = new Float64Array(16);
  /** `SleepPlace` where the thread was while it neither ran nor wanted to. */
  asleep: Uint8Array = new Uint8Array(16);
  /** `SleepPlace` where it was at the end of the period. */
  places: Uint8Array = new Uint8Array(16);
  totalCpuNs = 0;
  totalRunQueueNs = 0;

  /** Where it was seen last. */
  #place: SleepPlace = SleepPlace.unknown;

  /**
   * Periods in which the thread used no CPU and wanted none have no row: what lies between two is one of those.
   * `place`: where it was at the end of the period.
   */
  add(
    timeNs: number,
    periodNs: number,
    cpuNs: number,
    runQueueNs: number,
    place: SleepPlace = SleepPlace.unknown,
  ): void {
    this.totalCpuNs += cpuNs;
    this.totalRunQueueNs += runQueueNs;
    // Periods are in order and apart; a row that is not cannot be laid on the time axis, but its CPU time counts.
    if (timeNs <= this.#lastNs) return;
    if (this.count > 0) this.addIdle(timeNs - periodNs);
    const period = Math.min(periodNs, timeNs - this.#lastNs);
    // A thread that is awake at the end slept, if at all, where it was seen at the beginning.
    const asleep = place === SleepPlace.awake ? this.#place : place;
    this.#place = place;
    this.#append(timeNs, period, cpuNs, runQueueNs, asleep);
  }

  #isIdle(at: number): boolean {
    return this.cpuNs[at] === 0 && this.runQueueNs[at] === 0;
  }

  /** The thread was looked at until `untilNs` and had used no CPU since its last period. */
  addIdle(untilNs: number): void {
    const gapNs = untilNs - this.#lastNs;
    if (this.count === 0 || gapNs <= ADJACENT_NS) return;
    const last = this.count - 1;
    if (!this.#isIdle(last)) {
      this.#append(untilNs, gapNs, 0, 0, this.#place);
      return;
    }
    this.time[last] = untilNs;
    this.periodNs[last]! += gapNs;
  }

  get #lastNs(): number {
    return this.count === 0 ? -Infinity : this.time[this.count - 1]!;
  }

  #append(timeNs: number, periodNs: number, cpuNs: number, runQueueNs: number, asleep: SleepPlace): void {
    if (this.count === this.time.length) this.#grow();
    const at = this.count++;
    this.time[at] = timeNs;
    this.periodNs[at] = periodNs;
    this.cpuNs[at] = cpuNs;
    this.runQueueNs[at] = runQueueNs;
    this.asleep[at] = asleep === SleepPlace.awake ? SleepPlace.unknown : asleep;
    this.places[at] = this.#place;
  }

  #grow(): void {
    const capacity = this.time.length * 2;
    this.time = grown(this.time, new Float64Array(capacity));
    this.periodNs = grown(this.periodNs, new Float64Array(capacity));
    this.cpuNs = grown(this.cpuNs, new Float64Array(capacity));
    this.runQueueNs = grown(this.runQueueNs, new Float64Array(capacity));
    this.asleep = grown(this.asleep, new Uint8Array(capacity));
    this.places = grown(this.places, new Uint8Array(capacity));
  }
}
