/**
 * CPU time of threads, seen from outside: run time and run-queue wait in ns from `schedstat`; the core a thread last ran
 * on from `stat`, and where it sleeps from `syscall`, which are read only when the thread has run. Linux.
 */
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind, SleepPlace, placeOfSample, sampleObject } from '../../../trace/src/vocabulary.ts';
import { LaneWord, LifeTime, NOTES, NOTE_ELEMENTS, Note, lifeOf, notesOf } from './arena.ts';
import { openProcFile, parseLastCore, parseSchedStat, type ProcFile } from './proc-files.ts';
import { parseSleepPlace } from './sleep-place.ts';

const SCHEDSTAT_BYTES = 64;
const STAT_BYTES = 1024;
const SYSCALL_BYTES = 256;

/** One thread under observation. */
export class ThreadSampler implements Disposable {
  readonly tid: number;
  readonly #control: Int32Array;
  readonly #notes: Float64Array;
  #notesRead = 0;
  readonly #schedStat: ProcFile | undefined;
  #stat: ProcFile | undefined;
  #syscall: ProcFile | undefined;
  #lastNs: number;
  #runNs: number;
  #runQueueNs: number;
  #core = -1;
  #place: SleepPlace = SleepPlace.awake;

  /** `control`: of the thread's lane. Its first sample reaches back to its start, or to the last one of its own. */
  constructor(tid: number, control: Int32Array) {
    this.tid = tid;
    this.#control = control;
    this.#notes = notesOf(control);
    const life = lifeOf(control);
    this.#lastNs = Math.max(life[LifeTime.start]!, life[LifeTime.sampledAt]!);
    this.#runNs = life[LifeTime.run]!;
    this.#runQueueNs = life[LifeTime.runQueue]!;
    this.#schedStat = openProcFile(`/proc/self/task/${tid}/schedstat`);
  }

  /** CPU ns used until the last sample. */
  get runNs(): number {
    return this.#runNs;
  }

  /**
   * Appends a `sample` row if the thread has run or wanted to since the last one, or has been found asleep since. False
   * when the thread is gone.
   */
  sample(rows: BatchBuilder, thread: number, nowNs: number): boolean {
    const text = this.#schedStat?.read(SCHEDSTAT_BYTES);
    const now = text === undefined ? undefined : parseSchedStat(text);
    if (!now) return false;
    const ranNs = now.runNs - this.#runNs;
    const waitedNs = now.runQueueNs - this.#runQueueNs;
    const periodNs = Math.max(0, nowNs - this.#lastNs);
    this.#lastNs = nowNs;
    const moved = ranNs > 0 || waitedNs > 0;
    if (!moved && this.#place !== SleepPlace.awake) return true;
    // Awake for all of the period, it most likely still is; if not, it will not have moved in the next round.
    this.#place = ranNs + waitedNs >= periodNs ? SleepPlace.awake : this.#look();
    if (!moved && this.#place === SleepPlace.awake) return true;
    if (ranNs > 0) this.#readCore();
    this.#runNs = now.runNs;
    this.#runQueueNs = now.runQueueNs;
    const object = sampleObject(this.#core, this.#place);
    rows.push(nowNs, ranNs, thread, RowKind.sample, object, waitedNs, periodNs / 1000);
    return true;
  }

  /** Appends a `sample` row for each new note that the thread, or its parent, has taken of it. */
  takeNotes(rows: BatchBuilder, thread: number): void {
    const taken = Atomics.load(this.#control, LaneWord.notes);
    for (let note = Math.max(this.#notesRead, taken - NOTES); note < taken; note++) {
      const first = (note & (NOTES - 1)) * NOTE_ELEMENTS;
      const atNs = this.#notes[first + Note.at]!;
      const periodNs = atNs - this.#lastNs;
      // It was sampled later than that, or the note is being written: its time comes last.
      if (periodNs <= 0) continue;
      const ranNs = Math.max(0, this.#notes[first + Note.run]! - this.#runNs);
      const waitedNs = Math.max(0, this.#notes[first + Note.runQueue]! - this.#runQueueNs);
      const object = this.#notes[first + Note.object]!;
      this.#lastNs = atNs;
      this.#runNs += ranNs;
      this.#runQueueNs += waitedNs;
      this.#place = placeOfSample(object);
      rows.push(atNs, ranNs, thread, RowKind.sample, object, waitedNs, periodNs / 1000);
    }
    this.#notesRead = taken;
  }

  [Symbol.dispose](): void {
    this.#schedStat?.[Symbol.dispose]();
    this.#stat?.[Symbol.dispose]();
    this.#syscall?.[Symbol.dispose]();
  }

  #readCore(): void {
    this.#stat ??= openProcFile(`/proc/self/task/${this.tid}/stat`);
    const text = this.#stat?.read(STAT_BYTES);
    this.#core = (text === undefined ? undefined : parseLastCore(text)) ?? this.#core;
  }

  #look(): SleepPlace {
    this.#syscall ??= openProcFile(`/proc/self/task/${this.tid}/syscall`);
    return parseSleepPlace(this.#syscall?.read(SYSCALL_BYTES) ?? '');
  }
}
