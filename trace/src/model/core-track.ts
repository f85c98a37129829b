/** Who was on one core, and what other programs used of it: threads between two samples, each for the CPU time it used. */
import { grown, SliceLevel } from './slice-level.ts';
import { stateIndex } from './kind-state.ts';
import { LoadCurve } from './load-curve.ts';

/** From this share of a period on, the thread is shown for the whole of it. */
const WHOLE_SHARE = 0.9;
const ADJACENT_NS = 200_000;
/** A core is sampled ten times a second at most: what it was used for needs no finer curve. */
const LOAD_BINS = 4096;
/** The system counts in ticks of 10 ms: shorter stretches say nothing of other programs. */
const LEAST_BUCKET_NS = 100e6;

/** How a core's time was used, ns; all of the time for which the system told. */
export interface CoreUse {
  readonly othersNs: number;
  readonly idleNs: number;
}

export class CoreTrack {
  readonly core: number;
  /** In a level's `slices`: the thread. Where threads shared a period, their order in it is not known. */
  readonly slices: SliceLevel = new SliceLevel();
  sampleCount = 0;
  /** Times at which somebody was seen here. */
  samplesNs: Float64Array = new Float64Array(16);
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
    this.#sampled(timeNs);
    const { slices } = this;
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
    }
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

  #sampled(timeNs: number): void {
    if (this.sampleCount > 0 && timeNs <= this.samplesNs[this.sampleCount - 1]!) return;
    if (this.sampleCount === this.samplesNs.length) {
      this.samplesNs = grown(this.samplesNs, new Float64Array(this.sampleCount * 2));
    }
    this.samplesNs[this.sampleCount++] = timeNs;
  }
}
