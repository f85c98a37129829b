/** `Queue`: Python's `multiprocessing.Queue` on a ring in shared memory. */
import { ObjectType, RowKind } from '../../trace/src/vocabulary.ts';
import { ClosedError, Empty, Full } from './errors.ts';
import { callSite, clockNs, recordFlood, recording, recordObject, recordOpen } from './instrument/record.ts';
import { AGAIN, deadlineOf, type SyncWaitOptions, type WaitOptions } from './shared-memory/bell.ts';
import { registerHandle } from './shared-memory/codec/handles.ts';
import { HandleCache } from './shared-memory/handle-cache.ts';
import { NOTHING, Ring } from './shared-memory/ring.ts';
import { nextNumber } from './shared-memory/run-block.ts';

/**
 * A first-in first-out queue of messages for any number of threads. Messages are copied (see `structuredClone`); queues,
 * locks and values inside them travel as themselves. The messages of one producer keep their order.
 */
export class Queue<T = unknown> {
  readonly #ring: Ring;
  #closed = false;
  /** Where this thread put or got last, as far as known. */
  #site = 0;

  /**
   * `maxsize`: most messages it holds before `put` waits; 0, the default, means no limit. Throws RangeError.
   * (`ring` is for the runtime: a queue that exists already.)
   */
  constructor(maxsize = 0, ring?: Ring) {
    if (!Number.isInteger(maxsize)) throw new RangeError(`maxsize: expected an integer, found ${maxsize}`);
    this.#ring = ring ?? Ring.create({ maxsize: Math.max(0, maxsize) });
    queues.add(this.#ring.memory, this);
    if (ring === undefined && recording()) {
      const name = `Queue-${nextNumber(ObjectType.queue)}`;
      this.#ring.objectId = recordObject(ObjectType.queue, name, callSite());
    }
  }

  /** The memory it lies in. @internal */
  get memory(): SharedArrayBuffer {
    return this.#ring.memory;
  }

  /**
   * Puts a message, waiting while the queue is full. Rejects with Full when the time ran out, NotCloneableError for what
   * cannot be copied, ClosedError after `close`, the signal's reason on abort.
   */
  async put(item: T, options?: WaitOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    if (this.#tryPut(item)) return;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(RowKind.waitPut);
    let done: unknown = AGAIN;
    try {
      done = await this.#ring.waitForRoom(() => this.#place(item, startNs), deadlineMs, options);
    } finally {
      if (done === AGAIN) this.#endWait(RowKind.waitPut, startNs);
    }
    if (done === AGAIN) throw this.#full();
  }

  /** The same, blocking the thread. */
  putSync(item: T, options?: SyncWaitOptions): void {
    if (this.#tryPut(item)) return;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(RowKind.waitPut);
    let done: unknown = AGAIN;
    try {
      done = this.#ring.waitForRoomSync(() => this.#place(item, startNs), deadlineMs);
    } finally {
      if (done === AGAIN) this.#endWait(RowKind.waitPut, startNs);
    }
    if (done === AGAIN) throw this.#full();
  }

  /** Puts a message at once, before it returns. Rejects with Full when there is no room, else as `put`. */
  putNowait(item: T): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#tryPut(item)) throw this.#full();
      resolve();
    });
  }

  /**
   * Takes the oldest message, waiting while there is none. Rejects with Empty when the time ran out, ClosedError after
   * `close`, the signal's reason on abort.
   */
  async get(options?: WaitOptions): Promise<T> {
    options?.signal?.throwIfAborted();
    const first = this.#tryGet();
    if (first !== NOTHING) return first as T;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(RowKind.waitGet);
    let value: unknown = AGAIN;
    try {
      value = await this.#ring.waitForMessage(() => this.#take(startNs), deadlineMs, options);
    } finally {
      if (value === AGAIN) this.#endWait(RowKind.waitGet, startNs);
    }
    if (value === AGAIN) throw this.#empty();
    return value as T;
  }

  /** The same, blocking the thread. */
  getSync(options?: SyncWaitOptions): T {
    const first = this.#tryGet();
    if (first !== NOTHING) return first as T;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const startNs = this.#beginWait(RowKind.waitGet);
    let value: unknown = AGAIN;
    try {
      value = this.#ring.waitForMessageSync(() => this.#take(startNs), deadlineMs);
    } finally {
      if (value === AGAIN) this.#endWait(RowKind.waitGet, startNs);
    }
    if (value === AGAIN) throw this.#empty();
    return value as T;
  }

  /** Takes the oldest message at once. Rejects with Empty when there is none, else as `get`. */
  getNowait(): Promise<T> {
    return new Promise((resolve) => {
      const value = this.#tryGet();
      if (value === NOTHING) throw this.#empty();
      resolve(value as T);
    });
  }

  /** Messages in the queue now; others may change it at any moment. */
  qsize(): number {
    return this.#ring.qsize();
  }

  /** Whether there was no message just now. */
  empty(): boolean {
    return this.#ring.qsize() === 0;
  }

  /** Whether there was no room just now. Always false without `maxsize`. */
  full(): boolean {
    const { maxsize } = this.#ring;
    return maxsize > 0 && this.#ring.qsize() >= maxsize;
  }

  /** This thread puts and gets no more here: both are refused from now on. Others are not concerned. */
  close(): void {
    this.#closed = true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new ClosedError('Queue is closed: this thread has called close() on it');
  }

  #full(): Full {
    return new Full(`the queue is full: ${this.#ring.qsize()} of ${this.#ring.maxsize} messages`);
  }

  #empty(): Empty {
    return new Empty('the queue is empty: no message has come');
  }

  #tryPut(item: T): boolean {
    if (this.#closed) this.#assertOpen();
    if (!recording()) return this.#ring.tryPut(item);
    const startNs = clockNs();
    const done = this.#ring.tryPut(item);
    if (done) this.#record(RowKind.put, startNs);
    return done;
  }

  #tryGet(): unknown {
    if (this.#closed) this.#assertOpen();
    if (!recording()) return this.#ring.tryGet();
    const startNs = clockNs();
    const value = this.#ring.tryGet();
    if (value !== NOTHING) this.#record(RowKind.get, startNs);
    return value;
  }

  /** A try of a waiting put. Records are written here, where the message's number is still known. */
  #place(item: T, startNs: number): true | typeof AGAIN {
    if (!this.#ring.tryPut(item)) return AGAIN;
    this.#endWait(RowKind.waitPut, startNs);
    this.#record(RowKind.put, clockNs());
    return true;
  }

  /** A try of a waiting get. */
  #take(startNs: number): unknown {
    const value = this.#ring.tryGet();
    if (value === NOTHING) return AGAIN;
    this.#endWait(RowKind.waitGet, startNs);
    this.#record(RowKind.get, clockNs());
    return value;
  }

  #record(kind: RowKind, startNs: number): void {
    if (!recording()) return;
    if (this.#site === 0) this.#site = callSite();
    recordFlood(kind, startNs, this.#ring.objectId, this.#ring.lastSequence, this.#site);
  }

  #beginWait(kind: RowKind): number {
    if (!recording()) return 0;
    this.#site = callSite();
    return recordOpen(kind, this.#ring.objectId, this.#site);
  }

  #endWait(kind: RowKind, startNs: number): void {
    if (startNs !== 0) recordFlood(kind, startNs, this.#ring.objectId, 0, this.#site);
  }
}

const queues = new HandleCache<Queue>();

/** The queue that lies in the memory. @internal */
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
