/**
 * Messages that one consumer has read before it takes them. They stay in the ring, and the lock of its consumers with whoever
 * has read them, so that nobody else takes one, and what was not taken is there in its order as if nobody had read it.
 */
import { ring } from './bell.ts';
import { isWaitedFor, tryLockFree, unlock } from './mutex.ts';
import { DATA_BYTES, jump, positionWord, RECORD_BYTES, recordBytes, Word } from './ring-layout.ts';
import { RingMemory } from './ring-memory.ts';
import { currentThread } from './run-block.ts';

/** How far to read. */
export interface LeaseLimits {
  readonly messages: number;
  /** What goes beyond is not read, but for the first message. */
  readonly bytes: number;
}

export class RingLease {
  /** The messages where they lie, oldest first: good until the lease ends. */
  readonly messages: readonly Buffer[];
  /** Where in its queue the first is, from 1 on (modulo 2^32). */
  readonly first: number;
  readonly #ring: RingMemory;
  /** Where the record of each ends. */
  readonly #ends: readonly number[];
  #taken = 0;

  private constructor(ring: RingMemory, messages: readonly Buffer[], ends: readonly number[]) {
    this.#ring = ring;
    this.messages = messages;
    this.#ends = ends;
    this.first = (ring.words[Word.getCount]! + 1) >>> 0;
  }

  /** Reads what is there; undefined where it is less than two messages, or somebody else is taking one just now. */
  static take(memory: SharedArrayBuffer, limits: LeaseLimits): RingLease | undefined {
    const ring = new RingMemory(memory);
    const { words } = ring;
    if (((Atomics.load(words, Word.putCount) - Atomics.load(words, Word.getCount)) | 0) < 2) return undefined;
    if (!tryLockFree(words, Word.getLock, currentThread())) return undefined;
    ring.refresh();
    const [messages, ends] = read(ring, limits);
    if (messages.length > 1) return new RingLease(ring, messages, ends);
    unlock(words, Word.getLock);
    return undefined;
  }

  /** Whether another thread waits to take a message. */
  get isWaitedFor(): boolean {
    return isWaitedFor(this.#ring.words, Word.getLock);
  }

  /** So many of them are taken by now. */
  count(taken: number): void {
    const { words, generation } = this.#ring;
    if (taken <= this.#taken) return;
    for (; this.#taken < taken; this.#taken++) {
      // One by one: the position after a count is written before the count, never into the slot of the one that holds.
      const gets = words[Word.getCount]! + 1;
      words[positionWord(Word.head, generation, gets)] = this.#ends[this.#taken]!;
      Atomics.store(words, Word.getCount, gets | 0);
      ring(words, Word.notFull);
    }
  }

  /** What was not taken is anybody's again. */
  end(): void {
    const { words } = this.#ring;
    unlock(words, Word.getLock);
    ring(words, Word.notFull);
    if (this.#taken < this.messages.length) ring(words, Word.notEmpty);
  }
}

/** Messages from the head on, and where each ends. */
function read(ring: RingMemory, { messages: most, bytes }: LeaseLimits): readonly [Buffer[], number[]] {
  const { words, generation, capacity } = ring;
  const gets = words[Word.getCount]!;
  const puts = Atomics.load(words, Word.putCount);
  // Who takes one of them next must not think that there are more.
  words[Word.knownPutCount] = puts;
  const there = Math.min(most, (puts - gets) | 0);
  const messages: Buffer[] = [];
  const ends: number[] = [];
  let at = words[positionWord(Word.head, generation, gets)]!;
  let left = bytes;
  while (messages.length < there) {
    if (at >= capacity) at = 0;
    const length = words[(DATA_BYTES + at) >> 2]!;
    if (length < 0) {
      at = length === jump(generation) ? 0 : at + RECORD_BYTES;
      continue;
    }
    left -= length;
    if (left < 0 && messages.length > 0) break;
    const start = DATA_BYTES + at + RECORD_BYTES;
    messages.push(ring.buffer.subarray(start, start + length));
    at += recordBytes(length);
    ends.push(at);
  }
  return [messages, ends];
}
