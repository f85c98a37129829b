/**
 * Programs of processes that wait for each other, run on a clock of their own: who ended each wait is known, so the critical
 * path is too. What the runtime would record of them is written as a trace.
 */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { Random } from './random.ts';
import { TraceWriter } from './trace-writer.ts';

export type Op =
  | { readonly type: 'work'; readonly ms: number }
  | { readonly type: 'acquire' | 'release' | 'put' | 'get' | 'arrive' | 'set' | 'wait'; readonly object: number }
  | { readonly type: 'spawn' | 'join'; readonly thread: number };

/** A stretch of the path in one thread. */
export interface TruePiece {
  readonly thread: number;
  readonly startMs: number;
  readonly endMs: number;
}

interface Cause {
  readonly thread: number;
  readonly ms: number;
}

interface Wait {
  readonly endMs: number;
  readonly cause: Cause;
}

interface Runner {
  readonly thread: number;
  readonly ops: readonly Op[];
  next: number;
  nowMs: number;
  state: 'new' | 'ready' | 'waiting' | 'ended';
  /** Since when it waits, and for what. */
  waitMs: number;
  readonly waits: Wait[];
  readonly holds: Map<number, number>;
  startMs: number;
  taskMs: number;
}

const BOOT_MS = 3;

/** Runs the programs; that of thread 0 is main's, the others begin when they are spawned. */
export class DependentPrograms {
  readonly writer: TraceWriter = new TraceWriter();
  readonly #random: Random;
  readonly #runners: readonly Runner[];
  readonly #owners = new Map<number, number>();
  readonly #waiters = new Map<number, number[]>();
  readonly #messages = new Map<number, { put: number; taken: number }>();
  readonly #arrived = new Map<number, number[]>();
  readonly #set = new Set<number>();
  readonly #parties: number;

  /** `parties`: how many meet at each barrier. */
  constructor(random: Random, programs: readonly (readonly Op[])[], parties: number) {
    this.#random = random;
    this.#parties = parties;
    this.#runners = programs.map((ops, thread) => ({
      thread,
      ops,
      next: 0,
      nowMs: 0,
      state: thread === 0 ? 'ready' : 'new',
      waitMs: 0,
      waits: [],
      holds: new Map<number, number>(),
      startMs: 0,
      taskMs: 0,
    }));
  }

  /** Runs all to their end; gives when main ends, ms. */
  run(): number {
    for (;;) {
      const ready = this.#runners.filter(({ state }) => state === 'ready');
      if (ready.length === 0) break;
      const runner = ready.reduce((a, b) => (a.nowMs <= b.nowMs ? a : b));
      const op = runner.ops[runner.next++];
      if (op === undefined) this.#end(runner);
      else this.#execute(runner, op);
    }
    const stuck = this.#runners.filter(({ state }) => state !== 'ended').map(({ thread }) => thread);
    if (stuck.length > 0) throw new Error(`the generated program is a deadlock of threads ${stuck.join()}`);
    const endMs = this.#runners[0]!.nowMs;
    this.writer.end(endMs);
    return endMs;
  }

  /** The path, from its end to its start. */
  truth(): TruePiece[] {
    const pieces: TruePiece[] = [];
    let runner = this.#runners[0]!;
    let endMs = runner.nowMs;
    while (endMs > 0) {
      const wait = runner.waits.findLast((each) => each.endMs <= endMs);
      const cause = wait?.cause ?? { thread: 0, ms: 0 };
      pieces.push({ thread: runner.thread, startMs: cause.ms, endMs });
      endMs = cause.ms;
      runner = this.#runners[cause.thread]!;
    }
    return pieces;
  }

  #execute(runner: Runner, op: Op): void {
    const { thread } = runner;
    switch (op.type) {
      case 'work':
        runner.nowMs += op.ms;
        break;
      case 'spawn':
        this.#spawn(runner, op.thread);
        break;
      case 'join':
        if (this.#runners[op.thread]!.state !== 'ended') this.#block(runner, -op.thread);
        break;
      case 'acquire':
        if (this.#owners.has(op.object)) this.#block(runner, op.object);
        else this.#own(runner, op.object);
        break;
      case 'release':
        this.writer.slice(thread, RowKind.hold, runner.holds.get(op.object)!, runner.nowMs, { object: op.object });
        this.#owners.delete(op.object);
        this.#wakeOne(op.object, { thread, ms: runner.nowMs }, RowKind.waitLock, (next) => this.#own(next, op.object));
        break;
      case 'put':
        this.#put(runner, op.object);
        break;
      case 'get': {
        const messages = this.#messagesOf(op.object);
        if (messages.put > messages.taken) this.#take(runner, op.object);
        else this.#block(runner, op.object);
        break;
      }
      case 'arrive':
        this.#arrive(runner, op.object);
        break;
      case 'wait':
        if (!this.#set.has(op.object)) this.#block(runner, op.object);
        break;
      case 'set':
        this.#setEvent(runner, op.object);
        break;
    }
  }

  #spawn({ thread, nowMs }: Runner, child: number): void {
    const runner = this.#runners[child]!;
    Object.assign(runner, { state: 'ready', startMs: nowMs, nowMs: nowMs + BOOT_MS, taskMs: nowMs + BOOT_MS });
    runner.waits.push({ endMs: nowMs, cause: { thread, ms: nowMs } });
    this.writer.thread(child, `Process-${child}`, nowMs, 1, 0, thread);
    this.writer.slice(child, RowKind.boot, nowMs, nowMs + BOOT_MS);
  }

  #end(runner: Runner): void {
    runner.state = 'ended';
    const { thread, nowMs, taskMs } = runner;
    if (thread === 0) return;
    this.writer.slice(thread, RowKind.task, taskMs, nowMs, { object: thread }).exit(thread, nowMs);
    const about = { object: thread + 1 };
    while (this.#wakeOne(-thread, { thread, ms: nowMs }, RowKind.waitJoin, () => undefined, about));
  }

  #put(runner: Runner, queue: number): void {
    const message = ++this.#messagesOf(queue).put;
    this.writer.instant(runner.thread, RowKind.put, runner.nowMs, { object: queue, value: message });
    const cause = { thread: runner.thread, ms: runner.nowMs };
    this.#wakeOne(queue, cause, RowKind.waitGet, (next) => this.#take(next, queue));
  }

  #take(runner: Runner, queue: number): void {
    const message = ++this.#messagesOf(queue).taken;
    this.writer.instant(runner.thread, RowKind.get, runner.nowMs, { object: queue, value: message });
  }

  /** Who comes last waits too, but for no time worth the name. */
  #arrive(runner: Runner, barrier: number): void {
    const arrived = [...(this.#arrived.get(barrier) ?? []), runner.thread];
    this.#arrived.set(barrier, arrived.length === this.#parties ? [] : arrived);
    if (arrived.length < this.#parties) {
      this.#block(runner, barrier);
      return;
    }
    const ms = runner.nowMs;
    this.writer.slice(runner.thread, RowKind.waitBarrier, ms, ms + 0.001, { object: barrier, value: 1 });
    while (this.#wakeOne(barrier, { thread: runner.thread, ms }, RowKind.waitBarrier, () => undefined));
  }

  /** It is noted only where somebody waits. */
  #setEvent({ thread, nowMs }: Runner, event: number): void {
    this.#set.add(event);
    if ((this.#waiters.get(event) ?? []).length === 0) return;
    this.writer.instant(thread, RowKind.notify, nowMs, { object: event });
    while (this.#wakeOne(event, { thread, ms: nowMs }, RowKind.waitEvent, () => undefined));
  }

  #own(runner: Runner, lock: number): void {
    this.#owners.set(lock, runner.thread);
    runner.holds.set(lock, runner.nowMs);
  }

  #block(runner: Runner, what: number): void {
    runner.state = 'waiting';
    runner.waitMs = runner.nowMs;
    this.#waiters.set(what, [...(this.#waiters.get(what) ?? []), runner.thread]);
  }

  /** False when nobody waits. It takes a moment until who is woken goes on. */
  #wakeOne(
    what: number,
    cause: Cause,
    kind: RowKind,
    onWake: (runner: Runner) => void,
    about = { object: what },
  ): boolean {
    const [first, ...others] = this.#waiters.get(what) ?? [];
    if (first === undefined) return false;
    this.#waiters.set(what, others);
    const runner = this.#runners[first]!;
    runner.state = 'ready';
    runner.nowMs = cause.ms + this.#random.between(0.01, 0.2);
    runner.waits.push({ endMs: runner.nowMs, cause });
    this.writer.slice(first, kind, runner.waitMs, runner.nowMs, { ...about, value: 1 });
    onWake(runner);
    return true;
  }

  #messagesOf(queue: number): { put: number; taken: number } {
    const messages = this.#messages.get(queue) ?? { put: 0, taken: 0 };
    this.#messages.set(queue, messages);
    return messages;
  }
}

/** Programs without deadlocks: rounds of work, locks one at a time, messages to the next worker, events, and barriers of all. */
export function randomPrograms(random: Random): { readonly programs: Op[][]; readonly workers: number } {
  const workers = 2 + random.below(4);
  const rounds = 1 + random.below(4);
  const work = (most: number): Op => ({ type: 'work', ms: random.between(0.5, most) });
  const main: Op[] = [work(30)];
  const programs: Op[][] = [main, ...Array.from({ length: workers }, (): Op[] => [])];
  for (let thread = 1; thread <= workers; thread++) main.push({ type: 'spawn', thread }, work(5));
  for (let round = 0; round < rounds; round++) {
    const meets = random.below(2) === 0;
    const messages = Array.from({ length: workers + 2 }, () => random.below(3));
    for (let thread = 1; thread <= workers; thread++) {
      const ops = programs[thread]!;
      ops.push(work(30));
      // Who never waits for messages can be waited for.
      if (thread === 1) ops.push({ type: 'set', object: 401 + round }, work(5));
      for (let section = random.below(3); section > 0; section--) {
        const object = 101 + random.below(2);
        ops.push({ type: 'acquire', object }, work(15), { type: 'release', object }, work(5));
      }
      for (let n = messages[thread]!; n > 0; n--) ops.push({ type: 'put', object: 200 + thread }, work(5));
      const fromOther = thread > 1 ? messages[thread - 1]! : 0;
      for (let n = fromOther; n > 0; n--) ops.push({ type: 'get', object: 199 + thread }, work(5));
      if (thread > 1 && random.below(2) === 0) ops.push({ type: 'wait', object: 401 + round });
      if (meets) ops.push({ type: 'arrive', object: 301 });
    }
  }
  for (let thread = 1; thread <= workers; thread++) main.push({ type: 'join', thread }, work(2));
  return { programs, workers };
}
