/**
 * CPU time of threads, seen from outside: run time and run-queue wait in ns from `schedstat`, and the core a thread last
 * ran on from `stat`, which is read only when the thread has run. Linux.
 */
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { LifeTime } from './arena.ts';
import { openProcFile, parseLastCore, parseSchedStat, type ProcFile } from './proc-files.ts';

const SCHEDSTAT_BYTES = 64;
const STAT_BYTES = 1024;

/** One thread under observation. */
export class ThreadSampler implements Disposable {
  readonly tid: number;
  readonly #schedStat: ProcFile | undefined;
  #stat: ProcFile | undefined;
  #lastNs: number;
  #runNs: number;
  #runQueueNs: number;
  #core = -1;

  /** `life`: the thread's `LifeTime`s; its first sample reaches back to its start, or to the last one of its own. */
  constructor(tid: number, life: Float64Array) {
    this.tid = tid;
    this.#lastNs = Math.max(life[LifeTime.start]!, life[LifeTime.sampledAt]!);
    this.#runNs = life[LifeTime.run]!;
    this.#runQueueNs = life[LifeTime.runQueue]!;
    this.#schedStat = openProcFile(`/proc/self/task/${tid}/schedstat`);
  }

  /** CPU ns used until the last sample. */
  get runNs(): number {
    return this.#runNs;
  }

  /** Appends a `sample` row if the thread has run or wanted to since the last one. False when the thread is gone. */
  sample(rows: BatchBuilder, thread: number, nowNs: number): boolean {
    const text = this.#schedStat?.read(SCHEDSTAT_BYTES);
    const now = text === undefined ? undefined : parseSchedStat(text);
    if (!now) return false;
    const ranNs = now.runNs - this.#runNs;
    const waitedNs = now.runQueueNs - this.#runQueueNs;
    const periodUs = Math.max(0, (nowNs - this.#lastNs) / 1000);
    this.#lastNs = nowNs;
    if (ranNs <= 0 && waitedNs <= 0) return true;
    if (ranNs > 0) this.#readCore();
    this.#runNs = now.runNs;
    this.#runQueueNs = now.runQueueNs;
    rows.push(nowNs, ranNs, thread, RowKind.sample, this.#core + 1, waitedNs, periodUs);
    return true;
  }

  /** The thread is gone: appends what it used since the last sample, given what was noted of its end (us modulo 2^32). */
  finish(rows: BatchBuilder, thread: number, nowNs: number, noted: { totalMicros: number; core: number }): void {
    const restNs = ((noted.totalMicros - Math.floor(this.#runNs / 1000)) >>> 0) * 1000;
    const periodNs = nowNs - this.#lastNs;
    if (restNs === 0 || restNs > periodNs) return;
    this.#runNs += restNs;
    rows.push(nowNs, restNs, thread, RowKind.sample, noted.core + 1, 0, periodNs / 1000);
  }

  [Symbol.dispose](): void {
    this.#schedStat?.[Symbol.dispose]();
    this.#stat?.[Symbol.dispose]();
  }

  #readCore(): void {
    this.#stat ??= openProcFile(`/proc/self/task/${this.tid}/stat`);
    const text = this.#stat?.read(STAT_BYTES);
    this.#core = (text === undefined ? undefined : parseLastCore(text)) ?? this.#core;
  }
}
