/** A pool worker's loop: takes a chunk, runs it, hands its result back. One task at a time, also where tasks are async. */

import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { Ender } from '../../../protocol/src/deadlock.ts';
import { BlockedWait } from '../deadlock/blocked-wait.ts';
import { PendingWait } from '../deadlock/pending-wait.ts';
import { MaybeEncodingError, NotCloneableError } from '../errors.ts';
import { withModules } from '../functions/resolve-function.ts';
import { recordFlood, recordOpen, recordSlice } from '../instrument/record.ts';
import { encodeWith } from '../shared-memory/codec/codec.ts';
import { textOf } from '../shared-memory/codec/error-envelope.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { nextTurn } from '../process/event-loop.ts';
import { threadIdentity } from '../process/thread-identity.ts';
import { OwnerWord, type PoolStart } from './pool-start.ts';
import { SlotDecoder } from './slot-decoder.ts';
import { SlotReader } from './slot-reader.ts';
import { Readiness, RingWord, SlotFlag } from './slot-ring.ts';
import { SlotWriter, type Payload, type SlotHead } from './slot-writer.ts';
import { TaskClock } from './task-clock.ts';
import {
  loadOutsideTask,
  TaskFunctions,
  type ClosurePayload,
  type Known,
  type TaskFunction,
} from './task-functions.ts';

/** An idle worker blocks this long before it lets its event loop turn: what comes at once is met at once. */
const BLOCK_MS = 0.5;
/** A worker that always has tasks lets its event loop turn this often. */
const TURN_EVERY_MS = 10;
/** A wait for room in the results is looked at again so often, whatever happens. */
const ROOM_MS = 1000;

export class TaskLoop {
  readonly #start: PoolStart;
  readonly #tasks: SlotReader;
  readonly #taskDecoder = new SlotDecoder();
  readonly #results: SlotWriter;
  /** Header of the result ring: what this worker has in hand. */
  readonly #state: Int32Array;
  readonly #owner: Int32Array;
  readonly #functions: TaskFunctions;
  readonly #clock: TaskClock;
  /** How long a task of the chunk in hand may run; null for ever. */
  #limitMs: number | null = null;

  constructor(start: PoolStart) {
    this.#start = start;
    this.#tasks = new SlotReader(start.tasks, start.number);
    this.#results = new SlotWriter(start.results);
    this.#state = new Int32Array(start.results, 0, 16);
    this.#owner = new Int32Array(start.bell);
    this.#functions = new TaskFunctions(start.definitions);
    this.#clock = new TaskClock(start.results);
  }

  /** Settles when there is a task, or when there will be none. False where this worker is to leave instead. */
  async untilTask(): Promise<boolean> {
    const { words } = this.#tasks.views;
    const startNs = recordOpen(RowKind.waitTask, this.#start.object, 0);
    const { idleTimeoutMs } = this.#start;
    const leaveMs = performance.now() + idleTimeoutMs;
    let stays = true;
    while (stays && !this.#tasks.isClosed() && !this.#tasks.hasSlot()) {
      const seen = Atomics.load(words, RingWord.bell);
      Atomics.add(words, RingWord.waiters, 1);
      if (!this.#tasks.hasSlot() && !this.#tasks.isClosed()) {
        if (Atomics.wait(words, RingWord.bell, seen, BLOCK_MS) === 'timed-out') await this.#untilRing(seen);
      }
      Atomics.sub(words, RingWord.waiters, 1);
      if (performance.now() >= leaveMs && !this.#tasks.hasSlot()) stays = !this.#mayLeave();
    }
    recordFlood(RowKind.waitTask, startNs, this.#start.object, 0, 0);
    return stays;
  }

  /** The same while the event loop turns. The pool's owner alone can ring. */
  async #untilRing(seen: number): Promise<void> {
    const { words } = this.#tasks.views;
    const ring = Atomics.waitAsync(words, RingWord.bell, seen, this.#start.idleTimeoutMs);
    if (!ring.async) return;
    const goesOn = (): boolean => this.#tasks.hasSlot() || this.#tasks.isClosed() || this.#canLeave();
    const awaited = {
      what: () => 'a task',
      by: byOwner(),
      silent: true,
      get limited() {
        return goesOn();
      },
    };
    const retry = (): void => {
      if (this.#tasks.hasSlot() || this.#tasks.isClosed()) Atomics.notify(words, RingWord.bell);
    };
    const pending = new PendingWait({ awaited, retry });
    try {
      await ring.value;
    } finally {
      pending.end();
    }
  }

  /** Whether it leaves when it has had nothing to do for long. */
  #canLeave(): boolean {
    const { idleTimeoutMs, minProcesses } = this.#start;
    return idleTimeoutMs !== Infinity && Atomics.load(this.#owner, OwnerWord.staff) > minProcesses;
  }

  /** Strikes this worker off the staff, unless the pool then had too few. */
  #mayLeave(): boolean {
    for (;;) {
      const staff = Atomics.load(this.#owner, OwnerWord.staff);
      if (staff <= this.#start.minProcesses) return false;
      if (Atomics.compareExchange(this.#owner, OwnerWord.staff, staff, staff - 1) !== staff) continue;
      Atomics.store(this.#state, RingWord.ready, Readiness.idle);
      return true;
    }
  }

  /** Runs tasks until the pool is closed and empty, or this worker has done as many as it may. */
  async run(): Promise<void> {
    Atomics.store(this.#state, RingWord.ready, Readiness.ready);
    let turnedMs = performance.now();
    for (let chunks = 0; this.#start.maxTasks === 0 || chunks < this.#start.maxTasks; chunks++) {
      if (!this.#tasks.take()) {
        if (!(await this.untilTask())) return;
        turnedMs = performance.now();
        if (!this.#tasks.take()) {
          if (this.#tasks.isClosed()) return;
          chunks--;
          continue;
        }
      }
      const pending = this.#runChunk();
      if (pending !== undefined) await pending;
      if (performance.now() - turnedMs < TURN_EVERY_MS) continue;
      await nextTurn();
      turnedMs = performance.now();
    }
    Atomics.store(this.#state, RingWord.ready, Readiness.worn);
  }

  /** Tells the owner that this worker cannot get ready. */
  reportUnfit(error: unknown): void {
    this.#publish({ job: 0, chunk: 0, count: 0, what: SlotFlag.unfit, task: 0 }, error, 'error');
  }

  /** Runs the chunk that was taken; gives a promise only where it must be waited for. */
  #runChunk(): Promise<void> | undefined {
    const { job, chunk, count, what, task } = this.#tasks;
    const state = this.#state;
    state[RingWord.job] = job;
    state[RingWord.chunk] = chunk;
    state[RingWord.item] = 0;
    Atomics.store(state, RingWord.busy, 1);
    const head: SlotHead = { job, chunk, count, what, task };
    let payload: unknown;
    try {
      // Functions among the items may be of modules that are still to be loaded.
      payload = withModules(() => this.#taskDecoder.decode(this.#tasks), loadOutsideTask);
    } catch (error) {
      this.#tasks.free();
      this.#fail(head, error);
      return undefined;
    }
    if (payload instanceof Promise) return this.#runLater(head, payload);
    this.#tasks.free();
    return this.#runDecoded(head, payload);
  }

  async #runLater(head: SlotHead, pending: Promise<unknown>): Promise<void> {
    let payload: unknown;
    try {
      payload = await pending;
    } catch (error) {
      this.#tasks.free();
      this.#fail(head, error);
      return;
    }
    this.#tasks.free();
    await this.#runDecoded(head, payload);
  }

  #runDecoded(head: SlotHead, payload: unknown): Promise<void> | undefined {
    let known: Known | Promise<Known>;
    let content = payload;
    try {
      if ((head.what & SlotFlag.closure) === 0) known = this.#functions.get(head.what);
      else {
        const [id, bytes, inner] = payload as ClosurePayload;
        known = this.#functions.getClosure(head.what, id, bytes);
        content = inner;
      }
    } catch (error) {
      this.#fail(head, error);
      return undefined;
    }
    if (!(known instanceof Promise)) return this.#call(head, known, content);
    return known.then(
      (resolved) => this.#call(head, resolved, content),
      (error: unknown) => this.#fail(head, error),
    );
  }

  #call(head: SlotHead, known: Known, payload: unknown): Promise<void> | undefined {
    this.#limitMs = known.limitMs;
    if ((head.what & SlotFlag.single) === 0) return this.#callAll(head, known, payload as readonly unknown[], 0, []);
    const startNs = this.#begin(head.task, known.site);
    try {
      const value = callOne(known.fn, payload, head.what);
      if (isThenable(value)) return this.#settle(head, known, startNs, value);
      this.#end(startNs, head.task, known.site);
      this.#succeed(head, known, value);
    } catch (error) {
      this.#end(startNs, head.task, known.site);
      this.#fail(head, error);
    }
    return undefined;
  }

  async #settle(head: SlotHead, known: Known, startNs: number, pending: PromiseLike<unknown>): Promise<void> {
    try {
      const value = await pending;
      this.#end(startNs, head.task, known.site);
      this.#succeed(head, known, value);
    } catch (error) {
      this.#end(startNs, head.task, known.site);
      this.#fail(head, error);
    }
  }

  /** Runs the items from `from` on; continues asynchronously from the first that gives a promise. */
  #callAll(
    head: SlotHead,
    known: Known,
    items: readonly unknown[],
    from: number,
    values: unknown[],
  ): Promise<void> | undefined {
    let startNs = 0;
    let i = from;
    try {
      for (; i < items.length; i++) {
        this.#state[RingWord.item] = i;
        startNs = this.#begin(head.task + i, known.site);
        const value = callOne(known.fn, items[i], head.what);
        if (isThenable(value)) return this.#continue(head, known, items, i, values, value, startNs);
        this.#end(startNs, head.task + i, known.site);
        values.push(value);
      }
    } catch (error) {
      this.#end(startNs, head.task + i, known.site);
      this.#fail(head, error);
      return undefined;
    }
    this.#succeed(head, known, values);
    return undefined;
  }

  // The state of the loop above, which is not worth an object per chunk.
  async #continue(
    head: SlotHead,
    known: Known,
    items: readonly unknown[],
    i: number,
    values: unknown[],
    pending: PromiseLike<unknown>,
    startNs: number,
  ): Promise<void> {
    try {
      values.push(await pending);
    } catch (error) {
      this.#end(startNs, head.task + i, known.site);
      this.#fail(head, error);
      return;
    }
    this.#end(startNs, head.task + i, known.site);
    await this.#callAll(head, known, items, i + 1, values);
  }

  #begin(task: number, site: number): number {
    if (this.#limitMs !== null) {
      this.#clock.begin(this.#limitMs);
      // The owner waits no longer than until then.
      this.#ringOwner();
    }
    return recordOpen(RowKind.task, task, site);
  }

  #end(startNs: number, task: number, site: number): void {
    if (this.#limitMs !== null) this.#clock.end();
    recordFlood(RowKind.task, startNs, task, this.#start.object, site);
  }

  #succeed(head: SlotHead, { name }: Known, value: unknown): void {
    try {
      this.#publish(head, value, 'result');
    } catch (error) {
      if (!(error instanceof NotCloneableError)) throw error;
      const message = `the result of ${name} cannot travel back: ${error.message}`;
      this.#fail(head, new MaybeEncodingError(message, { cause: error }));
    }
  }

  #fail(head: SlotHead, error: unknown): void {
    cleanStacks(error);
    const failed = { ...head, what: head.what | SlotFlag.error };
    try {
      this.#publish(failed, error, 'error');
    } catch {
      // What was thrown is no error and cannot travel: its text does.
      this.#publish(failed, new Error(`a task threw ${textOf(error)}`), 'error');
    }
  }

  /** Blocks while the owner has not made room. */
  #publish(head: SlotHead, value: unknown, root: string): void {
    encodeWith(value, root, (payload) => {
      if (!this.#results.tryWrite(head, payload)) this.#writeWhenThereIsRoom(head, payload);
    });
    Atomics.store(this.#state, RingWord.busy, 0);
    this.#ringOwner();
  }

  #ringOwner(): void {
    Atomics.add(this.#owner, OwnerWord.bell, 1);
    if (Atomics.load(this.#owner, OwnerWord.waits) > 0) Atomics.notify(this.#owner, OwnerWord.bell);
  }

  #writeWhenThereIsRoom(head: SlotHead, payload: Payload): void {
    const startNs = recordOpen(RowKind.waitPut, this.#start.object, 0);
    // An error here would help nobody: the result would still have to go.
    const awaited = { what: () => 'room for its results in the pool', by: byOwner(), unbreakable: true };
    const memory = this.#start.results;
    const blocked = new BlockedWait({ awaited, memory, deadlineMs: Infinity, counted: false });
    try {
      do {
        blocked.triedInVain();
        this.#results.waitForSpace(blocked.sleepMs(ROOM_MS));
        blocked.slept(RingWord.space);
      } while (!this.#results.tryWrite(head, payload));
    } finally {
      blocked.end();
    }
    recordSlice(RowKind.waitPut, startNs, this.#start.object, 0, 0);
  }
}

/** The pool's owner is who has started this worker. */
function byOwner(): Ender | undefined {
  const { parent } = threadIdentity();
  return parent === null ? undefined : { type: 'threads', threads: [parent.thread] };
}

function callOne(fn: TaskFunction, item: unknown, what: number): unknown {
  return (what & SlotFlag.spread) === 0 ? fn(item) : fn(...(item as readonly unknown[]));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
