/** `Queue`: Python's `multiprocessing.Queue` on a ring in shared memory. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { assertNoOptions, assertWaitOptions, wholeNumber } from '../check-arguments.ts';
import { ClosedError, Empty, Full } from '../errors.ts';
import type { SyncWaitOptions, WaitOptions } from '../shared-memory/bell.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import type { Readiness } from '../shared-memory/gathering.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { NOTHING, Ring } from '../shared-memory/ring.ts';
import { printAs } from '../printed.ts';
import { introduce, RecordedRing } from './recorded-ring.ts';

/**
 * A first-in first-out queue of messages for any number of threads. Messages are copied (see `structuredClone`); queues,
 * locks and values inside them travel as themselves. The messages of one producer keep their order.
 */
export class Queue<T = unknown> {
  /** @internal */
  readonly messages: RecordedRing;
  #closed = false;

  /**
   * `maxsize`: most messages it holds before `put` waits; 0, the default, or less means no limit. Throws TypeError for what
   * is no number, RangeError for one that is not whole.
   */
  constructor(maxsize?: number);
  /** A queue that exists already, and what the trace and errors call it. @internal */
  constructor(maxsize?: number, ring?: Ring, kind?: string);
  constructor(maxsize = 0, ring?: Ring, kind = 'Queue') {
    wholeNumber(`new ${kind}(maxsize)`, maxsize, -Infinity, { write: `write new ${kind}(3)` });
    const own = ring ?? Ring.create({ maxsize: Math.max(0, maxsize) }, kind);
    this.messages = new RecordedRing(own);
    queues.add(own.memory, this);
    if (ring === undefined) own.objectId = introduce(ObjectType.queue, kind);
  }

  /** The ring it lies in. @internal */
  get ring(): Ring {
    return this.messages.ring;
  }

  /** The memory it lies in. @internal */
  get memory(): SharedArrayBuffer {
    return this.ring.memory;
  }

  /**
   * Puts a message, waiting while the queue is full. Rejects with Full when the time ran out, NotCloneableError for what
   * cannot be copied, ClosedError after `close`, the signal's reason on abort.
   */
  async put(item: T, options?: WaitOptions): Promise<void> {
    assertWaitOptions('put()', options);
    options?.signal?.throwIfAborted();
    if (!this.#tryPut(item) && !(await this.messages.put(item, options))) throw this.#full();
  }

  /** The same, blocking the thread. */
  putSync(item: T, options?: SyncWaitOptions): void {
    assertWaitOptions('putSync()', options);
    if (!this.#tryPut(item) && !this.messages.putSync(item, options)) throw this.#full();
  }

  /** Puts a message at once, before it returns. Rejects with Full when there is no room, else as `put`. */
  putNowait(item: T): Promise<void>;
  putNowait(item: T, options?: unknown): Promise<void> {
    return new Promise((resolve) => {
      assertNoOptions('putNowait()', options);
      if (!this.#tryPut(item)) throw this.#full();
      resolve();
    });
  }

  /**
   * Takes the oldest message, waiting while there is none. Rejects with Empty when the time ran out, ClosedError after
   * `close`, the signal's reason on abort.
   */
  async get(options?: WaitOptions): Promise<T> {
    assertWaitOptions('get()', options);
    options?.signal?.throwIfAborted();
    let value = this.#tryGet();
    if (value === NOTHING) value = await this.messages.get(options);
    if (value === NOTHING) throw this.#empty();
    return value as T;
  }

  /** The same, blocking the thread. */
  getSync(options?: SyncWaitOptions): T {
    assertWaitOptions('getSync()', options);
    let value = this.#tryGet();
    if (value === NOTHING) value = this.messages.getSync(options);
    if (value === NOTHING) throw this.#empty();
    return value as T;
  }

  /** Takes the oldest message at once. Rejects with Empty when there is none, else as `get`. */
  getNowait(): Promise<T>;
  getNowait(options?: unknown): Promise<T> {
    return new Promise((resolve) => {
      assertNoOptions('getNowait()', options);
      const value = this.#tryGet();
      if (value === NOTHING) throw this.#empty();
      resolve(value as T);
    });
  }

  /** Messages in the queue now; others may change it at any moment. */
  qsize(): number {
    return this.ring.qsize();
  }

  /** Whether there was no message just now. */
  empty(): boolean {
    return this.ring.qsize() === 0;
  }

  /** Whether there was no room just now. Always false without `maxsize`. */
  full(): boolean {
    const { maxsize } = this.ring;
    return maxsize > 0 && this.ring.qsize() >= maxsize;
  }

  /** This thread puts and gets no more here: both are refused from now on. Others are not concerned. */
  close(): void {
    this.#closed = true;
  }

  /**
   * Python waits here until its feeder thread has written what was put. There is none: a message that was put is in the
   * queue, whatever becomes of its producer. So this resolves at once.
   */
  joinThread(): Promise<void> {
    return Promise.resolve();
  }

  /** The same without a promise: returns at once. */
  joinThreadSync(): void {
    // Nothing is on its way.
  }

  /** Python lets a process end without its messages being written. Nothing to do: they are written by `put`. */
  cancelJoinThread(): void {
    // Nothing keeps a process from ending.
  }

  /** Whether a put can neither wait nor be refused, but for a gigabyte that is unread. @internal */
  get takesAll(): boolean {
    return !this.#closed && this.ring.maxsize === 0;
  }

  /** For `wait`: ready when there is a message. @internal */
  readiness(): Readiness {
    this.#assertOpen();
    const { messageBell: bell, aMessage: awaited } = this.ring;
    return { bell, isReady: () => !this.empty(), awaited };
  }

  #assertOpen(): void {
    if (this.#closed) throw new ClosedError('Queue is closed: this thread has called close() on it');
  }

  #full(): Full {
    return new Full(`the queue is full: ${this.ring.qsize()} of ${this.ring.maxsize} messages`);
  }

  #empty(): Empty {
    return new Empty('the queue is empty: no message has come');
  }

  #tryPut(item: T): boolean {
    if (this.#closed) this.#assertOpen();
    return this.messages.tryPut(item);
  }

  #tryGet(): unknown {
    if (this.#closed) this.#assertOpen();
    return this.messages.tryGet();
  }
}

printAs(Queue, (queue) => ({ maxsize: queue.ring.maxsize, qsize: queue.qsize() }));

const queues = new HandleCache<Queue>();

/** The queue that lies in the memory. */
export function queueIn(memory: SharedArrayBuffer): Queue {
  return queues.get(memory, () => new Queue(0, new Ring(memory)));
}

registerHandle<Queue>({
  tag: 'Queue',
  type: Queue,
  encode: (queue) => queue.memory,
  decode: (memory) => {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('damaged handle of a Queue');
    return queueIn(memory);
  },
});
