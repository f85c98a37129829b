/** All lanes of the arena as the collector sees them: found, drained, sampled, and freed when their thread is gone. */
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { ExitReason, RowKind } from '../../../trace/src/vocabulary.ts';
import {
  FIRST_ALLOWANCE,
  HeaderWord,
  LaneState,
  LaneWord,
  LifeTime,
  MAX_LANES,
  WAKE_SLOTS,
  claimExit,
  exitClaimed,
  freeLane,
  headerOf,
  lifeOf,
  takeThreadIndex,
  viewLane,
} from './arena.ts';
import { HelperThreads } from './helper-threads.ts';
import { LaneReader } from './lane-reader.ts';
import { ThreadSampler } from './thread-sampler.ts';

/** Flood events that a thread may record singly per second. */
const SINGLE_PER_SECOND = 10_000;
/** How long after a thread is gone its lane is kept, so that who knows its exit code can record it. */
const LINGER_NS = 500e6;
const HELPERS_NS = 250e6;

interface Lane {
  readonly reader: LaneReader;
  sampler: ThreadSampler | undefined;
  /** What Node had told at the last sample, and when that was. */
  cpuMicros: number;
  sampledNs: number;
  /** When its thread was seen to be gone; 0 while it lives. */
  goneNs: number;
}

export class Lanes implements Disposable {
  readonly #arena: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #lanes = new Map<number, Lane>();
  readonly #helpers: HelperThreads;
  #helpersNs = 0;

  constructor(arena: SharedArrayBuffer) {
    this.#arena = arena;
    this.#header = headerOf(arena);
    this.#helpers = new HelperThreads(() => takeThreadIndex(this.#header));
  }

  /** Finds the lanes taken since the last look. */
  discover(): void {
    const limit = Math.min(MAX_LANES, Atomics.load(this.#header, HeaderWord.laneLimit));
    for (let slot = 0; slot < limit; slot++) {
      if (this.#lanes.has(slot)) continue;
      const views = viewLane(this.#arena, slot);
      if (Atomics.load(views.control, LaneWord.state) !== LaneState.live) continue;
      this.#lanes.set(slot, {
        reader: new LaneReader(views),
        sampler: undefined,
        cpuMicros: 0,
        sampledNs: 0,
        goneNs: 0,
      });
    }
  }

  /** Whether some ring should not wait for the next regular drain. */
  filling(): boolean {
    for (const { reader } of this.#lanes.values()) if (reader.pending() >= WAKE_SLOTS / 2) return true;
    return false;
  }

  /** Moves what is recorded into rows and lets each thread record floods singly again. `final`: nobody drains afterwards. */
  drain(rows: BatchBuilder, nowNs: number, { periodNs, final }: { periodNs: number; final: boolean }): void {
    const more = Math.ceil((SINGLE_PER_SECOND * periodNs) / 1e9);
    for (const [slot, lane] of this.#lanes) {
      const { control } = lane.reader.lane;
      const ended = lane.goneNs > 0 && nowNs - lane.goneNs >= LINGER_NS;
      // Its exit may be recorded before the thread is seen to be gone, or the other way round.
      const dead = lane.goneNs > 0 || exitClaimed(this.#header, lane.reader.thread);
      lane.reader.drain(rows, nowNs, { ended: dead || final });
      const taken = control[LaneWord.taken]!;
      const left = (control[LaneWord.allowed]! - taken) | 0;
      control[LaneWord.allowed] = taken + Math.min(FIRST_ALLOWANCE, left + more);
      if (ended) this.#free(slot, lane, rows);
    }
  }

  /** CPU time of every thread. With `final`, threads that nobody has claimed are helpers. */
  sample(rows: BatchBuilder, nowNs: number, options: { final: boolean }): void {
    for (const lane of this.#lanes.values()) {
      if (lane.goneNs === 0) this.#sampleLane(lane, rows, nowNs);
      if (options.final && lane.goneNs > 0) this.#recordExit(lane, rows);
    }
    if (!options.final && nowNs - this.#helpersNs < HELPERS_NS) return;
    this.#helpersNs = nowNs;
    const known = new Set<number>();
    let bootingNs = Infinity;
    for (const { sampler, reader } of this.#lanes.values()) {
      if (sampler) known.add(sampler.tid);
      else bootingNs = Math.min(bootingNs, lifeOf(reader.lane.control)[LifeTime.start]!);
    }
    this.#helpers.sample(rows, known, nowNs, { ...options, bootingNs });
  }

  /** CPU ns of a thread until its last sample; `undefined` where the system does not tell. */
  runNs(thread: number): number | undefined {
    for (const { reader, sampler } of this.#lanes.values()) if (reader.thread === thread) return sampler?.runNs;
    return undefined;
  }

  [Symbol.dispose](): void {
    for (const { sampler } of this.#lanes.values()) sampler?.[Symbol.dispose]();
    this.#helpers[Symbol.dispose]();
  }

  #sampleLane(lane: Lane, rows: BatchBuilder, nowNs: number): void {
    const { reader } = lane;
    const tid = reader.lane.control[LaneWord.tid]!;
    if (tid === 0) {
      this.#sampleByNode(lane, rows, nowNs);
      return;
    }
    // A thread knows its own id best.
    if (lane.sampler?.tid !== tid) lane.sampler?.[Symbol.dispose]();
    if (lane.sampler?.tid !== tid) lane.sampler = new ThreadSampler(tid, reader.lane.control);
    lane.sampler.takeNotes(rows, reader.thread);
    if (lane.sampler.sample(rows, reader.thread, nowNs)) return;
    lane.goneNs = nowNs;
    lane.sampler.takeNotes(rows, reader.thread);
  }

  /** Where the system does not tell: the CPU time that the parent has asked Node for; the core is not known. */
  #sampleByNode(lane: Lane, rows: BatchBuilder, nowNs: number): void {
    const { control } = lane.reader.lane;
    const cpuMicros = control[LaneWord.cpuMicros]! >>> 0;
    const ranNs = ((cpuMicros - lane.cpuMicros) >>> 0) * 1000;
    if (ranNs > 0) {
      rows.push(nowNs, ranNs, lane.reader.thread, RowKind.sample, 0, 0, (nowNs - lane.sampledNs) / 1000);
      lane.cpuMicros = cpuMicros;
      lane.sampledNs = nowNs;
    }
    if (exitClaimed(this.#header, lane.reader.thread)) lane.goneNs = nowNs;
  }

  /** Of a thread whose end nobody saw: the exit code is not known. */
  #recordExit(lane: Lane, rows: BatchBuilder): void {
    if (claimExit(this.#header, lane.reader.thread))
      rows.push(lane.goneNs, 0, lane.reader.thread, RowKind.exit, ExitReason.finished, NaN, 0);
  }

  #free(slot: number, lane: Lane, rows: BatchBuilder): void {
    this.#recordExit(lane, rows);
    lane.sampler?.[Symbol.dispose]();
    this.#lanes.delete(slot);
    freeLane(lane.reader.lane);
  }
}
