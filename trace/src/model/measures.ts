/** What was measured: CPU time of threads, cores and processes, and our own. */
import type { RowBatch } from '../row-batch.ts';
import { RowKind, coreOfSample, placeOfSample } from '../vocabulary.ts';
import { CoreTrack } from './core-track.ts';
import { LoadCurve } from './load-curve.ts';
import { quantityOf } from './quantity.ts';
import { ResidentMemory } from './memory-track.ts';
import { Processes } from './processes.ts';
import type { RunFacts } from './run-facts.ts';
import type { ThreadTrack } from './thread-track.ts';

/** Cores with higher numbers than any machine has are not followed. */
const MOST_CORES = 1024;

export class Measures {
  readonly cores: Map<number, CoreTrack> = new Map<number, CoreTrack>();
  /** CPU time over time: the program's threads, our own, and the machine's cores as a whole. */
  readonly load: { readonly program: LoadCurve; readonly instrument: LoadCurve; readonly machine: LoadCurve } = {
    program: new LoadCurve(),
    instrument: new LoadCurve(),
    machine: new LoadCurve(),
  };
  readonly processes: Processes;
  /** When the threads of a process were last sampled. */
  readonly #sampledNs = new Map<number, number>();
  readonly #processCpuNs = new Map<number, number>();
  readonly #resident = new ResidentMemory();
  #coresAllowed: number | undefined;
  #overheadNs = 0;
  #recordNs = 0;
  #machineSinceNs: number | undefined;

  constructor(threads: ReadonlyMap<number, ThreadTrack>) {
    this.processes = new Processes(threads);
  }

  get facts(): Pick<
    RunFacts,
    'processCpuNs' | 'machineSinceNs' | 'overheadNs' | 'recordNs' | 'residentPeakBytes' | 'coresAllowed'
  > {
    const cpu = [...this.#processCpuNs.values()];
    return {
      processCpuNs: cpu.length === 0 ? undefined : cpu.reduce((sum, ns) => sum + ns, 0),
      machineSinceNs: this.#machineSinceNs,
      overheadNs: this.#overheadNs,
      recordNs: this.#recordNs,
      coresAllowed: this.#coresAllowed,
      residentPeakBytes: this.#resident.peak,
    };
  }

  /** Takes a row about a core, a process or ourselves; those of other kinds are left alone. */
  add(batch: RowBatch, row: number): void {
    const durationNs = batch.duration[row]!;
    const time = batch.time[row]!;
    const periodNs = batch.site[row]! * 1000;
    switch (batch.kind[row]) {
      case RowKind.coreSample:
        this.#machineSinceNs = Math.min(this.#machineSinceNs ?? time, Math.max(0, time - periodNs));
        this.load.machine.add(time - periodNs, time, durationNs);
        this.#core(batch.object[row]! - 1)?.addBusy(time, periodNs, durationNs);
        break;
      case RowKind.processSample:
        this.#processCpuNs.set(batch.thread[row]!, durationNs);
        this.#resident.add({ timeNs: time, process: batch.thread[row]!, bytes: quantityOf(batch.value[row]!) });
        break;
      case RowKind.affinity:
        if (batch.thread[row] === 0 && batch.value[row]! >= 1) this.#coresAllowed = Math.floor(batch.value[row]!);
        break;
      case RowKind.overhead:
        this.#overheadNs += durationNs;
        if (quantityOf(batch.value[row]!) > 0) this.#recordNs = batch.value[row]!;
        break;
      default:
    }
  }

  /** The process of that main thread has ended. */
  endProcess(thread: number, timeNs: number): void {
    this.#resident.add({ timeNs, process: thread, bytes: 0 });
  }

  /** Takes a row `sample` of a thread. */
  addSample(batch: RowBatch, row: number, track: ThreadTrack): void {
    const cpuNs = batch.duration[row]!;
    const time = batch.time[row]!;
    const periodNs = batch.site[row]! * 1000;
    const object = batch.object[row]!;
    const queueNs = quantityOf(batch.value[row]!);
    track.activity.add(time, periodNs, cpuNs, queueNs, placeOfSample(object));
    const process = this.processes.of(track);
    this.#sampledNs.set(process, Math.max(this.#sampledNs.get(process) ?? 0, time));
    const ours = track.role === 'instrument';
    (ours ? this.load.instrument : this.load.program).add(time - periodNs, time, cpuNs);
    const core = coreOfSample(object);
    const on = cpuNs > 0 ? this.#core(core) : undefined;
    if (on === undefined) return;
    on.add(track.index, time, periodNs, cpuNs);
    track.ranOn(core);
    if (!ours) on.programNs += cpuNs;
  }

  #core(core: number): CoreTrack | undefined {
    if (core < 0 || core >= MOST_CORES) return undefined;
    let track = this.cores.get(core);
    if (track === undefined) this.cores.set(core, (track = new CoreTrack(core)));
    return track;
  }

  /** All threads of a process are sampled at once: a living one that has no row then used no CPU, until `untilNs` at most. */
  fillIdle(track: ThreadTrack, untilNs?: number): void {
    track.activity.addIdle(Math.min(untilNs ?? Infinity, this.#sampledNs.get(this.processes.of(track)) ?? 0));
  }
}
