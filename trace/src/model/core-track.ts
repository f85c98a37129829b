/** Who was on one core, and what other programs used of it: threads between two samples, each for the CPU time it used. */
import { CoreSamples } from './core-samples.ts';
import { stateIndex } from './kind-state.ts';
import { LoadCurve } from './load-curve.ts';
import { firstIndex, SliceLevel } from './slice-level.ts';

/** From this share of a period on, the thread is shown for the whole of it. */
const WHOLE_SHARE = 0.9;
const ADJACENT_NS = 200_000;
/** A core is sampled ten times a second at most: what it was used for needs no finer curve. */
const LOAD_BINS = 4096;
/** The system counts in ticks of 10 ms: shorter stretches say nothing of other programs. */
const LEAST_BUCKET_NS = 100e6;
/** Threads that have a sample at one time on one core: of more, in all of a window, the times are not shown. */
const MOST_AT_ONCE = 3;

/** How a core's time was used, ns; all of the time for which the system told. */
export interface CoreUse {
  readonly othersNs: number;
  readonly idleNs: number;
}

export class CoreTrack {
  readonly core: number;
  readonly #samples = new CoreSamples();
  /** See `slices`; of each the sample that it begins with, and how many samples are in them. */
  readonly #slices = new SliceLevel();
  readonly #firsts: number[] = [];
  #laid = 0;
  /** CPU time of the program's threads, our own apart. */
  programNs = 0;
  /** For how long, from when and until when the system told how busy it was, ns. */
  #toldNs = 0;
  #toldFromNs = Infinity;
  #toldToNs = 0;
  /** CPU time of all programs, and of our threads: the program's and the instrument's. */
  #all: LoadCurve | undefined;
  readonly #seen = new LoadCurve(LOAD_BINS);

  constructor(core: number) {
    this.core = core;
  }

  add(thread: number, timeNs: number, periodNs: number, cpuNs: number): void {
    this.#seen.add(timeNs - periodNs, timeNs, cpuNs);
    this.#samples.add(thread, timeNs, periodNs, cpuNs);
  }

  /** In a level's `slices`: the thread. Where threads shared a period, their order in it is not known. */
  get slices(): SliceLevel {
    this.#goBack(this.#samples.sort());
    for (; this.#laid < this.#samples.count; this.#laid++) this.#lay(this.#laid);
    return this.#slices;
  }

  /** Times in `[startNs, endNs)` at which somebody was seen here, each once; none where there are more than `most`. */
  samplesNs(startNs: number, endNs: number, most: number): Float64Array {
    this.#goBack(this.#samples.sort());
    const { timeNs, count } = this.#samples;
    const from = firstIndex(count, (at) => timeNs[at]! >= startNs);
    const to = firstIndex(count, (at) => timeNs[at]! >= endNs);
    if (to - from > most * MOST_AT_ONCE) return new Float64Array(0);
    const times = timeNs.subarray(from, to).filter((ns, at, all) => at === 0 || ns !== all[at - 1]);
    return times.length <= most ? times : new Float64Array(0);
  }

  /** The system says how busy the core was, by all programs. */
  addBusy(timeNs: number, periodNs: number, busyNs: number): void {
    this.#all ??= new LoadCurve(LOAD_BINS);
    this.#all.add(timeNs - periodNs, timeNs, busyNs);
    this.#toldNs += periodNs;
    this.#toldFromNs = Math.min(this.#toldFromNs, Math.max(0, timeNs - periodNs));
    this.#toldToNs = Math.max(this.#toldToNs, timeNs);
  }

  /** What of it was not ours; `undefined` where the system does not tell. */
  get use(): CoreUse | undefined {
    if (this.#all === undefined) return undefined;
    const spanNs = this.#toldToNs - this.#toldFromNs;
    const [all = 0] = this.#all.buckets(this.#toldFromNs, this.#toldToNs, 1);
    const [seen = 0] = this.#seen.buckets(this.#toldFromNs, this.#toldToNs, 1);
    const usedNs = Math.max(all, seen) * spanNs;
    return { othersNs: Math.max(0, all - seen) * spanNs, idleNs: Math.max(0, this.#toldNs - usedNs) };
  }

  /**
   * What other programs used of the time that our threads left of the core, 0 to 1, in equal buckets of a window, at most
   * `most`; empty where the system does not tell.
   */
  othersShare(startNs: number, endNs: number, most: number): Float32Array {
    if (this.#all === undefined) return new Float32Array(0);
    const count = Math.max(1, Math.min(most, Math.floor((endNs - startNs) / LEAST_BUCKET_NS)));
    // A shorter window is a part of one stretch.
    const middleNs = (startNs + endNs) / 2;
    const halfNs = Math.max(endNs - startNs, LEAST_BUCKET_NS) / 2;
    const all = this.#all.buckets(middleNs - halfNs, middleNs + halfNs, count);
    const seen = this.#seen.buckets(middleNs - halfNs, middleNs + halfNs, count);
    return all.map((load, bucket) => {
      const left = 1 - seen[bucket]!;
      return left <= 0 ? 0 : Math.min(1, Math.max(0, load - seen[bucket]!) / left);
    });
  }

  /** To the slice that the sample before this one is in. */
  #goBack(sample: number): void {
    if (sample >= this.#laid) return;
    const kept = Math.max(0, firstIndex(this.#firsts.length, (slice) => this.#firsts[slice]! >= sample) - 1);
    this.#laid = this.#firsts[kept] ?? 0;
    this.#firsts.length = kept;
    this.#slices.truncate(kept);
  }

  #lay(sample: number): void {
    const slices = this.#slices;
    const timeNs = this.#samples.timeNs[sample]!;
    const periodNs = this.#samples.periodNs[sample]!;
    const cpuNs = this.#samples.cpuNs[sample]!;
    const thread = this.#samples.thread[sample]!;
    const last = slices.count - 1;
    const cursor = last < 0 ? -Infinity : slices.ends[last]!;
    const whole = cpuNs >= periodNs * WHOLE_SHARE;
    const start = Math.max(timeNs - periodNs, cursor);
    const end = whole ? timeNs : Math.min(timeNs, start + cpuNs);
    if (!(end > start)) return;
    if (last >= 0 && whole && slices.slices[last] === thread && start - cursor <= ADJACENT_NS) {
      const from = slices.starts[last]!;
      slices.truncate(last);
      slices.push(from, end, thread, stateIndex('running'));
    } else {
      slices.push(start, end, thread, stateIndex('running'));
      this.#firsts.push(sample);
    }
  }
}
