/** Percentiles of times, exact, without sorting all of them: only the class of times that holds one is looked at. */
import { grown } from '../model/slice-level.ts';
import { CLASSES, classOf } from './figures/duration-histogram.ts';

/** Times as they come. */
export class Durations {
  count = 0;
  /** How many there are in each class. */
  readonly ofClass: Uint32Array = new Uint32Array(CLASSES);
  #values = new Float64Array(16);
  /** By value, the one before it in its class, and by class the last one: places + 1, 0 = none. */
  #before = new Uint32Array(16);
  readonly #last = new Uint32Array(CLASSES);

  add(ns: number): void {
    if (this.count === this.#values.length) {
      this.#values = grown(this.#values, new Float64Array(this.count * 2));
      this.#before = grown(this.#before, new Uint32Array(this.count * 2));
    }
    const index = classOf(ns);
    this.#values[this.count] = ns;
    this.#before[this.count] = this.#last[index]!;
    this.#last[index] = ++this.count;
    this.ofClass[index]!++;
  }

  /** Copies those of one class to `to`, which has room for them. */
  copyClass(index: number, to: Float64Array): void {
    for (let place = this.#last[index]!, at = 0; place > 0; place = this.#before[place - 1]!) {
      to[at++] = this.#values[place - 1]!;
    }
  }
}

/** So many that took this long. */
export interface CountedTime {
  readonly ns: number;
  readonly count: number;
}

/** The shortest time that at least these shares of all do not exceed; 0 without any. */
export function percentiles(
  single: readonly Durations[],
  counted: readonly CountedTime[],
  shares: readonly number[],
): number[] {
  const classes = new Float64Array(CLASSES);
  for (const { count, ofClass } of single) {
    for (let index = 0; index < CLASSES && count > 0; index++) classes[index]! += ofClass[index]!;
  }
  for (const { ns, count } of counted) classes[classOf(ns)]! += count;
  const total = classes.reduce((sum, count) => sum + count, 0);
  return shares.map((share) => {
    // Of none the least is asked for.
    const wanted = Math.max(share * total, Number.MIN_VALUE);
    let reached = 0;
    const index = classes.findIndex((count) => (reached += count) >= wanted);
    return index < 0 ? 0 : nthOf(index, wanted - (reached - classes[index]!), single, counted);
  });
}

/** The time within a class at which so many of it are reached. */
function nthOf(index: number, wanted: number, single: readonly Durations[], counted: readonly CountedTime[]): number {
  const times = timesOf(single, index);
  const weights = counted.filter(({ ns }) => classOf(ns) === index).sort((a, b) => a.ns - b.ns);
  let reached = 0;
  let next = 0;
  for (const { ns, count } of weights) {
    for (; next < times.length && times[next]! <= ns; next++) if (++reached >= wanted) return times[next]!;
    reached += count;
    if (reached >= wanted) return ns;
  }
  return times[Math.min(times.length - 1, next + Math.ceil(wanted - reached) - 1)] ?? weights.at(-1)!.ns;
}

/** Those of a class, the shortest first. */
function timesOf(single: readonly Durations[], index: number): Float64Array {
  const times = new Float64Array(single.reduce((sum, { ofClass }) => sum + ofClass[index]!, 0));
  let from = 0;
  for (const durations of single) {
    durations.copyClass(index, times.subarray(from));
    from += durations.ofClass[index]!;
  }
  return times.sort();
}
