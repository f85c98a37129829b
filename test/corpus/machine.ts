/**
 * A machine in a few lines: threads that compute, sleep and wait, on so many cores, which they share evenly with each
 * other and with other programs. What sampling sees of them is written as rows; what they are about, they write themselves.
 */
import { RowKind, SleepPlace, ThreadRole, sampleObject } from '../../trace/src/vocabulary.ts';
import { MS, TraceWriter } from '../unit/trace/trace-writer.ts';

/** What a thread asks for next: CPU time, to sleep in its event loop, or to wait for something. */
export type Step =
  | { readonly type: 'compute'; readonly ms: number }
  | { readonly type: 'sleep'; readonly ms: number }
  | { readonly type: 'wait'; readonly until: () => boolean };

/** A program of one thread. */
export type Body = Generator<Step, void, void>;

export interface MachineOptions {
  readonly cores: number;
  /** Threads of other programs that always want to run. */
  readonly others: number;
}

interface Life {
  readonly index: number;
  readonly body: Body;
  step: Step;
  /** ms of the step that are left. */
  leftMs: number;
  /** Since the last sample, ms. */
  cpuMs: number;
  queueMs: number;
  over: boolean;
}

const SAMPLE_MS = 10;
/** The instrument's own thread runs in every period, so that each round of samples shows in the trace. */
const SAMPLER = 1000;
const TINY_MS = 1e-9;

export class Machine {
  nowMs = 0;
  readonly writer: TraceWriter;
  readonly #options: MachineOptions;
  readonly #lives: Life[] = [];
  #sampledMs = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
    const cores = Array.from({ length: options.cores }, (_, core) => core);
    this.writer = new TraceWriter({ coresAvailable: options.cores, cores });
    this.writer.thread(SAMPLER, 'parascope', 0, ThreadRole.instrument);
  }

  /** The thread begins at once. */
  begin(index: number, body: Body): void {
    const life: Life = {
      index,
      body,
      step: { type: 'wait', until: () => true },
      leftMs: 0,
      cpuMs: 0,
      queueMs: 0,
      over: false,
    };
    this.#lives.push(life);
    this.#advance(life);
  }

  /** Ends a thread wherever it is: its open slices are written as they are. */
  end(index: number): void {
    const life = this.#lives.find((each) => each.index === index);
    if (life === undefined || life.over) return;
    life.over = true;
    this.#sample(life, this.nowMs - this.#sampledMs);
    life.body.return();
  }

  /** Until the thread of that index has ended. Throws where nothing can happen any more. */
  run(last: number): void {
    const isOver = (): boolean => this.#lives.some(({ index, over }) => index === last && over);
    while (!isOver()) {
      if (this.#wake()) continue;
      this.#elapse();
    }
    this.#sampleAll();
    for (const { index, over } of this.#lives) if (!over) this.end(index);
  }

  /** Continues those whose wait is over, or whose step is done; false when there was none. */
  #wake(): boolean {
    let woken = false;
    for (const life of this.#lives) {
      if (life.over) continue;
      const done = life.step.type === 'wait' ? life.step.until() : life.leftMs <= TINY_MS;
      if (!done) continue;
      woken = true;
      this.#advance(life);
    }
    return woken;
  }

  #advance(life: Life): void {
    const { done, value } = life.body.next();
    if (done === true) {
      life.over = true;
      this.#sample(life, this.nowMs - this.#sampledMs);
      return;
    }
    life.step = value;
    life.leftMs = value.type === 'wait' ? Infinity : value.ms;
  }

  /** Lets time pass until the next thing happens. */
  #elapse(): void {
    const alive = this.#lives.filter(({ over }) => !over);
    const running = alive.filter(({ step }) => step.type === 'compute');
    const rate = Math.min(1, this.#options.cores / Math.max(1, running.length + this.#options.others));
    let ms = Infinity;
    for (const { step, leftMs } of alive)
      if (step.type !== 'wait') ms = Math.min(ms, step.type === 'compute' ? leftMs / rate : leftMs);
    if (ms === Infinity) throw new Error(`at ${this.nowMs} ms every thread of the simulated program waits`);
    ms = Math.min(ms, this.#sampledMs + SAMPLE_MS - this.nowMs);
    this.nowMs += ms;
    for (const life of alive) {
      if (life.step.type === 'wait') continue;
      const computes = life.step.type === 'compute';
      life.leftMs -= computes ? ms * rate : ms;
      if (!computes) continue;
      life.cpuMs += ms * rate;
      life.queueMs += ms * (1 - rate);
    }
    if (this.nowMs >= this.#sampledMs + SAMPLE_MS - TINY_MS) this.#sampleAll();
  }

  #sampleAll(): void {
    const periodMs = this.nowMs - this.#sampledMs;
    if (periodMs <= TINY_MS) return;
    const { cores, others } = this.#options;
    const used = this.#lives.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    const busyMs = Math.min(cores * periodMs, used + others * periodMs) / cores;
    for (let core = 0; core < cores; core++)
      this.#row(RowKind.coreSample, 0, { duration: busyMs * MS, object: core + 1 });
    this.#row(RowKind.sample, SAMPLER, { duration: 1000, object: 0 });
    for (const life of this.#lives) if (!life.over) this.#sample(life, periodMs);
    this.#sampledMs = this.nowMs;
  }

  #sample(life: Life, periodMs: number): void {
    const { index, step, cpuMs, queueMs } = life;
    life.cpuMs = life.queueMs = 0;
    // As the sampler does: nothing is written of a period in which the thread neither ran nor wanted to.
    if (periodMs <= TINY_MS || cpuMs + queueMs === 0) return;
    const place = step.type === 'compute' ? SleepPlace.awake : SleepPlace.eventLoop;
    const object = sampleObject(index % this.#options.cores, place);
    this.#row(RowKind.sample, index, { duration: cpuMs * MS, value: queueMs * MS, object, periodMs });
  }

  #row(
    kind: RowKind,
    thread: number,
    what: { duration: number; object: number; value?: number; periodMs?: number },
  ): void {
    const { duration, object, value = 0, periodMs = this.nowMs - this.#sampledMs } = what;
    this.writer.row({
      kind,
      thread,
      time: this.nowMs * MS,
      duration,
      object,
      value,
      site: Math.round(periodMs * 1000),
    });
  }
}
