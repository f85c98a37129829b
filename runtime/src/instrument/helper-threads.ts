/**
 * The process's threads that no lane belongs to: V8's and libuv's own. A new thread may still be a worker that has not
 * told its id yet, so a thread becomes a helper only after a while, or at the end.
 */
import { readFileSync } from 'node:fs';
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { LANE_CONTROL_WORDS } from './arena.ts';
import { osThreadIds } from './os-thread.ts';
import { ThreadSampler } from './thread-sampler.ts';

const SETTLE_NS = 1e9;
/** Helpers have no lane: nothing is noted of them. */
const NO_LANE = new Int32Array(LANE_CONTROL_WORDS);

interface Helper {
  readonly sampler: ThreadSampler;
  readonly seenNs: number;
  /** Its index once it is known to be a helper. */
  thread: number | undefined;
}

export class HelperThreads implements Disposable {
  readonly #helpers = new Map<number, Helper>();
  readonly #takeIndex: () => number;

  /** `takeIndex` gives the next thread index of the run. */
  constructor(takeIndex: () => number) {
    this.#takeIndex = takeIndex;
  }

  /**
   * Looks at all threads but `known` (ids by the operating system). With `final`, whoever is left is a helper; but never
   * one that came after `bootingNs`, when the first worker that has not told its id yet was started.
   */
  sample(
    rows: BatchBuilder,
    known: ReadonlySet<number>,
    nowNs: number,
    options: { readonly final: boolean; readonly bootingNs: number },
  ): void {
    for (const tid of osThreadIds()) {
      if (known.has(tid)) this.#forget(tid);
      else if (!this.#helpers.has(tid))
        this.#helpers.set(tid, {
          sampler: new ThreadSampler(tid, NO_LANE),
          seenNs: nowNs,
          thread: undefined,
        });
    }
    for (const [tid, helper] of this.#helpers) {
      const settled = options.final || nowNs - helper.seenNs > SETTLE_NS;
      if (settled && helper.seenNs < options.bootingNs) helper.thread ??= this.#introduce(rows, tid, helper);
      if (helper.thread === undefined) continue;
      if (!helper.sampler.sample(rows, helper.thread, nowNs)) this.#forget(tid);
    }
  }

  [Symbol.dispose](): void {
    for (const tid of this.#helpers.keys()) this.#forget(tid);
  }

  /** `undefined` when it has ended in the meantime. */
  #introduce(rows: BatchBuilder, tid: number, { seenNs }: Helper): number | undefined {
    const text = threadName(tid);
    if (text === undefined) return undefined;
    const thread = this.#takeIndex();
    rows.add({ kind: RowKind.thread, thread, time: seenNs, value: ThreadRole.helper, text });
    return thread;
  }

  #forget(tid: number): void {
    this.#helpers.get(tid)?.sampler[Symbol.dispose]();
    this.#helpers.delete(tid);
  }
}

/** The system's name of a thread; `node` names none of its own on older versions. */
function threadName(tid: number): string | undefined {
  try {
    const name = readFileSync(`/proc/self/task/${tid}/comm`, 'utf8').trim();
    return name === 'node' || name === 'MainThread' ? `node helper ${tid}` : `${name} ${tid}`;
  } catch {
    // It has just ended.
    return undefined;
  }
}
