/**
 * Programs with a known truth: each worker lives through a random schedule, which is written as rows and samples, as the
 * runtime would, and summed up by state. What the analysis recovers can be held against it.
 */
import type { ThreadState } from '../../../trace/src/query.ts';
import { RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import type { Random } from './random.ts';
import { MS, TraceWriter } from './trace-writer.ts';

export interface Truth {
  /** ms by state. */
  readonly states: Record<ThreadState, number>;
  readonly lifetimeMs: number;
}

export interface Simulation {
  readonly writer: TraceWriter;
  /** By index of the thread. */
  readonly truth: ReadonlyMap<number, Truth>;
  readonly tasks: readonly number[];
  readonly acquires: number;
  readonly gets: number;
}

interface Use {
  readonly fromMs: number;
  readonly toMs: number;
  readonly cpu: number;
  readonly queue: number;
}

const SAMPLE_MS = 2;
const SAMPLER = 1000;

/** Pieces that a task is made of. What they mean for the CPU is what sampling sees. */
const PIECES = ['running', 'runQueue', 'awaiting', 'waitLock', 'waitGet', 'gc', 'serialize'] as const;

export function simulate(random: Random, workers = 3): Simulation {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  const lock = writer.object('lock', 'Lock-1');
  const queue = writer.object('queue', 'Queue-1');
  writer.thread(SAMPLER, 'parascope', 0, ThreadRole.instrument);
  const truth = new Map<number, Truth>();
  const tasks: number[] = [];
  let acquires = 0;
  let gets = 0;
  let endMs = 0;
  for (let thread = 1; thread <= workers; thread++) {
    const worker = new Worker(writer, thread, random.between(5, 30));
    worker.live('boot', random.between(10, 30));
    worker.live('load', random.between(1, 30));
    for (let task = random.below(12); task > 0; task--) {
      worker.live('idle', random.between(0, 20), pool);
      const startMs = worker.nowMs;
      for (let piece = 1 + random.below(5); piece > 0; piece--) {
        const kind = random.pick(PIECES);
        worker.live(kind, random.between(1, 30), kind === 'waitGet' ? queue : lock);
        if (kind === 'waitLock') acquires++;
        if (kind === 'waitGet') {
          writer.instant(thread, RowKind.get, worker.nowMs, { object: queue });
          gets++;
        }
      }
      writer.slice(thread, RowKind.task, startMs, worker.nowMs, { object: tasks.length + 1, value: pool });
      tasks.push(worker.nowMs - startMs);
    }
    worker.live('idle', random.between(0, 20), pool);
    truth.set(thread, worker.end());
    endMs = Math.max(endMs, worker.nowMs);
  }
  writer.samples(0, 0, endMs, () => 0.2).end(endMs);
  return { writer, truth, tasks, acquires, gets };
}

class Worker {
  nowMs: number;
  readonly #writer: TraceWriter;
  readonly #thread: number;
  readonly #startMs: number;
  readonly #states: Record<ThreadState, number>;
  readonly #uses: Use[] = [];

  constructor(writer: TraceWriter, thread: number, startMs: number) {
    this.#writer = writer;
    this.#thread = thread;
    this.#startMs = startMs;
    this.nowMs = startMs;
    this.#states = {
      running: 0,
      starting: 0,
      waiting: 0,
      awaiting: 0,
      serializing: 0,
      gc: 0,
      runQueue: 0,
      idle: 0,
      unknown: 0,
    };
    writer.thread(thread, `worker-${thread}`, startMs);
  }

  live(what: (typeof PIECES)[number] | 'boot' | 'load' | 'idle', ms: number, object = 0): void {
    const { state, kind, cpu } = MEANINGS[what];
    const from = this.nowMs;
    this.nowMs += ms;
    this.#states[state] += ms;
    this.#uses.push({ fromMs: from, toMs: this.nowMs, cpu, queue: what === 'runQueue' ? 1 : 0 });
    if (kind !== undefined) this.#writer.slice(this.#thread, kind, from, this.nowMs, { object, value: 1 });
  }

  end(): Truth {
    const writer = this.#writer;
    for (let from = this.#startMs; from < this.nowMs; from += SAMPLE_MS) {
      const to = Math.min(this.nowMs, from + SAMPLE_MS);
      const used = (of: (use: Use) => number): number =>
        this.#uses.reduce(
          (sum, use) => sum + of(use) * Math.max(0, Math.min(to, use.toMs) - Math.max(from, use.fromMs)),
          0,
        );
      const cpu = used((use) => use.cpu);
      const queue = used((use) => use.queue);
      // The sampler itself always runs, so that each of its rounds shows in the trace.
      writer.row({ kind: RowKind.sample, thread: SAMPLER, time: to * MS, duration: 1000, site: SAMPLE_MS * 1000 });
      // As the sampler does: nothing is written of a period in which the thread neither ran nor wanted to.
      if (cpu + queue === 0) continue;
      writer.row({
        kind: RowKind.sample,
        thread: this.#thread,
        time: to * MS,
        duration: cpu * MS,
        value: queue * MS,
        object: 1 + (this.#thread % 2),
        site: Math.round((to - from) * 1000),
      });
    }
    writer.exit(this.#thread, this.nowMs);
    return { states: this.#states, lifetimeMs: this.nowMs - this.#startMs };
  }
}

const MEANINGS: Readonly<
  Record<(typeof PIECES)[number] | 'boot' | 'load' | 'idle', { state: ThreadState; kind?: RowKind; cpu: number }>
> = {
  boot: { state: 'starting', kind: RowKind.boot, cpu: 0.8 },
  load: { state: 'starting', kind: RowKind.load, cpu: 0.9 },
  idle: { state: 'idle', kind: RowKind.waitTask, cpu: 0 },
  running: { state: 'running', cpu: 1 },
  runQueue: { state: 'runQueue', cpu: 0 },
  awaiting: { state: 'awaiting', cpu: 0 },
  waitLock: { state: 'waiting', kind: RowKind.waitLock, cpu: 0 },
  waitGet: { state: 'waiting', kind: RowKind.waitGet, cpu: 0 },
  gc: { state: 'gc', kind: RowKind.gc, cpu: 1 },
  serialize: { state: 'serializing', kind: RowKind.serialize, cpu: 1 },
};
