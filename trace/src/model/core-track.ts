/** Who was on one core: threads between two samples, each for the CPU time it used. */
import { grown, SliceLevel } from './slice-level.ts';
import { stateIndex } from './kind-state.ts';

/** From this share of a period on, the thread is shown for the whole of it. */
const WHOLE_SHARE = 0.9;
const ADJACENT_NS = 200_000;

export class CoreTrack {
  readonly core: number;
  /** In a level's `slices`: the thread. Where threads shared a period, their order in it is not known. */
  readonly slices: SliceLevel = new SliceLevel();
  sampleCount = 0;
  /** Times at which somebody was seen here. */
  samplesNs: Float64Array = new Float64Array(16);
  /** CPU time of the program's threads, our own apart. */
  programNs = 0;

  constructor(core: number) {
    this.core = core;
  }

  add(thread: number, timeNs: number, periodNs: number, cpuNs: number): void {
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

  #sampled(timeNs: number): void {
    if (this.sampleCount > 0 && timeNs <= this.samplesNs[this.sampleCount - 1]!) return;
    if (this.sampleCount === this.samplesNs.length) {
      this.samplesNs = grown(this.samplesNs, new Float64Array(this.sampleCount * 2));
    }
    this.samplesNs[this.sampleCount++] = timeNs;
  }
}
