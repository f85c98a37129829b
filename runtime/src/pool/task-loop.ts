/** A pool worker's loop: takes a chunk, has it run, takes the next. One task at a time, also where tasks are async. */

import { Unsaid } from '../../../protocol/src/worker.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { PendingWait } from '../deadlock/pending-wait.ts';
import { withModules } from '../functions/resolve-function.ts';
import { noteMemory } from '../instrument/heap-watch.ts';
import { recordFlood, recordOpen } from '../instrument/record.ts';
import { nextTurn } from '../process/event-loop.ts';
import { threadIdentity } from '../process/thread-identity.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { expectLateRing } from '../shared-memory/late-ring.ts';
import { byOwner } from './awaited-owner.ts';
import { IdleTime } from './idle-time.ts';
import { NumberItems } from './number-block.ts';
import type { PoolStart } from './pool-start.ts';
import type { RemoteOwner } from './remote-owner.ts';
import { ResultSender } from './result-sender.ts';
import { SlotDecoder } from './slot-decoder.ts';
import { SlotReader } from './slot-reader.ts';
import { Readiness, RingWord, SlotFlag } from './slot-ring.ts';
import type { SlotHead } from './slot-writer.ts';
import { TaskCalls } from './task-calls.ts';
import { loadOutsideTask, TaskFunctions, type ClosurePayload, type Known } from './task-functions.ts';

/** An idle worker blocks this long before it lets its event loop turn: what comes at once is met at once. */
const BLOCK_MS = 0.5;
/** A worker that always has tasks lets its event loop turn this often. */
const TURN_EVERY_MS = 10;

export class TaskLoop {
  readonly #start: PoolStart;
  readonly #tasks: SlotReader;
  readonly #taskDecoder = new SlotDecoder();
  readonly #numbers = new NumberItems();
  readonly #sender: ResultSender;
  readonly #calls: TaskCalls;
  /** Header of the result ring: what this worker has in hand. */
  readonly #state: Int32Array;
  readonly #functions: TaskFunctions;
  /** Whether its tasks come through its own event loop, so that blocking would only delay them. */
  readonly #isFed: boolean;
  readonly #idle: IdleTime;
  readonly #control = threadIdentity().control;
  readonly #free: (handles: boolean) => void;

  /** `ready` is called with the first result: see `ResultSender`. */
  constructor(start: PoolStart, ready: () => void, remote?: RemoteOwner) {
    this.#start = start;
    this.#isFed = remote !== undefined;
    this.#free = (handles) => {
      this.#tasks.free();
      if (handles) remote?.taken();
    };
    this.#tasks = new SlotReader(start.tasks, start.number);
    this.#sender = new ResultSender(start, ready, remote?.told);
    this.#calls = new TaskCalls(start, this.#sender, remote?.limits);
    this.#state = new Int32Array(start.results, 0, 16);
    this.#functions = new TaskFunctions(start.definitions);
    this.#idle = new IdleTime(start);
  }

  /** Settles when there is a task, or when there will be none. False where this worker is to leave instead. */
  async untilTask(): Promise<boolean> {
    const { words } = this.#tasks.views;
    const startNs = recordOpen(RowKind.waitTask, this.#start.object, 0);
    this.#idle.begin();
    let stays = true;
    while (stays && !this.#tasks.isClosed() && !this.#tasks.hasSlot()) {
      const seen = Atomics.load(words, RingWord.bell);
      Atomics.add(words, RingWord.waiters, 1);
      if (!this.#tasks.hasSlot() && !this.#tasks.isClosed()) {
        const isQuiet = Atomics.wait(words, RingWord.bell, seen, this.#isFed ? 0 : BLOCK_MS) === 'timed-out';
        // Who is about to stop this worker waits for what its tasks left behind to be told.
        if (isQuiet && this.#control.unsaid !== Unsaid.nothing) await this.#turn();
        else if (isQuiet) await this.#untilRing(seen);
      }
      Atomics.sub(words, RingWord.waiters, 1);
      if (!this.#tasks.hasSlot() && this.#idle.leaves()) {
        Atomics.store(this.#state, RingWord.ready, Readiness.idle);
        stays = false;
      }
    }
    recordFlood(RowKind.waitTask, startNs, this.#start.object, 0, 0);
    return stays;
  }

  /** The same while the event loop turns. The pool's owner alone can ring. */
  async #untilRing(seen: number): Promise<void> {
    const { words } = this.#tasks.views;
    const ring = Atomics.waitAsync(words, RingWord.bell, seen, this.#idle.waitMs);
    if (!ring.async) return;
    const goesOn = (): boolean => this.#tasks.hasSlot() || this.#tasks.isClosed() || this.#idle.canLeave;
    const awaited = {
      what: () => 'a task',
      by: byOwner(),
      silent: true,
      get limited() {
        return goesOn();
      },
    };
    const retry = (): void => {
      if (!this.#tasks.hasSlot() && !this.#tasks.isClosed()) return;
      void expectLateRing(() => Atomics.load(words, RingWord.bell) !== seen);
      Atomics.notify(words, RingWord.bell);
    };
    const pending = new PendingWait({ awaited, retry });
    try {
      await ring.value;
    } finally {
      pending.end();
    }
  }

  /** Runs tasks until the pool is closed and empty, or this worker has done as many as it may. */
  async run(): Promise<void> {
    Atomics.store(this.#state, RingWord.ready, Readiness.ready);
    let turnedMs = monotonicMs();
    for (let chunks = 0; this.#start.maxTasks === 0 || chunks < this.#start.maxTasks; chunks++) {
      if (!this.#tasks.take()) {
        if (!(await this.untilTask())) return;
        turnedMs = monotonicMs();
        if (!this.#tasks.take()) {
          if (this.#tasks.isClosed()) return;
          chunks--;
          continue;
        }
      }
      const pending = this.#runChunk();
      if (pending !== undefined) await pending;
      if (monotonicMs() - turnedMs < TURN_EVERY_MS) continue;
      // What is on the heap now, the next collection may take away.
      noteMemory();
      await this.#turn();
      turnedMs = monotonicMs();
    }
    Atomics.store(this.#state, RingWord.ready, Readiness.worn);
  }

  /** Lets the event loop turn: Node then tells of rejections that nobody handles. */
  async #turn(): Promise<void> {
    await nextTurn();
    this.#control.noteTurned();
  }

  /** Tells the owner that this worker cannot get ready. */
  reportUnfit(error: unknown): void {
    this.#sender.reportUnfit(error);
  }

  /** Tells the owner of what this worker dies. */
  sayLastWords(error: unknown): void {
    this.#sender.sayLastWords(error);
  }

  /** Runs the chunk that was taken; gives a promise only where it must be waited for. */
  #runChunk(): Promise<void> | undefined {
    const { job, chunk, count, what, task } = this.#tasks;
    const state = this.#state;
    state[RingWord.job] = job;
    state[RingWord.chunk] = chunk;
    state[RingWord.item] = 0;
    Atomics.store(state, RingWord.busy, 1);
    if (this.#control.unsaid === Unsaid.idle) this.#control.noteUnsaid(Unsaid.busy);
    const head: SlotHead = { job, chunk, count, what: what & ~SlotFlag.numbers, task };
    let payload: unknown;
    try {
      payload = (what & SlotFlag.numbers) === 0 ? this.#decode() : this.#numbers.read(this.#tasks);
    } catch (error) {
      this.#refuse(head, error);
      return undefined;
    }
    if (payload instanceof Promise) return this.#runLater(head, payload);
    this.#taskDecoder.arrive(this.#free);
    return this.#runDecoded(head, payload);
  }

  /** Functions among the items may be of modules that are still to be loaded: then it is a promise. */
  #decode(): unknown {
    return withModules(() => this.#taskDecoder.decode(this.#tasks), loadOutsideTask);
  }

  /** The chunk cannot be read. Nobody gets the handles in it, but they are not on their way any more either. */
  #refuse(head: SlotHead, error: unknown): void {
    this.#taskDecoder.arrive(this.#free);
    this.#sender.fail(head, error);
  }

  async #runLater(head: SlotHead, pending: Promise<unknown>): Promise<void> {
    let payload: unknown;
    try {
      payload = await pending;
    } catch (error) {
      this.#refuse(head, error);
      return;
    }
    this.#taskDecoder.arrive(this.#free);
    await this.#runDecoded(head, payload);
  }

  #runDecoded(head: SlotHead, payload: unknown): Promise<void> | undefined {
    let known: Known | Promise<Known>;
    let content = payload;
    try {
      if ((head.what & SlotFlag.closure) === 0) known = this.#functions.get(head.what);
      else {
        const [id, closure, inner] = payload as ClosurePayload;
        known = this.#functions.getClosure(head.what, id, closure);
        content = inner;
      }
    } catch (error) {
      this.#sender.fail(head, error);
      return undefined;
    }
    if (!(known instanceof Promise)) return this.#calls.run(head, known, content);
    return known.then(
      (resolved) => this.#calls.run(head, resolved, content),
      (error: unknown) => this.#sender.fail(head, error),
    );
  }
}
