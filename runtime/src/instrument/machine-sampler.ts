/** What the process and the machine's cores use, at a slower pace than the threads: cores, process, our own cost. */
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { openProcFile, parseAllowedCores, parseCoreTicks, type ProcFile } from './proc-files.ts';

/** The counts of cores are too coarse for shorter periods. ns */
const SHORTEST_NS = 20e6;

/** The cores that a process may use change seldom, if ever. ns */
const AFFINITY_NS = 500e6;

/** /proc/stat counts in USER_HZ, which is 100 wherever Linux runs. */
const TICK_NS = 1e7;

/** What the machine's cores had done at a time, as the system tells it: plain data. */
export interface MachineReading {
  readonly timeNs: number;
  /** Text of /proc/stat. */
  readonly stat: string;
}

/**
 * Where the sampler is to begin: read as a run starts, because its thread may get no core for long on a machine that others
 * keep busy, which is when one wants to see them. Some 50 us; `undefined` where the system does not tell.
 */
export function readMachine(timeNs: number): MachineReading | undefined {
  if (process.platform !== 'linux') return undefined;
  using file = openProcFile('/proc/stat');
  const stat = file?.read();
  return stat === undefined ? undefined : { timeNs, stat };
}

export interface MachineSamplerOptions {
  /** Index of the process's main thread. */
  readonly main: number;
  /** Those the process may use; others are left out. */
  readonly cores: readonly number[];
  /** Default: now. */
  readonly since: MachineReading | undefined;
}

export class MachineSampler implements Disposable {
  readonly #main: number;
  readonly #cores: ReadonlySet<number>;
  readonly #stat: ProcFile | undefined;
  readonly #status: ProcFile | undefined;
  #allowed: number;
  #allowedNs: number;
  #lastNs: number;
  #ticks: Map<number, number>;
  #ownNs = 0;

  constructor({ main, cores, since }: MachineSamplerOptions, nowNs: number) {
    this.#main = main;
    this.#cores = new Set(cores);
    this.#stat = process.platform === 'linux' ? openProcFile('/proc/stat') : undefined;
    this.#status = cores.length > 0 ? openProcFile('/proc/self/status') : undefined;
    this.#allowed = cores.length;
    this.#allowedNs = nowNs;
    this.#lastNs = since?.timeNs ?? nowNs;
    this.#ticks = parseCoreTicks(since?.stat ?? this.#stat?.read() ?? '');
  }

  /** `own` is the instrument's thread and the CPU time it has used so far, if there is such a thread. */
  sample(rows: BatchBuilder, own: { readonly thread: number; readonly ns: number } | undefined, nowNs: number): void {
    // The cores are the same for all processes of a run: the first one shows them.
    if (this.#main === 0 && nowNs - this.#lastNs >= SHORTEST_NS) this.#sampleCores(rows, nowNs);
    const { user, system } = process.cpuUsage();
    rows.push(nowNs, (user + system) * 1000, this.#main, RowKind.processSample, 0, process.memoryUsage.rss(), 0);
    if (nowNs - this.#allowedNs >= AFFINITY_NS) this.#lookAtAffinity(rows, nowNs);
    if (!own) return;
    rows.push(nowNs, own.ns - this.#ownNs, own.thread, RowKind.overhead, 0, 0, 0);
    this.#ownNs = own.ns;
  }

  /** A script may restrict itself: `taskset`, or a library that does the same. */
  #lookAtAffinity(rows: BatchBuilder, nowNs: number): void {
    this.#allowedNs = nowNs;
    const allowed = parseAllowedCores(this.#status?.read() ?? '').length;
    if (allowed === 0 || allowed === this.#allowed) return;
    this.#allowed = allowed;
    rows.push(nowNs, 0, this.#main, RowKind.affinity, 0, allowed, 0);
  }

  #sampleCores(rows: BatchBuilder, nowNs: number): void {
    const ticks = parseCoreTicks(this.#stat?.read() ?? '');
    for (const [core, now] of ticks) {
      const busyNs = (now - (this.#ticks.get(core) ?? now)) * TICK_NS;
      if (this.#cores.has(core))
        rows.push(nowNs, busyNs, 0, RowKind.coreSample, core + 1, 0, (nowNs - this.#lastNs) / 1000);
    }
    this.#ticks = ticks;
    this.#lastNs = nowNs;
  }

  [Symbol.dispose](): void {
    this.#stat?.[Symbol.dispose]();
    this.#status?.[Symbol.dispose]();
  }
}

/** CPU ns that the calling thread has used. */
export function ownCpuNs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) * 1000;
}
