/**
 * Random schedules of pool workers, main and foreign workers with a known truth, seen as the instrument sees them. What
 * the analysis recovers of them can be held against it.
 */
import { THREAD_STATES, type ThreadState } from '../../../trace/src/query.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { Random } from './random.ts';
import { SampledThread, drawRounds, type Deed, type Doing } from './sampler-model.ts';
import { TraceWriter } from './trace-writer.ts';

export interface KnownThread {
  readonly index: number;
  /** Else it is a worker of another library's making. */
  readonly isInPool: boolean;
  /** ms by state. */
  readonly states: Readonly<Record<ThreadState, number>>;
  readonly lifetimeMs: number;
}

export interface Schedule {
  readonly writer: TraceWriter;
  readonly threads: readonly KnownThread[];
  readonly endMs: number;
}

export interface ScheduleOptions {
  /** How long a piece of a life may take. */
  readonly pieceMs: number;
  /** How rarely threads are looked at, at worst. */
  readonly longestRoundMs: number;
}

const FOREIGN_INDEX = 4;

/** How long a thread runs between two sleeps, at least. */
const TURN_MS = 0.05;

interface Piece {
  readonly state: ThreadState;
  readonly doing: Doing;
  readonly kind?: RowKind;
}

const RUN: Piece = { state: 'running', doing: 'runs' };
/** Collecting garbage takes so long at most. */
const GC_MS = 3;

const IN_TASK: readonly Piece[] = [
  { state: 'running', doing: 'runs' },
  { state: 'running', doing: 'runs' },
  { state: 'runQueue', doing: 'queued' },
  { state: 'awaiting', doing: 'sleeps' },
  { state: 'waiting', doing: 'blocked' },
  { state: 'waiting', doing: 'blocked', kind: RowKind.waitLock },
  { state: 'waiting', doing: 'sleeps', kind: RowKind.waitGet },
  { state: 'gc', doing: 'runs', kind: RowKind.gc },
];

/** Of a worker of another library: no tasks, what it is at is known by sampling alone. */
const FOREIGN: readonly Piece[] = [
  { state: 'running', doing: 'runs' },
  { state: 'runQueue', doing: 'queued' },
  { state: 'idle', doing: 'sleeps' },
  { state: 'waiting', doing: 'blocked' },
];

export function drawSchedule(random: Random, options: ScheduleOptions): Schedule {
  const writer = new TraceWriter();
  const lives = [1, 2, 3, FOREIGN_INDEX].map((index) => new Life(writer, index, random));
  for (const life of lives) {
    if (life.index === FOREIGN_INDEX) life.liveForeign(options.pieceMs);
    else life.liveInPool(options.pieceMs);
  }
  const endMs = Math.max(...lives.map(({ nowMs }) => nowMs)) + 5;
  const rounds = drawRounds(random, endMs, options.longestRoundMs);
  for (const life of lives) {
    for (const row of life.sampled(rounds, random)) writer.row(row);
    writer.exit(life.index, life.nowMs);
  }
  // Whoever samples always runs, so that each round shows in the trace.
  for (const [at, roundMs] of rounds.entries())
    writer.samples(0, rounds[at - 1] ?? 0, roundMs, () => 0.01, { periodMs: 1000 });
  return { writer: writer.end(endMs), threads: lives.map((life) => life.known), endMs };
}

class Life {
  readonly index: number;
  nowMs: number;
  readonly #writer: TraceWriter;
  readonly #random: Random;
  readonly #startMs: number;
  readonly #deeds: Deed[] = [];
  readonly #notesMs: number[] = [];
  readonly #states = Object.fromEntries(THREAD_STATES.map((state) => [state, 0])) as Record<ThreadState, number>;

  constructor(writer: TraceWriter, index: number, random: Random) {
    this.index = index;
    this.#writer = writer;
    this.#random = random;
    this.#startMs = this.nowMs = random.between(5, 60);
    writer.thread(index, `worker-${index}`, this.#startMs);
    this.#live({ state: 'starting', doing: 'runs', kind: RowKind.boot }, random.between(10, 40));
  }

  liveInPool(pieceMs: number): void {
    const random = this.#random;
    this.#live({ state: 'starting', doing: 'runs', kind: RowKind.load }, random.between(1, 30));
    this.#notesMs.push(this.nowMs);
    for (let task = 2 + random.below(10); task > 0; task--) {
      this.#live({ state: 'idle', doing: 'blocked', kind: RowKind.waitTask }, random.between(0.1, pieceMs));
      const startMs = this.nowMs;
      for (let piece = 1 + random.below(6); piece > 0; piece--) this.#live(random.pick(IN_TASK), this.#length(pieceMs));
      this.#live(RUN, TURN_MS);
      this.#writer.slice(this.index, RowKind.task, startMs, this.nowMs);
    }
    this.#notesMs.push(this.nowMs);
  }

  liveForeign(pieceMs: number): void {
    this.#writer.instant(this.index, RowKind.online, this.nowMs);
    for (let piece = 4 + this.#random.below(30); piece > 0; piece--) {
      this.#live(this.#random.pick(FOREIGN), this.#length(pieceMs));
    }
    this.#live(RUN, TURN_MS);
    this.#notesMs.push(this.nowMs);
  }

  sampled(rounds: readonly number[], random: Random): SampledThread['rows'] {
    const thread = new SampledThread(this.index, this.#deeds);
    const looks = [
      ...rounds.filter((time) => time > this.#startMs && time < this.nowMs).map((time) => ({ time, isNote: false })),
      ...this.#notesMs.map((time) => ({ time, isNote: true })),
    ].sort((a, b) => a.time - b.time);
    for (const { time, isNote } of looks) {
      if (isNote) thread.note(time);
      else thread.look(time, random.below(20) === 0 ? random.between(0, 5) : random.between(0, 0.1));
    }
    return thread.rows;
  }

  get known(): KnownThread {
    return {
      index: this.index,
      isInPool: this.index !== FOREIGN_INDEX,
      states: this.#states,
      lifetimeMs: this.nowMs - this.#startMs,
    };
  }

  #length(mostMs: number): number {
    return this.#random.between(0.5, mostMs);
  }

  /** A thread goes to sleep by itself: it runs a moment before. */
  #live(piece: Piece, ms: number): void {
    const sleeps = piece.doing === 'sleeps' || piece.doing === 'blocked';
    if (sleeps) this.#be(RUN, TURN_MS);
    this.#be(piece, piece.state === 'gc' ? Math.min(ms, GC_MS) : ms);
  }

  #be({ state, doing, kind }: Piece, ms: number): void {
    const fromMs = this.nowMs;
    this.nowMs += ms;
    this.#states[state] += ms;
    this.#deeds.push({ fromMs, toMs: this.nowMs, doing });
    if (kind !== undefined) this.#writer.slice(this.index, kind, fromMs, this.nowMs, { value: 1 });
  }
}
