/** The CPU profile of a run as the rows of a trace tell it: which thread was in which stack of functions, and when. */
import { quantityOf } from '../model/quantity.ts';
import { grown } from '../model/slice-level.ts';
import type { RowBatch } from '../row-batch.ts';
import { RowKind } from '../vocabulary.ts';

/** A stack of functions; 0 stands for the empty one. */
export interface ProfileStack {
  /** Id of the stack without its innermost function. */
  readonly parent: number;
  /** Id of the innermost function's site. */
  readonly site: number;
}

/** Samples by line of each stack: stack id -> site of the line -> how many. */
export type StackLines = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Samples of one thread as columns of `count` rows, in the order of time and without overlap. */
export interface ThreadSamples {
  readonly count: number;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  /** Id of the stack. */
  readonly stack: Uint32Array;
  /** How many samples the row stands for. */
  readonly samples: Float64Array;
  readonly lines: StackLines;
}

/** What `cut`, `cpuOfStacks` and `hotLines` look at. */
export interface CpuProfile {
  readonly stacks: ReadonlyMap<number, ProfileStack>;
  /** By index of the thread. */
  readonly threads: ReadonlyMap<number, ThreadSamples>;
}

/** Samples of a thread while they are collected. */
export class SampleList implements ThreadSamples {
  count = 0;
  startNs: Float64Array = new Float64Array(64);
  endNs: Float64Array = new Float64Array(64);
  stack: Uint32Array = new Uint32Array(64);
  samples: Float64Array = new Float64Array(64);
  readonly lines: Map<number, Map<number, number>> = new Map<number, Map<number, number>>();

  /** What begins before the last row's end is out of order, and left out. One that goes on with the same stack joins it. */
  add(startNs: number, endNs: number, stack: number, samples: number): void {
    const last = this.count - 1;
    if (!(endNs > startNs) || (last >= 0 && startNs < this.endNs[last]!)) return;
    if (last >= 0 && this.stack[last] === stack && this.endNs[last] === startNs) {
      this.endNs[last] = endNs;
      this.samples[last]! += samples;
      return;
    }
    if (this.count === this.startNs.length) this.#grow();
    const at = this.count++;
    this.startNs[at] = startNs;
    this.endNs[at] = endNs;
    this.stack[at] = stack;
    this.samples[at] = samples;
  }

  addLine(stack: number, site: number, samples: number): void {
    let sites = this.lines.get(stack);
    if (sites === undefined) this.lines.set(stack, (sites = new Map<number, number>()));
    sites.set(site, (sites.get(site) ?? 0) + samples);
  }

  #grow(): void {
    const capacity = this.count * 2;
    this.startNs = grown(this.startNs, new Float64Array(capacity));
    this.endNs = grown(this.endNs, new Float64Array(capacity));
    this.stack = grown(this.stack, new Uint32Array(capacity));
    this.samples = grown(this.samples, new Float64Array(capacity));
  }
}

/** Collects the rows of a profile. Rows that make no sense are left out. */
export class ProfileTable implements CpuProfile {
  readonly stacks: Map<number, ProfileStack> = new Map<number, ProfileStack>();
  readonly threads: Map<number, SampleList> = new Map<number, SampleList>();

  /** Takes a row of the kinds `stack`, `stackSample` and `stackLine`; gives whether it is one. */
  append(batch: RowBatch, row: number): boolean {
    const object = batch.object[row]!;
    const value = batch.value[row]!;
    const samples = quantityOf(value);
    const time = batch.time[row]!;
    switch (batch.kind[row]) {
      case RowKind.stack: {
        const parent = batch.duration[row]!;
        // A stack comes after the one that it continues: so none is its own caller.
        if (object !== 0 && !this.stacks.has(object) && (parent === 0 || this.stacks.has(parent)))
          this.stacks.set(object, { parent, site: batch.site[row]! });
        return true;
      }
      case RowKind.stackSample:
        this.thread(batch.thread[row]!).add(time, time + quantityOf(batch.duration[row]!), object, samples);
        return true;
      case RowKind.stackLine:
        this.thread(batch.thread[row]!).addLine(object, batch.site[row]!, samples);
        return true;
      default:
        return false;
    }
  }

  /** The samples of that thread; they exist from the first row on. */
  thread(index: number): SampleList {
    let list = this.threads.get(index);
    if (list === undefined) this.threads.set(index, (list = new SampleList()));
    return list;
  }
}
