/**
 * A first-in first-out queue of messages in shared memory, for any number of producers and consumers in any thread of
 * the run. Messages are encoded by the codec. A thread may die at any instant: a message is then either wholly in the
 * ring or not at all, one that was being taken out is still there, and locks are taken over.
 */
import type { Awaited } from '../deadlock/awaited.ts';
import { ClosedError } from '../errors.ts';
import {
  AGAIN,
  type Again,
  deadlineOf,
  ring,
  ringAll,
  type SharedWords,
  waitAsync,
  type WaitOptions,
  waitBlocking,
} from './bell.ts';
import { CarriedMessage, carriesBytes, type Encoded, mustWait } from './carried-message.ts';
import { encodeWith } from './codec/codec.ts';
import { Decoder } from './codec/decode.ts';
import { lock, unlock } from './mutex.ts';
import { DATA_BYTES, jump, positionWord, RECORD_BYTES, recordBytes, Word } from './ring-layout.ts';
import { createRingMemory, RingMemory, type RingOptions } from './ring-memory.ts';
import { NO_ROOM, RingRoom } from './ring-room.ts';
import { currentThread } from './run-block.ts';
import { Spin } from './spin.ts';

export type { RingOptions } from './ring-memory.ts';

/** What `tryGet` gives when there is no message. */
export const NOTHING: unique symbol = Symbol('nothing');
export type Nothing = typeof NOTHING;

export class Ring {
  readonly #memory: RingMemory;
  readonly #free: RingRoom;
  readonly #decoder: Decoder = new Decoder();
  readonly #messageSpin: Spin = new Spin();
  readonly #roomSpin: Spin = new Spin();
  /** What errors call the ring. */
  readonly #name: string;
  /** What who waits for a message waits for. */
  aMessage: Awaited = { what: () => `a message of a ${this.#name}` };
  readonly #room: Awaited = { what: () => `room in a ${this.#name}` };
  readonly #placeEncoded = (encoded: Encoded): boolean => this.#place(encoded);
  /** Where in its queue the message is that this thread put or got last, from 1 on (modulo 2^32). */
  lastSequence = 0;
  /** Bytes of the message that this thread put or got last. */
  lastBytes = 0;
  /** Called right before a message counts as taken by this thread. */
  taking: (() => void) | undefined;

  /** A ring in memory that `Ring.create` made, here or in another thread. `name` is what errors call it. */
  constructor(memory: SharedArrayBuffer, name = 'Queue') {
    this.#memory = new RingMemory(memory);
    this.#free = new RingRoom(this.#memory, name);
    this.#decoder.reader.use(this.#memory.buffer, this.#memory.view);
    this.#name = name;
  }

  /** A new ring. Throws RangeError for sizes that make no sense. */
  static create(options: RingOptions = {}, name?: string): Ring {
    return new Ring(createRingMemory(options), name);
  }

  /** The memory: pass it to another thread (`workerData`), or `publishShared` it, to use the ring there. */
  get memory(): SharedArrayBuffer {
    return this.#memory.memory;
  }

  /** Messages in the ring now. */
  qsize(): number {
    const { words } = this.#memory;
    const gets = Atomics.load(words, Word.getCount);
    return Math.max(0, (Atomics.load(words, Word.putCount) - gets) | 0);
  }

  /** Most messages it holds; 0 = no limit. */
  get maxsize(): number {
    return this.#memory.words[Word.maxsize]!;
  }

  /** Id of the queue in the trace, the same in all threads; 0 = not recorded. */
  get objectId(): number {
    return this.#memory.words[Word.objectId]!;
  }

  set objectId(id: number) {
    this.#memory.words[Word.objectId] = id;
  }

  get closed(): boolean {
    return Atomics.load(this.#memory.words, Word.closed) === 1;
  }

  /** No more messages: `put` is refused from now on everywhere, `get` once the ring is empty; who waits is woken. */
  close(): void {
    const { words } = this.#memory;
    Atomics.store(words, Word.closed, 1);
    this.wakeAll();
  }

  /**
   * Puts a message if there is room; false if not. Throws NotCloneableError, MessageTooLargeError, and ClosedError.
   * `root` is what errors call the value.
   */
  tryPut(value: unknown, root = 'message'): boolean {
    return carriesBytes() ? this.#placeCarried(value as CarriedMessage) : encodeWith(value, root, this.#placeEncoded);
  }

  /** Takes the oldest message; NOTHING if there is none. Throws ClosedError, and DecodeError for a damaged message. */
  tryGet(): unknown {
    if (mustWait(this.memory)) return NOTHING;
    const { words } = this.#memory;
    lock(words, Word.getLock, currentThread());
    let gets: number;
    try {
      gets = words[Word.getCount]!;
      if (words[Word.knownPutCount] === gets) {
        const puts = Atomics.load(words, Word.putCount);
        if (puts === gets) return this.#nothing();
        words[Word.knownPutCount] = puts;
      }
      return this.#take(gets);
    } finally {
      unlock(words, Word.getLock);
      ring(words, Word.notFull);
    }
  }

  /** The bell that is rung when a message has come, or something else has changed for who waits for one. */
  get messageBell(): { readonly words: SharedWords; readonly at: number } {
    return { words: this.#memory.words, at: Word.notEmpty };
  }

  /** Messages put so far, all in all (modulo 2^32). */
  get putCount(): number {
    return Atomics.load(this.#memory.words, Word.putCount);
  }

  /** Lets all who wait look again at what they wait for. */
  wakeAll(): void {
    const { words } = this.#memory;
    ringAll(words, Word.notEmpty);
    ringAll(words, Word.notFull);
  }

  /** Puts a message, blocking the thread while there is no room. False when the time ran out. */
  putSync(value: unknown, options?: WaitOptions): boolean {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    return this.tryPut(value) || this.waitForRoomSync(() => this.tryPut(value) || AGAIN, deadlineMs) !== AGAIN;
  }

  /** Takes the oldest message, blocking the thread while there is none. NOTHING when the time ran out. */
  getSync(options?: WaitOptions): unknown {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const result = this.waitForMessageSync(() => this.#attemptGet(), deadlineMs);
    return result === AGAIN ? NOTHING : result;
  }

  /** Puts a message, waiting while there is no room. False when the time ran out; rejects on abort. */
  async put(value: unknown, options?: WaitOptions): Promise<boolean> {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    options?.signal?.throwIfAborted();
    if (this.tryPut(value)) return true;
    return (await this.waitForRoom(() => this.tryPut(value) || AGAIN, deadlineMs, options)) !== AGAIN;
  }

  /** Takes the oldest message, waiting while there is none. NOTHING when the time ran out; rejects on abort. */
  async get(options?: RingWaitOptions): Promise<unknown> {
    const deadlineMs = deadlineOf(options?.timeoutMs);
    options?.signal?.throwIfAborted();
    const first = this.tryGet();
    if (first !== NOTHING) return first;
    const result = await this.waitForMessage(() => this.#attemptGet(), deadlineMs, options);
    return result === AGAIN ? NOTHING : result;
  }

  /** Repeats the attempt whenever a message has come, a thread has died or the ring was closed; blocks the thread. */
  waitForMessageSync<T>(attempt: () => T | Again, deadlineMs: number): T | Again {
    const { words } = this.#memory;
    this.#messageSpin.until(() => Atomics.load(words, Word.putCount) !== Atomics.load(words, Word.getCount));
    const first = attempt();
    return first === AGAIN ? waitBlocking(words, Word.notEmpty, attempt, deadlineMs, this.aMessage) : first;
  }

  /** Repeats the attempt whenever there may be room again; blocks the thread. */
  waitForRoomSync<T>(attempt: () => T | Again, deadlineMs: number): T | Again {
    const { words } = this.#memory;
    const gets = Atomics.load(words, Word.getCount);
    this.#roomSpin.until(() => Atomics.load(words, Word.getCount) !== gets);
    const first = attempt();
    return first === AGAIN ? waitBlocking(words, Word.notFull, attempt, deadlineMs, this.#room) : first;
  }

  /** Like `waitForMessageSync`, without blocking the thread. */
  waitForMessage<T>(attempt: () => T | Again, deadlineMs: number, options?: RingWaitOptions): Promise<T | Again> {
    const { signal, keepAlive } = options ?? {};
    const { words } = this.#memory;
    return waitAsync(words, Word.notEmpty, attempt, deadlineMs, { signal, keepAlive, awaited: this.aMessage });
  }

  /** Like `waitForRoomSync`, without blocking the thread. */
  waitForRoom<T>(attempt: () => T | Again, deadlineMs: number, options?: RingWaitOptions): Promise<T | Again> {
    const { signal, keepAlive } = options ?? {};
    const { words } = this.#memory;
    return waitAsync(words, Word.notFull, attempt, deadlineMs, { signal, keepAlive, awaited: this.#room });
  }

  #attemptGet(): unknown {
    const value = this.tryGet();
    return value === NOTHING ? AGAIN : value;
  }

  #nothing(): Nothing {
    if (this.closed) throw new ClosedError(`${this.#name} is closed and has no more messages`);
    return NOTHING;
  }

  /** Follows a ring that has grown. Needs one of the locks. */
  #follow(): void {
    const memory = this.#memory;
    // A plain read: the lock has been taken, and who changes it holds both.
    if (memory.words[Word.generation] === memory.generation) return;
    memory.refresh();
    this.#decoder.reader.use(memory.buffer, memory.view);
  }

  #placeCarried(message: CarriedMessage): boolean {
    const done = !mustWait(this.memory) && this.#place(message);
    if (done) message.number = this.lastSequence;
    return done;
  }

  /** Puts an encoded message at the tail. */
  #place(encoded: Encoded): boolean {
    const { words: shared } = this.#memory;
    lock(shared, Word.putLock, currentThread());
    try {
      this.#follow();
      const memory = this.#memory;
      if (shared[Word.closed] === 1) throw new ClosedError(`${this.#name} is closed: it takes no more messages`);
      const puts = shared[Word.putCount]!;
      const { length } = encoded;
      if (this.#free.isFull(puts)) return false;
      const { generation } = memory;
      const at = this.#free.find(recordBytes(length), puts);
      if (at === NO_ROOM) return false;
      // Finding room may have made the memory, and so its views, larger.
      if (memory.generation !== generation) this.#decoder.reader.use(memory.buffer, memory.view);
      const { words } = memory;
      encoded.copyTo(memory, DATA_BYTES + at + RECORD_BYTES);
      words[(DATA_BYTES + at) >> 2] = length;
      words[positionWord(Word.tail, memory.generation, puts + 1)] = at + recordBytes(length);
      for (const journey of encoded.journeys) journey.depart();
      Atomics.store(words, Word.putCount, (puts + 1) | 0);
      this.lastSequence = (puts + 1) >>> 0;
      this.lastBytes = length;
    } finally {
      unlock(shared, Word.putLock);
    }
    ring(shared, Word.notEmpty, shared[Word.wakeOne] === 1);
    return true;
  }

  /** Reads the message at the head, then counts it as taken, whether or not it could be decoded. */
  #take(gets: number): unknown {
    this.#follow();
    const memory = this.#memory;
    const { words, generation, capacity } = memory;
    let at = words[positionWord(Word.head, generation, gets)]!;
    if (at >= capacity) at = 0;
    let length = words[(DATA_BYTES + at) >> 2]!;
    while (length < 0) {
      at = length === jump(generation) ? 0 : at + RECORD_BYTES;
      if (at >= capacity) at = 0;
      length = words[(DATA_BYTES + at) >> 2]!;
    }
    const start = DATA_BYTES + at + RECORD_BYTES;
    try {
      if (carriesBytes())
        return new CarriedMessage(new Uint8Array(memory.memory, start, length).slice(), (gets + 1) >>> 0);
      return this.#decoder.decode(start, start + length);
    } finally {
      words[positionWord(Word.head, generation, gets + 1)] = at + recordBytes(length);
      this.taking?.();
      Atomics.store(words, Word.getCount, (gets + 1) | 0);
      this.#decoder.arrivals.arrive();
      this.lastSequence = (gets + 1) >>> 0;
      this.lastBytes = length;
    }
  }
}

/** How long to wait; and whether the wait keeps the thread's event loop alive (default true). */
export interface RingWaitOptions extends WaitOptions {
  readonly keepAlive?: boolean;
}
