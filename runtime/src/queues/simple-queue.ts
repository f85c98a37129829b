/** `SimpleQueue`: Python's `multiprocessing.SimpleQueue`, the queue with the fewest words. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { assertNoArgument } from '../check-arguments.ts';
import { ClosedError } from '../errors.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import type { Readiness } from '../shared-memory/gathering.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { NOTHING, Ring } from '../shared-memory/ring.ts';
import { printAs } from '../printed.ts';
import { introduce, RecordedRing } from './recorded-ring.ts';

/** A first-in first-out queue without a limit and without timeouts, for any number of threads. */
export class SimpleQueue<T = unknown> {
  /** @internal */
  readonly messages: RecordedRing;
  #closed = false;

  /** A new queue, empty. */
  constructor();
  /** A queue that exists already. @internal */
  constructor(ring?: Ring);
  constructor(ring?: Ring) {
    if (!(ring instanceof Ring)) assertNoArgument('new SimpleQueue()', ring);
    const own = ring ?? Ring.create({}, 'SimpleQueue');
    this.messages = new RecordedRing(own);
    queues.add(own.memory, this);
    if (ring === undefined) own.objectId = introduce(ObjectType.queue, 'SimpleQueue');
  }

  /** The memory it lies in. @internal */
  get memory(): SharedArrayBuffer {
    return this.messages.ring.memory;
  }

  /** Puts a message. Rejects with NotCloneableError for what cannot be copied, ClosedError after `close`. */
  put(item: T): Promise<void>;
  /** @internal */
  put(item: T, options?: WaitOptions): Promise<void>;
  async put(item: T, options?: WaitOptions): Promise<void> {
    this.#assertOpen();
    if (!this.messages.tryPut(item)) await this.messages.put(item, options);
  }

  /** The same, blocking the thread (it never has to wait before the queue holds a gigabyte). */
  putSync(item: T): void {
    this.#assertOpen();
    if (!this.messages.tryPut(item)) this.messages.putSync(item);
  }

  /** Takes the oldest message, waiting while there is none. Rejects with ClosedError after `close`. */
  get(): Promise<T>;
  /** @internal */
  get(options?: WaitOptions): Promise<T>;
  async get(options?: WaitOptions): Promise<T> {
    this.#assertOpen();
    const value = this.messages.tryGet();
    return (value === NOTHING ? await this.messages.get(options) : value) as T;
  }

  /** The same, blocking the thread. */
  getSync(): T {
    this.#assertOpen();
    const value = this.messages.tryGet();
    return (value === NOTHING ? this.messages.getSync() : value) as T;
  }

  /** Whether there was no message just now. */
  empty(): boolean {
    return this.messages.ring.qsize() === 0;
  }

  /** This thread puts and gets no more here. Others are not concerned. */
  close(): void {
    this.#closed = true;
  }

  /** As of Queue. @internal */
  get takesAll(): boolean {
    return !this.#closed;
  }

  /** For `wait`: ready when there is a message. @internal */
  readiness(): Readiness {
    this.#assertOpen();
    const { messageBell: bell, aMessage: awaited } = this.messages.ring;
    return { bell, isReady: () => !this.empty(), awaited };
  }

  #assertOpen(): void {
    if (this.#closed) throw new ClosedError('SimpleQueue is closed: this thread has called close() on it');
  }
}

printAs(SimpleQueue, (queue) => ({ empty: queue.empty() }));

const queues = new HandleCache<SimpleQueue>();

registerHandle<SimpleQueue>({
  tag: 'SimpleQueue',
  type: SimpleQueue,
  encode: (queue) => queue.memory,
  decode: (memory) => {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('damaged handle of a SimpleQueue');
    return queues.get(memory, () => new SimpleQueue(new Ring(memory, 'SimpleQueue')));
  },
});
