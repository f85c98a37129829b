/**
 * Drains what all threads record, samples their CPU time, and appends both to the process's segment. Lives in the
 * supervisor thread, or, when a program ends before that has booted, for one last moment in the main thread.
 */
import { writeSync } from 'node:fs';
import { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { HeaderWord, CollectorState, headerOf } from './arena.ts';
import { Lanes } from './lanes.ts';
import { MachineSampler, ownCpuNs, type MachineReading } from './machine-sampler.ts';
import { Pace } from './pace.ts';
import type { RecorderSeat } from './record.ts';
import { Segment } from './segment.ts';

/** What the collector is told; plain data. */
export interface CollectorSetup {
  /** The seat of its thread, which shows in the trace with role instrument; or main's, where that thread never began. */
  readonly seat: RecorderSeat;
  /** Index of the process's main thread. */
  readonly main: number;
  /** Whether there is such a thread. */
  readonly hasThread: boolean;
  /** Absolute path of the segment. */
  readonly segment: string;
  /** Process id of the launcher, if the process is to end with it. */
  readonly launcher: number | undefined;
  /** Cores that the process may use; empty where the system does not tell. */
  readonly cores: readonly number[];
  /** What the machine had done when the process started. */
  readonly since: MachineReading | undefined;
}

const DRAIN_NS = 50e6;
const MACHINE_NS = 100e6;

export class Collector {
  readonly #setup: CollectorSetup;
  readonly #header: Int32Array;
  readonly #rows = new BatchBuilder(4096);
  readonly #lanes: Lanes;
  readonly #machine: MachineSampler;
  readonly #pace = new Pace();
  #segment: Segment | undefined;
  #drainedNs = 0;
  #machineNs = 0;
  #launcher: number | undefined;
  #running = false;
  #complained = false;

  private constructor(setup: CollectorSetup) {
    this.#setup = setup;
    this.#launcher = setup.launcher;
    this.#header = headerOf(setup.seat.arena);
    this.#lanes = new Lanes(setup.seat.arena);
    this.#machine = new MachineSampler(setup, this.#nowNs());
  }

  /**
   * The collector of this process; `undefined` when there is one already or the run has ended. `closing` takes the place
   * for good: nobody drains afterwards.
   */
  static claim(setup: CollectorSetup, options: { closing: boolean }): Collector | undefined {
    const header = headerOf(setup.seat.arena);
    const state = options.closing ? CollectorState.closed : CollectorState.draining;
    const before = Atomics.compareExchange(header, HeaderWord.collector, CollectorState.none, state);
    return before === CollectorState.none ? new Collector(setup) : undefined;
  }

  /** Begins to drain and sample until `stop`. Does not keep its thread alive. */
  start(): void {
    this.#running = true;
    void this.#run();
  }

  /** Writes out everything recorded so far, with a fresh sample of every thread. */
  flush(): void {
    const nowNs = this.#nowNs();
    this.#lanes.discover();
    this.#drain(nowNs, { final: true });
    this.#sample(nowNs, { final: true });
    this.#append();
  }

  /** Flushes and ends the segment. */
  stop(): void {
    this.flush();
    this.#running = false;
    this.#segment?.close();
    this.#machine[Symbol.dispose]();
    this.#lanes[Symbol.dispose]();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const doorbell = Atomics.load(this.#header, HeaderWord.doorbell);
      this.#turn();
      const woken = Atomics.waitAsync(this.#header, HeaderWord.doorbell, doorbell, this.#pace.periodMs);
      if (woken.async) await woken.value;
    }
  }

  #turn(): void {
    const asked = Atomics.load(this.#header, HeaderWord.flushAsked);
    if (asked !== Atomics.load(this.#header, HeaderWord.flushDone)) {
      this.flush();
      Atomics.store(this.#header, HeaderWord.flushDone, asked);
      Atomics.notify(this.#header, HeaderWord.flushDone);
      return;
    }
    const nowNs = this.#nowNs();
    this.#lanes.discover();
    // The first turn drains in any case: a segment begins with the row that describes the run.
    const due = this.#drainedNs === 0 || nowNs - this.#drainedNs >= DRAIN_NS || this.#lanes.filling();
    // What introduces a thread is in its parent's ring: first that, then samples.
    if (due) this.#drain(nowNs, { final: false });
    this.#sample(nowNs, { final: false });
    if (due) this.#append();
  }

  #sample(nowNs: number, { final }: { final: boolean }): void {
    this.#lanes.sample(this.#rows, nowNs, { final });
    if (!final && nowNs - this.#machineNs < MACHINE_NS) return;
    this.#machineNs = nowNs;
    this.#endWithLauncher();
    const { seat, hasThread } = this.#setup;
    const own = hasThread ? { thread: seat.thread, ns: this.#lanes.runNs(seat.thread) ?? ownCpuNs() } : undefined;
    this.#machine.sample(this.#rows, own, nowNs);
    if (own) this.#pace.note(own.ns, nowNs);
  }

  /** A launcher that was killed could not hand that on. Only once: a script that handles the signal may go on. */
  #endWithLauncher(): void {
    if (!this.#launcher || process.ppid === this.#launcher) return;
    this.#launcher = undefined;
    process.kill(process.pid, 'SIGTERM');
  }

  #drain(nowNs: number, { final }: { final: boolean }): void {
    this.#lanes.drain(this.#rows, nowNs, { periodNs: nowNs - this.#drainedNs, final });
    this.#drainedNs = nowNs;
  }

  #append(): void {
    this.#segment ??= new Segment(this.#setup.segment);
    this.#segment.append(this.#rows);
    if (!this.#segment.failed || this.#complained) return;
    this.#complained = true;
    writeSync(2, `parascope: the trace ends here: ${this.#segment.failed.message}\n`);
  }

  #nowNs(): number {
    return (performance.now() + performance.timeOrigin - this.#setup.seat.originMs) * 1e6;
  }
}
