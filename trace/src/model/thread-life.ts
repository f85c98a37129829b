/**
 * What a thread was at, laid on the time axis once, for the chart and for the figures alike. Its slices say it of
 * themselves; inside a task, and outside of all slices, sampling does: how long the thread ran, waited for a core and slept
 * in a period, and where. In which order it did so within the period nobody saw, but for where it was at either end.
 */
import { WAIT_REASONS } from '../query.ts';
import { RowKind, SleepPlace } from '../vocabulary.ts';
import { ADJACENT_NS } from './activity-track.ts';
import { stateIndex, stateOfKind } from './kind-state.ts';
import { PieceLevels } from './piece-levels.ts';
import { NO_SLICE, visitSegments } from './segments.ts';
import type { SliceLevel } from './slice-level.ts';
import type { ThreadTrack } from './thread-track.ts';
import { workBegins } from './work-begins.ts';

export interface ThreadLife {
  readonly startNs: number;
  /** Its exit, else until when it was looked at. */
  readonly endNs: number;
  /** ns by kind of row in which a slice of that kind was the innermost; tasks are in `levels`. */
  readonly kindNs: Float64Array;
  /**
   * Pieces between the slices: on level 0 outside of all, on level n inside a task of level n - 1. In `slices`: index into
   * `WAIT_REASONS` + 1. Where nothing was sampled outside of slices there is no piece: nobody knows.
   */
  readonly levels: readonly SliceLevel[];
  /** Counted idle time (ns) that no sampled sleep explains. */
  readonly unplacedIdleNs: number;
}

/** `endNs`: until when a thread that has not ended is looked at. */
export function threadLife(track: ThreadTrack, endNs: number): ThreadLife {
  return new LifeBuilder(track, endNs).build();
}

/** Whether a slice is about the thread's own work, which sampling tells more of. A foreign worker's is its modules. */
export function isWork(track: ThreadTrack, kind: number): boolean {
  return kind === RowKind.task || (kind === RowKind.load && track.isForeign);
}

/** `task`: in a task; `busy`: what uses the CPU and has a state of its own; `outside`: in no slice. */
type TimeClass = 'task' | 'busy' | 'outside';

interface Part {
  readonly startNs: number;
  readonly endNs: number;
  readonly time: TimeClass;
  /** Level of its pieces. */
  readonly depth: number;
}

const RUNNING = stateIndex('running');
const RUN_QUEUE = stateIndex('runQueue');
const STARTING = stateIndex('starting');
const WAITING = stateIndex('waiting');
const AWAITING = stateIndex('awaiting');
const IDLE = stateIndex('idle');
const UNKNOWN = stateIndex('unknown');
const BLOCKED = WAIT_REASONS.indexOf('blocked') + 1;
const BUSY_STATES: readonly number[] = [STARTING, stateIndex('gc'), stateIndex('serializing')];

/** The kernel accounts a running thread's time at its ticks: less than this is what they leave open, not a sleep. */
const ACCOUNTING_NS = 4_000_000;
const ACCOUNTING_SHARE = 0.02;

class LifeBuilder {
  readonly #track: ThreadTrack;
  readonly #startNs: number;
  readonly #endNs: number;
  readonly #kindNs = new Float64Array(256);
  readonly #pieces = new PieceLevels();
  /** The sampling period that is being filled, what lies in it that pieces are laid in, and how much of each class. */
  #period = 0;
  #parts: Part[] = [];
  #inPeriod = { task: 0, busy: 0, outside: 0 };
  /** CPU time that its period could not hold: its end was looked at too late, so the next one lacks it. */
  #carriedNs = 0;
  /** Until here all CPU time, and every wait for a core, has been accounted: the thread was seen asleep. */
  #accountedNs = -Infinity;
  #queueAccountedNs = -Infinity;
  #countedIdleNs: number;
  #taskNs = 0;

  constructor(track: ThreadTrack, endNs: number) {
    this.#track = track;
    this.#startNs = track.startNs;
    this.#endNs = Math.max(track.startNs, track.exitNs ?? endNs);
    this.#countedIdleNs = track.isWorker ? track.countedIdleNs : 0;
  }

  build(): ThreadLife {
    const workNs = workBegins(this.#track);
    visitSegments(this.#track, this.#startNs, this.#endNs, (start, end, slice, depth) => {
      if (slice === NO_SLICE) this.#addOutside(start, end, workNs);
      else this.#addSlice(start, end, this.#track.slices.kind[slice]!, depth);
    });
    if (this.#period < this.#track.activity.count) this.#closePeriod();
    if (this.#isNoSleep(this.#pieces.sum(1, isSleep))) this.#pieces.replace(1, isSleep, RUNNING);
    return {
      startNs: this.#startNs,
      endNs: this.#endNs,
      kindNs: this.#kindNs,
      levels: this.#pieces.levels,
      unplacedIdleNs: this.#countedIdleNs,
    };
  }

  #addOutside(startNs: number, endNs: number, workNs: number): void {
    const begin = Math.min(endNs, Math.max(startNs, workNs));
    if (begin > startNs) {
      this.#add({ startNs, endNs: begin, time: 'busy', depth: 0 });
      this.#pieces.add({ depth: 0, startNs, endNs: begin, state: STARTING, reason: 0 });
    }
    if (endNs > begin) this.#add({ startNs: begin, endNs, time: 'outside', depth: 0 });
  }

  #addSlice(startNs: number, endNs: number, kind: number, depth: number): void {
    if (isWork(this.#track, kind)) {
      this.#add({ startNs, endNs, time: 'task', depth: depth + 1 });
      return;
    }
    this.#kindNs[kind]! += endNs - startNs;
    if (BUSY_STATES.includes(stateOfKind(kind))) this.#add({ startNs, endNs, time: 'busy', depth: 0 });
  }

  /** Parts come in the order of time and do not overlap. */
  #add(part: Part): void {
    const { time: ends, count } = this.#track.activity;
    let from = part.startNs;
    while (this.#period < count && ends[this.#period]! <= from) this.#closePeriod();
    while (from < part.endNs) {
      const begin = this.#period < count ? this.#beginOf(this.#period) : Infinity;
      if (begin > from) {
        const to = Math.min(part.endNs, begin);
        this.#addUnsampled({ ...part, startNs: from, endNs: to });
        from = to;
        continue;
      }
      const to = Math.min(part.endNs, ends[this.#period]!);
      const { time, depth } = part;
      this.#inPeriod[time] += to - from;
      if (time !== 'busy') this.#parts.push({ time, depth, startNs: from, endNs: to });
      from = to;
      if (to === ends[this.#period]!) this.#closePeriod();
    }
  }

  /** Reading the clock takes its time too: a short gap belongs to the period after it. */
  #beginOf(period: number): number {
    const { time: ends, periodNs } = this.#track.activity;
    const begin = ends[period]! - periodNs[period]!;
    const before = period > 0 ? ends[period - 1]! : -Infinity;
    return begin - before <= ADJACENT_NS ? before : begin;
  }

  /** A task runs unless something says otherwise. */
  #addUnsampled({ time, startNs, endNs, depth }: Part): void {
    if (time === 'task') this.#pieces.add({ depth, startNs, endNs, state: RUNNING, reason: 0 });
  }

  /**
   * A thread uses its CPU time, and is queued, outside of waits: in what is busy by its part of the period, as loading
   * and collecting garbage sleep too; of the rest tasks come first, what ran outside of slices last.
   */
  #closePeriod(): void {
    const { activity } = this.#track;
    const period = this.#period++;
    const { task, busy, outside } = this.#inPeriod;
    const activeNs = task + busy + outside;
    if (activeNs > 0) {
      const cpuNs = this.#cpuOf(period, activeNs);
      const queueNs = this.#queueOf(period, activeNs - cpuNs);
      const cpuShare = cpuNs + queueNs > 0 ? cpuNs / (cpuNs + queueNs) : 0;
      const openNs = (cpuNs + queueNs) * (1 - busy / activeNs);
      const taskAwakeNs = Math.min(openNs, task);
      this.#taskNs += task;
      this.#lay('task', period, { ns: task, awakeNs: taskAwakeNs, cpuShare });
      this.#lay('outside', period, { ns: outside, awakeNs: Math.min(openNs - taskAwakeNs, outside), cpuShare });
      this.#parts = [];
      this.#inPeriod = { task: 0, busy: 0, outside: 0 };
    }
    if (wasAsleep(activity.places[period]!)) this.#sawAsleep(period);
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
    return this.#pieces.payBack(ns, { fromNs, untilNs: this.#beginOf(period), isSleep, state });
  }

  /** Lays a class of time in its parts: what it slept comes last, unless the thread was asleep before and awake after. */
  #lay(
    time: TimeClass,
    period: number,
    { ns, awakeNs, cpuShare }: { ns: number; awakeNs: number; cpuShare: number },
  ): void {
    if (ns <= 0) return;
    const asleepNs = ns - awakeNs;
    const isNoise = awakeNs > 0 && asleepNs < ns * ACCOUNTING_SHARE;
    const sleepNs = isNoise ? 0 : asleepNs;
    const queueNs = awakeNs * (1 - cpuShare);
    const parts = this.#parts.length === 1 ? this.#parts : this.#parts.filter((part) => part.time === time);
    const strip = new Strip(this.#pieces, parts);
    const sleep = sleepNs > 0 ? this.#sleepOf(time, this.#placeOf(time, period, parts), sleepNs) : [];
    const sleepsFirst = this.#sleepsFirst(period);
    if (sleepsFirst) for (const { state, reason, ns: length } of sleep) strip.lay(length, state, reason);
    strip.lay(queueNs, RUN_QUEUE, 0);
    strip.lay(ns - sleepNs - queueNs, RUNNING, 0);
    if (!sleepsFirst) for (const { state, reason, ns: length } of sleep) strip.lay(length, state, reason);
  }

  #sleepsFirst(period: number): boolean {
    const { places } = this.#track.activity;
    return places[period] === SleepPlace.awake && period > 0 && wasAsleep(places[period - 1]!);
  }

  /** Where it slept. What was seen while it was in a wait of its own tells nothing of its task. */
  #placeOf(time: TimeClass, period: number, parts: readonly Part[]): SleepPlace {
    const { activity } = this.#track;
    if (time === 'outside') return activity.asleep[period] as SleepPlace;
    const atEnd = parts.at(-1)!.endNs >= activity.time[period]!;
    const atBegin = period > 0 && parts[0]!.startNs <= this.#beginOf(period);
    if (atEnd && wasAsleep(activity.places[period]!)) return activity.places[period] as SleepPlace;
    if (atBegin && wasAsleep(activity.places[period - 1]!)) return activity.places[period - 1] as SleepPlace;
    return SleepPlace.unknown;
  }

  /** In a task it awaits, or something that is none of our objects blocks it; outside it is idle, where that is known. */
  #sleepOf(time: TimeClass, place: SleepPlace, ns: number): { state: number; reason: number; ns: number }[] {
    const { isWorker, role } = this.#track;
    const blocked = { state: WAITING, reason: BLOCKED };
    if (time === 'task') return [{ ...(place === SleepPlace.blocked ? blocked : { state: AWAITING, reason: 0 }), ns }];
    const idleNs = Math.min(ns, this.#countedIdleNs);
    this.#countedIdleNs -= idleNs;
    const idle = { state: IDLE, reason: 0, ns: idleNs };
    const rest = { ns: ns - idleNs, reason: 0 };
    if (place === SleepPlace.blocked && (isWorker || role === 'main')) return [idle, { ...rest, ...blocked }];
    const isKnown = place === SleepPlace.eventLoop || !isWorker;
    return [idle, { ...rest, state: isKnown ? IDLE : UNKNOWN }];
  }

  /** What the kernel leaves open of all of a thread's tasks. */
  #isNoSleep(ns: number): boolean {
    return ns < ACCOUNTING_NS || ns < this.#taskNs * ACCOUNTING_SHARE;
  }
}

/** Parts of time in which pieces are laid, from their beginning on. */
class Strip {
  readonly #pieces: PieceLevels;
  readonly #parts: readonly Part[];
  #part = 0;
  #usedNs = 0;

  constructor(pieces: PieceLevels, parts: readonly Part[]) {
    this.#pieces = pieces;
    this.#parts = parts;
  }

  lay(ns: number, state: number, reason: number): void {
    let left = ns;
    while (left > 0 && this.#part < this.#parts.length) {
      const { depth, startNs, endNs } = this.#parts[this.#part]!;
      const from = startNs + this.#usedNs;
      const room = endNs - from;
      if (left < room) {
        this.#usedNs += left;
        this.#pieces.add({ depth, startNs: from, endNs: from + left, state, reason });
        return;
      }
      this.#pieces.add({ depth, startNs: from, endNs, state, reason });
      left -= room;
      this.#part++;
      this.#usedNs = 0;
    }
  }
}

function wasAsleep(place: number): boolean {
  return place === SleepPlace.eventLoop || place === SleepPlace.blocked;
}

function isSleep(state: number): boolean {
  return state !== RUNNING && state !== RUN_QUEUE && state !== STARTING;
}
