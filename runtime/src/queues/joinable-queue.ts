/** `JoinableQueue`: Python's `multiprocessing.JoinableQueue`, a queue that knows when all its messages have been dealt with. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { assertWaitOptions } from '../check-arguments.ts';
import { TaskDoneError, TimeoutError, UnfinishedTasksError } from '../errors.ts';
import { callSite, recordOpen, recordSlice } from '../instrument/record.ts';
import {
  AGAIN,
  BELL_WORDS,
  deadlineOf,
  ringAll,
  type SharedWords,
  type SyncWaitOptions,
  waitAsync,
  type WaitOptions,
  waitBlocking,
} from '../shared-memory/bell.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { Ring } from '../shared-memory/ring.ts';
import {
  currentThread,
  isThreadAlive,
  MAX_SLOTS,
  slotOf,
  slotsUsed,
  type ThreadId,
} from '../shared-memory/run-block.ts';
import { Queue } from './queue.ts';

/** Words: how many messages are done (as many as were put when all are), the bell of `join`, and two words per thread. */
const DONE = 0;
const BELL = 1;
const HANDS = BELL + BELL_WORDS;
const TASK_BYTES = (HANDS + 2 * MAX_SLOTS) * 4;

/** What `join` waits for. */
const awaited = { what: () => 'the messages of a JoinableQueue to be dealt with' };

/**
 * A queue whose consumers say when they have dealt with a message (`taskDone`), and whose producers can wait until all
 * have been (`join`).
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  readonly #words: SharedWords;
  readonly #me: ThreadId = currentThread();

  /** `maxsize` as of Queue. */
  constructor(maxsize?: number);
  /** A queue that exists already. @internal */
  constructor(maxsize?: number, ring?: Ring, tasks?: SharedArrayBuffer);
  constructor(maxsize = 0, ring?: Ring, tasks: SharedArrayBuffer = new SharedArrayBuffer(TASK_BYTES)) {
    super(maxsize, ring, 'JoinableQueue');
    this.#words = new Int32Array(tasks);
    this.ring.taking = () => this.#inHand(1);
    queues.add(tasks, this);
  }

  /** The memory that counts its tasks. @internal */
  get tasks(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  /**
   * One message that was taken has been dealt with. Any thread may say so.
   * @throws {TaskDoneError} when it is called more often than messages were put (Python: `task_done() called too many times`).
   */
  taskDone(): void {
    const words = this.#words;
    for (;;) {
      const done = Atomics.load(words, DONE);
      if (done === this.ring.putCount) {
        throw new TaskDoneError('taskDone() called too many times: every message that was put is done already');
      }
      if (Atomics.compareExchange(words, DONE, done, (done + 1) | 0) === done) break;
    }
    this.#inHand(-1);
    if (this.#unfinished() === 0 || !this.#inProgress()) ringAll(words, BELL);
  }

  /**
   * Waits until `taskDone` was called for every message. Rejects with TimeoutError when the time ran out,
   * UnfinishedTasksError when it never can be (the workers that took the messages have ended), the signal's reason on abort.
   */
  async join(options?: WaitOptions): Promise<void> {
    assertWaitOptions('join()', options);
    options?.signal?.throwIfAborted();
    if (this.#unfinished() === 0) return;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const site = callSite();
    const startNs = recordOpen(RowKind.waitGet, this.ring.objectId, site);
    try {
      if (
        (await waitAsync(this.#words, BELL, () => this.#look(), deadlineMs, { signal: options?.signal, awaited })) ===
        AGAIN
      )
        throw this.#late();
    } finally {
      recordSlice(RowKind.waitGet, startNs, this.ring.objectId, 0, site);
    }
  }

  /** The same, blocking the thread. */
  joinSync(options?: SyncWaitOptions): void {
    assertWaitOptions('joinSync()', options);
    if (this.#unfinished() === 0) return;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const site = callSite();
    const startNs = recordOpen(RowKind.waitGet, this.ring.objectId, site);
    try {
      if (waitBlocking(this.#words, BELL, () => this.#look(), deadlineMs, awaited) === AGAIN) throw this.#late();
    } finally {
      recordSlice(RowKind.waitGet, startNs, this.ring.objectId, 0, site);
    }
  }

  #unfinished(): number {
    const done = Atomics.load(this.#words, DONE);
    return (this.ring.putCount - done) | 0;
  }

  /** Whether there is a message that can still be dealt with by who has it, or that waits for somebody to take it. */
  #inProgress(): boolean {
    // In this order: a thread counts a message into its hands before it takes it out, and as done before it lets go.
    return this.qsize() > 0 || this.#inLivingHands() > 0;
  }

  #look(): true | typeof AGAIN {
    if (this.#unfinished() === 0) return true;
    if (this.#inProgress()) return AGAIN;
    const lost = this.#unfinished();
    if (lost === 0) return true;
    throw new UnfinishedTasksError(
      `join: ${lost} ${lost === 1 ? 'message was' : 'messages were'} taken by workers that ended without calling taskDone()`,
    );
  }

  /** Messages that living threads have taken and not yet called done, less those they called done for others. */
  #inLivingHands(): number {
    let sum = 0;
    for (let slot = slotsUsed() - 1; slot >= 0; slot--) {
      const thread = Atomics.load(this.#words, HANDS + 2 * slot);
      if (thread !== 0 && isThreadAlive(thread)) sum += Atomics.load(this.#words, HANDS + 2 * slot + 1);
    }
    return sum;
  }

  #inHand(change: 1 | -1): void {
    const at = HANDS + 2 * slotOf(this.#me);
    if (this.#words[at] !== this.#me) {
      Atomics.store(this.#words, at + 1, 0);
      Atomics.store(this.#words, at, this.#me);
    }
    Atomics.add(this.#words, at + 1, change);
  }

  #late(): TimeoutError {
    return new TimeoutError(`join: the time ran out with ${this.#unfinished()} messages not done`);
  }
}

const queues = new HandleCache<JoinableQueue>();

registerHandle<JoinableQueue>({
  tag: 'JoinableQueue',
  type: JoinableQueue,
  encode: (queue) => [queue.memory, queue.tasks],
  decode: (fields) => {
    const [memory, tasks] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || !(tasks instanceof SharedArrayBuffer)) {
      throw new TypeError('damaged handle of a JoinableQueue');
    }
    return queues.get(tasks, () => new JoinableQueue(0, new Ring(memory, 'JoinableQueue'), tasks));
  },
});
