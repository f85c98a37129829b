/** `Connection`: one end of a pipe, as Python's `multiprocessing.connection.Connection`. */
import { assertWaitOptions, toWaitOptions } from '../check-arguments.ts';
import { BrokenPipeError, ClosedError, ConnectionError, EOFError, TimeoutError } from '../errors.ts';
import { RecordedRing } from '../queues/recorded-ring.ts';
import type { SyncWaitOptions, WaitOptions } from '../shared-memory/bell.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import type { Readiness } from '../shared-memory/gathering.ts';
import { NOTHING, Ring } from '../shared-memory/ring.ts';
import { currentThread, type ThreadId } from '../shared-memory/run-block.ts';
import {
  asMessage,
  type BytesLimit,
  type BytesOffset,
  bytesOf,
  type BytesRange,
  fill,
  mostBytes,
  roomIn,
  waitOf,
} from './bytes.ts';
import { Border } from './border.ts';
import { EndShare } from './end-share.ts';
import type { Holders } from './holders.ts';
import { type EndIndex, holdersOf, type PipeMemory, ringFrom, toFields } from './pipe-memory.ts';

/**
 * One end of a pipe, or of a connection to another program (`Client`, `Listener.accept`): there only structured data cross, and
 * a peer that is gone is told by EOFError. It can be handed to anyone, in arguments and messages; several threads may have the same end, and a
 * message goes to one of them. An end is closed when every thread that had it has closed it or ended.
 */
export class Connection<T = unknown> implements AsyncIterable<T> {
  readonly #memory: PipeMemory;
  readonly #end: EndIndex;
  readonly #inbox: RecordedRing | undefined;
  readonly #outbox: RecordedRing | undefined;
  /** What this thread has of this end. */
  readonly #share: EndShare;
  /** Who has the other end. */
  readonly #peers: Holders;
  /** Where the other end is outside of the program. */
  readonly #border: Border | undefined;

  /** Made by `Pipe()`. @internal */
  constructor(memory: PipeMemory, end: EndIndex) {
    this.#memory = memory;
    this.#end = end;
    const other = end === 0 ? 1 : 0;
    // The first message that comes from outside says that the connection is open, which the other side never sent.
    this.#outbox = recordedRingFrom(memory, end, memory.mostBytes === undefined ? 1 : 2);
    this.#inbox = recordedRingFrom(memory, other);
    this.#share = new EndShare(holdersOf(memory, end));
    this.#peers = holdersOf(memory, other);
    if (memory.mostBytes !== undefined) this.#border = new Border(memory.mostBytes);
  }

  /** Whether this thread has closed it. */
  get closed(): boolean {
    return this.#share.closed;
  }

  /** Whether this end receives. */
  get readable(): boolean {
    return this.#inbox !== undefined;
  }

  /** Whether this end sends. */
  get writable(): boolean {
    return this.#outbox !== undefined;
  }

  /**
   * Sends a message: a copy of the value, handles inside it as themselves. It waits only while a gigabyte is unread.
   * Rejects with BrokenPipeError when nobody has the other end, ConnectionError on an end that only receives,
   * NotCloneableError, ClosedError after `close`, TimeoutError, the signal's reason on abort.
   */
  async send(value: T, options?: WaitOptions): Promise<void> {
    assertWaitOptions('send()', options);
    options?.signal?.throwIfAborted();
    const outbox = this.#output();
    const message = this.#border === undefined ? value : this.#border.toBytes(value);
    if (!outbox.tryPut(message) && !(await outbox.put(message, options, () => this.#noReader()))) throw late('send');
  }

  /** The same, blocking the thread. */
  sendSync(value: T, options?: SyncWaitOptions): void {
    assertWaitOptions('sendSync()', options);
    const outbox = this.#output();
    const message = this.#border === undefined ? value : this.#border.toBytes(value);
    if (!outbox.tryPut(message) && !outbox.putSync(message, options, () => this.#noReader())) throw late('send');
  }

  /**
   * Receives the next message, waiting while there is none. Rejects with EOFError when there is none and nobody is left
   * who could send one, ConnectionError on an end that only sends, ClosedError after `close`, TimeoutError, the signal's
   * reason on abort.
   */
  async recv(options?: WaitOptions): Promise<T> {
    assertWaitOptions('recv()', options);
    options?.signal?.throwIfAborted();
    const inbox = this.#input();
    let value = inbox.tryGet();
    if (value === NOTHING) value = await inbox.get(options, () => this.#noWriter());
    return this.#received(value);
  }

  /** The same, blocking the thread. It also ends when this thread itself is the only one left with the other end. */
  recvSync(options?: SyncWaitOptions): T {
    assertWaitOptions('recvSync()', options);
    const inbox = this.#input();
    let value = inbox.tryGet();
    if (value === NOTHING) value = inbox.getSync(options, () => this.#noWriter(currentThread()));
    return this.#received(value);
  }

  /** Sends bytes: `size` of them from `offset` on, all by default. Rejects as `send`, RangeError for a range outside. */
  async sendBytes(bytes: ArrayBufferView | ArrayBufferLike, options: BytesRange & WaitOptions = {}): Promise<void> {
    await this.send(asMessage(bytes, options) as T, waitOf('sendBytes()', options, 'offset', 'size'));
  }

  /** The same, blocking the thread. */
  sendBytesSync(bytes: ArrayBufferView | ArrayBufferLike, options: BytesRange & SyncWaitOptions = {}): void {
    this.sendSync(asMessage(bytes, options) as T, waitOf('sendBytesSync()', options, 'offset', 'size'));
  }

  /**
   * Receives what `sendBytes` sent. Rejects as `recv`, with BufferTooShort (which has the message) when there are more
   * than `maxLength` bytes, and ConnectionError for a message that is no bytes.
   */
  async recvBytes(options: BytesLimit & WaitOptions = {}): Promise<Uint8Array> {
    const wait = waitOf('recvBytes()', options, 'maxLength');
    const most = mostBytes(options);
    return bytesOf(await this.recv(wait), most);
  }

  /** The same, blocking the thread. */
  recvBytesSync(options: BytesLimit & SyncWaitOptions = {}): Uint8Array {
    const wait = waitOf('recvBytesSync()', options, 'maxLength');
    const most = mostBytes(options);
    return bytesOf(this.recvSync(wait), most);
  }

  /**
   * Receives bytes into the buffer from `offset` (in bytes) on, and gives their number. Rejects as `recvBytes`; with
   * BufferTooShort, and the buffer as it was, when they do not fit.
   */
  async recvBytesInto(target: ArrayBufferView, options: BytesOffset & WaitOptions = {}): Promise<number> {
    const wait = waitOf('recvBytesInto()', options, 'offset');
    const room = roomIn('recvBytesInto()', target, options);
    return fill(room, await this.recv(wait));
  }

  /** The same, blocking the thread. */
  recvBytesIntoSync(target: ArrayBufferView, options: BytesOffset & SyncWaitOptions = {}): number {
    const wait = waitOf('recvBytesIntoSync()', options, 'offset');
    const room = roomIn('recvBytesIntoSync()', target, options);
    return fill(room, this.recvSync(wait));
  }

  /**
   * Whether `recv` would end at once: there is a message, or nobody is left to send one. Waits up to `timeoutMs` for that;
   * 0 by default, Infinity for ever. Rejects with the signal's reason on abort.
   */
  async poll(timeoutOrOptions?: number | WaitOptions): Promise<boolean> {
    const { timeoutMs = 0, signal } = toWaitOptions('poll()', timeoutOrOptions);
    signal?.throwIfAborted();
    return await this.#input().waitUntil(() => this.#canReceive(), { timeoutMs, signal });
  }

  /** The same, blocking the thread. */
  pollSync(timeoutOrOptions?: number | SyncWaitOptions): boolean {
    const { timeoutMs = 0 } = toWaitOptions('pollSync()', timeoutOrOptions);
    return this.#input().waitUntilSync(() => this.#canReceive(), { timeoutMs });
  }

  /** This thread gives the end up; once all have, the other end learns of it. Does nothing the second time. */
  close(): void {
    if (this.#share.close()) this.#wakeAll();
  }

  /** Closes it: `using connection = …`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The messages until nobody is left to send any. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      try {
        yield await this.recv();
      } catch (error) {
        if (error instanceof EOFError) return;
        throw error;
      }
    }
  }

  /** What waits at this end are for: see `RecordedRing.describeWaits`. @internal */
  describeWaits(what: string, serves = false): void {
    this.#inbox?.describeWaits(what, serves);
  }

  /** For `wait`: ready when `recv` would end at once. @internal */
  readiness(): Readiness {
    const { messageBell: bell, aMessage: awaited } = this.#input().ring;
    return { bell, isReady: () => this.#canReceive(), awaited };
  }

  /** What it receives, or sends; undefined where it does not. @internal */
  messages(direction: 'in' | 'out'): RecordedRing | undefined {
    return direction === 'in' ? this.#inbox : this.#outbox;
  }

  /** What its handle carries. @internal */
  fields(): readonly unknown[] {
    this.#share.assertOpen();
    return toFields(this.#memory, this.#end);
  }

  /** It leaves in a message. @internal */
  journey(): Journey {
    return this.#share.journey(() => this.#wakeAll());
  }

  /** What `journey` does, for a process that has it done elsewhere. @internal */
  leave(how: keyof Journey, thread: ThreadId): void {
    this.journey()[how](thread);
  }

  /** This thread has made the end or got it, maybe back after it had handed it on. @internal */
  hold(): void {
    this.#share.hold();
  }

  /** It has come out of a message, which is gone now. @internal */
  arrive(): void {
    this.#share.arrive();
  }

  #received(value: unknown): T {
    if (value === NOTHING) throw late('recv');
    return (this.#border === undefined ? value : this.#border.fromMessage(value)) as T;
  }

  #wakeAll(): void {
    this.#inbox?.ring.wakeAll();
    this.#outbox?.ring.wakeAll();
  }

  #input(): RecordedRing {
    this.#share.use();
    if (this.#inbox === undefined)
      throw new ConnectionError('connection is write-only: it is the sending end of a Pipe(false)');
    return this.#inbox;
  }

  #output(): RecordedRing {
    this.#share.use();
    if (this.#outbox === undefined)
      throw new ConnectionError('connection is read-only: it is the receiving end of a Pipe(false)');
    if (!this.#peers.exist) throw brokenPipe();
    return this.#outbox;
  }

  #canReceive(): boolean {
    return this.#share.closed || (this.#inbox?.ring.qsize() ?? 0) > 0 || !this.#peers.mayAct();
  }

  /** Why no message can come any more. `blocked` is this thread where it waits and so cannot send one itself. */
  #noWriter(blocked?: ThreadId): Error | undefined {
    if (this.#share.closed)
      return new ClosedError('the connection was closed by this thread while it waited for a message');
    if (this.#peers.mayAct(blocked)) return undefined;
    return new EOFError(
      this.#peers.mayAct()
        ? 'the other end is closed everywhere but in this thread, which is waiting here'
        : 'the other end is closed: everyone who had it has closed it or ended',
    );
  }

  #noReader(): Error | undefined {
    if (this.#share.closed) return new ClosedError('the connection was closed by this thread while it waited for room');
    return this.#peers.mayAct() ? undefined : brokenPipe();
  }
}

/** `first`: number of its first message. */
function recordedRingFrom(memory: PipeMemory, end: EndIndex, first = 1): RecordedRing | undefined {
  const ring = ringFrom(memory, end);
  if (ring === null) return undefined;
  const duplex = memory.fromFirst !== null;
  return new RecordedRing(new Ring(ring, 'Pipe'), duplex ? { index: end, count: 2, first } : undefined);
}

function brokenPipe(): BrokenPipeError {
  return new BrokenPipeError('the other end of the pipe is closed: nobody is left to receive');
}

function late(call: string): TimeoutError {
  return new TimeoutError(`${call}: the time ran out`);
}
