/**
 * Lays what sampling saw of a thread between and inside its slices: how long it ran, waited for a core and slept in a period,
 * and where. In which order it did so within the period nobody saw, but for where it was at either end.
 */
import { WAIT_REASONS } from '../query.ts';
import { SleepPlace } from '../vocabulary.ts';
import { ADJACENT_NS } from './activity-track.ts';
import { stateIndex } from './kind-state.ts';
import { PeriodParts, TimeClass } from './period-parts.ts';
import type { PieceLevels } from './piece-levels.ts';
import type { ThreadTrack } from './thread-track.ts';

const RUNNING = stateIndex('running');
const RUN_QUEUE = stateIndex('runQueue');
const WAITING = stateIndex('waiting');
const AWAITING = stateIndex('awaiting');
const IDLE = stateIndex('idle');
const UNKNOWN = stateIndex('unknown');
const BLOCKED = WAIT_REASONS.indexOf('blocked') + 1;

/** The kernel accounts a running thread's time at its ticks: less than this is what they leave open, not a sleep. */
const ACCOUNTING_NS = 4_000_000;
const ACCOUNTING_SHARE = 0.02;

/** `[startNs, endNs)` */
interface Span {
  readonly startNs: number;
  readonly endNs: number;
}

/** What has been accounted so far, beside the pieces. */
interface Accounts {
  /** The sampling period that is being filled. */
  readonly period: number;
  /** CPU time that its period could not hold: its end was looked at too late, so the next one lacks it. */
  readonly carriedNs: number;
  /** Until here all CPU time, and every wait for a core, has been accounted: the thread was seen asleep. */
  readonly accountedNs: number;
  readonly queueAccountedNs: number;
  /** Of the counted idle time: what has been laid, and whether there was more to lay than had been counted. */
  readonly idleNs: number;
  readonly isIdleShort: boolean;
  readonly taskNs: number;
}

export interface LayerState extends Accounts {
  readonly parts: PeriodParts;
}

export class PeriodLayer {
  readonly #track: ThreadTrack;
  readonly #pieces: PieceLevels;
  #parts = new PeriodParts();
  #period = 0;
  #carriedNs = 0;
  #accountedNs = -Infinity;
  #queueAccountedNs = -Infinity;
  #idleNs = 0;
  #isIdleShort = false;
  #taskNs = 0;

  constructor(track: ThreadTrack, pieces: PieceLevels) {
    this.#track = track;
    this.#pieces = pieces;
  }

  /** Counted idle time that no sampled sleep explains, ns. */
  get unplacedIdleNs(): number {
    return this.#countedIdleNs - this.#idleNs;
  }

  save(): LayerState {
    return {
      period: this.#period,
      carriedNs: this.#carriedNs,
      accountedNs: this.#accountedNs,
      queueAccountedNs: this.#queueAccountedNs,
      idleNs: this.#idleNs,
      isIdleShort: this.#isIdleShort,
      taskNs: this.#taskNs,
      parts: this.#parts.copy(),
    };
  }

  restore(state: LayerState): void {
    this.#period = state.period;
    this.#carriedNs = state.carriedNs;
    this.#accountedNs = state.accountedNs;
    this.#queueAccountedNs = state.queueAccountedNs;
    this.#idleNs = state.idleNs;
    this.#isIdleShort = state.isIdleShort;
    this.#taskNs = state.taskNs;
    this.#parts = state.parts.copy();
  }

  /** Takes a part of the thread's time; they come in the order of time and do not overlap. `depth`: level of its pieces. */
  add(time: TimeClass, { startNs, endNs }: Span, depth: number): void {
    const { time: ends, count } = this.#track.activity;
    let from = startNs;
    while (this.#period < count && ends[this.#period]! <= from) this.#closePeriod();
    while (from < endNs) {
      const begin = this.#period < count ? this.#beginOf(this.#period) : Infinity;
      if (begin > from) {
        const to = Math.min(endNs, begin);
        // Nobody looked: a task runs unless something says otherwise.
        if (time === TimeClass.task) this.#pieces.add(depth, from, to, RUNNING, 0);
        from = to;
        continue;
      }
      const to = Math.min(endNs, ends[this.#period]!);
      this.#parts.add(time, from, to, depth);
      from = to;
      if (to === ends[this.#period]!) this.#closePeriod();
    }
  }

  /** To be called after the last part. */
  finish(): void {
    if (this.#period < this.#track.activity.count) this.#closePeriod();
  }

  /** Whether what tasks slept, so far, is no sleep but what the kernel leaves open. */
  get isSleepNoise(): boolean {
    const sleepNs = this.#pieces.sleepInTasksNs();
    return sleepNs > 0 && (sleepNs < ACCOUNTING_NS || sleepNs < this.#taskNs * ACCOUNTING_SHARE);
  }

  get #countedIdleNs(): number {
    return this.#track.isWorker ? this.#track.countedIdleNs : 0;
  }

  /** Reading the clock takes its time too: a short gap belongs to the period after it. */
  #beginOf(period: number): number {
    const { time: ends, periodNs } = this.#track.activity;
    const begin = ends[period]! - periodNs[period]!;
    const before = period > 0 ? ends[period - 1]! : -Infinity;
    return begin - before <= ADJACENT_NS ? before : begin;
  }

  /**
   * A thread uses its CPU time, and is queued, outside of waits: in what is busy by its part of the period, as loading
   * and collecting garbage sleep too; of the rest tasks come first, what ran outside of slices last.
   */
  #closePeriod(): void {
    const { places } = this.#track.activity;
    const period = this.#period++;
    const [task, busy, outside] = this.#parts.ns;
    const activeNs = task + busy + outside;
    if (activeNs > 0) {
      const cpuNs = this.#cpuOf(period, activeNs);
      const queueNs = this.#queueOf(period, activeNs - cpuNs);
      const cpuShare = cpuNs + queueNs > 0 ? cpuNs / (cpuNs + queueNs) : 0;
      const openNs = (cpuNs + queueNs) * (1 - busy / activeNs);
      const taskAwakeNs = Math.min(openNs, task);
      this.#taskNs += task;
      this.#lay(TimeClass.task, period, taskAwakeNs, cpuShare);
      this.#lay(TimeClass.outside, period, Math.min(openNs - taskAwakeNs, outside), cpuShare);
      this.#parts.clear();
    }
    if (wasAsleep(places[period]!)) this.#sawAsleep(period);
  }

  /** All is accounted then, but for a wait for a core that began after the look and is not over. */
  #sawAsleep(period: number): void {
    const { time, cpuNs, runQueueNs } = this.#track.activity;
    const isStill = cpuNs[period] === 0 && runQueueNs[period] === 0;
    this.#accountedNs = time[period]!;
    this.#queueAccountedNs = isStill ? this.#beginOf(period) : time[period]!;
  }

  /** What of a period's CPU time fits into it. The rest was accounted late, or belongs to waits. */
  #cpuOf(period: number, activeNs: number): number {
    const { cpuNs, periodNs } = this.#track.activity;
    const own = cpuNs[period]!;
    const all = own > 0 ? own + this.#carriedNs : own;
    if (own > 0) this.#carriedNs = 0;
    const cpu = Math.min(all, activeNs);
    const impossible = Math.max(0, all - periodNs[period]!);
    const late = Math.min(all - cpu, Math.max(ACCOUNTING_NS, impossible));
    const paid = this.#payBack(late, period, RUNNING);
    this.#carriedNs += Math.max(0, impossible - paid);
    return cpu;
  }

  /** What of a period's wait for a core fits into it: such a wait is accounted when it is over. */
  #queueOf(period: number, roomNs: number): number {
    const all = this.#track.activity.runQueueNs[period]!;
    const queueNs = Math.min(all, roomNs);
    this.#payBack(all - queueNs, period, RUN_QUEUE);
    return queueNs;
  }

  /** Gives time that was accounted late to sleeps before the period in which nothing had been accounted. */
  #payBack(ns: number, period: number, state: number): number {
    if (ns <= 0) return 0;
    const fromNs = state === RUN_QUEUE ? this.#queueAccountedNs : this.#accountedNs;
    return this.#pieces.payBack(ns, { fromNs, untilNs: this.#beginOf(period), state });
  }

  /** Lays a class of time in its parts: what it slept comes last, unless the thread was asleep before and awake after. */
  #lay(time: TimeClass, period: number, awakeNs: number, cpuShare: number): void {
    const ns = this.#parts.ns[time];
    if (ns <= 0) return;
    const asleepNs = ns - awakeNs;
    const isNoise = awakeNs > 0 && asleepNs < ns * ACCOUNTING_SHARE;
    const sleepNs = isNoise ? 0 : asleepNs;
    const queueNs = awakeNs * (1 - cpuShare);
    const sleepsFirst = this.#sleepsFirst(period);
    this.#parts.rewind(time);
    if (sleepsFirst) this.#laySleep(time, period, sleepNs);
    this.#parts.lay(this.#pieces, queueNs, RUN_QUEUE, 0);
    this.#parts.lay(this.#pieces, ns - sleepNs - queueNs, RUNNING, 0);
    if (!sleepsFirst) this.#laySleep(time, period, sleepNs);
  }

  #sleepsFirst(period: number): boolean {
    const { places } = this.#track.activity;
    return places[period] === SleepPlace.awake && period > 0 && wasAsleep(places[period - 1]!);
  }

  /** In a task it awaits, or something that is none of our objects blocks it; outside it is idle, where that is known. */
  #laySleep(time: TimeClass, period: number, ns: number): void {
    if (ns <= 0) return;
    const { isWorker, role } = this.#track;
    const place = this.#placeOf(time, period);
    const isBlocked = place === SleepPlace.blocked;
    if (time === TimeClass.task) {
      this.#parts.lay(this.#pieces, ns, isBlocked ? WAITING : AWAITING, isBlocked ? BLOCKED : 0);
      return;
    }
    const idleNs = Math.min(ns, this.unplacedIdleNs);
    this.#isIdleShort ||= idleNs < ns;
    this.#idleNs += idleNs;
    this.#parts.lay(this.#pieces, idleNs, IDLE, 0);
    const isKnown = place === SleepPlace.eventLoop || !isWorker;
    if (isBlocked && (isWorker || role === 'main')) this.#parts.lay(this.#pieces, ns - idleNs, WAITING, BLOCKED);
    else this.#parts.lay(this.#pieces, ns - idleNs, isKnown ? IDLE : UNKNOWN, 0);
  }

  /** Where it slept. What was seen while it was in a wait of its own tells nothing of its task. */
  #placeOf(time: TimeClass, period: number): number {
    const { asleep, places, time: ends } = this.#track.activity;
    if (time === TimeClass.outside) return asleep[period]!;
    const atEnd = this.#parts.lastEnd(time) >= ends[period]!;
    const atBegin = period > 0 && this.#parts.firstStart(time) <= this.#beginOf(period);
    if (atEnd && wasAsleep(places[period]!)) return places[period]!;
    if (atBegin && wasAsleep(places[period - 1]!)) return places[period - 1]!;
    return SleepPlace.unknown;
  }
}

function wasAsleep(place: number): boolean {
  return place === SleepPlace.eventLoop || place === SleepPlace.blocked;
}
