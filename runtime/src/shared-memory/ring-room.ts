/** Where in a ring's memory the next record goes. For who holds the lock of those that put. */
import { MessageTooLargeError } from '../errors.ts';
import { lock, unlock } from './mutex.ts';
import { DATA_BYTES, jump, positionWord, Word } from './ring-layout.ts';
import type { RingMemory } from './ring-memory.ts';
import { currentThread } from './run-block.ts';

/** There is no room, and the ring may not grow. */
export const NO_ROOM = -1;

export class RingRoom {
  readonly #memory: RingMemory;
  /** What errors call the ring. */
  readonly #name: string;

  constructor(memory: RingMemory, name: string) {
    this.#memory = memory;
    this.#name = name;
  }

  /** Whether it holds as many messages as it may. `puts`: messages put so far. */
  isFull(puts: number): boolean {
    const { words } = this.#memory;
    const maxsize = words[Word.maxsize]!;
    if (maxsize === 0 || ((puts - words[Word.knownGetCount]!) | 0) < maxsize) return false;
    this.#observeHead();
    return ((puts - words[Word.knownGetCount]!) | 0) >= maxsize;
  }

  /**
   * Where a record of `needed` bytes can go: bytes behind the header, or NO_ROOM. May move the ring to its next generation.
   * Throws MessageTooLargeError.
   */
  find(needed: number, puts: number): number {
    let at = this.#fit(needed, puts);
    if (at !== NO_ROOM) return at;
    this.#observeHead();
    at = this.#fit(needed, puts);
    return at === NO_ROOM ? this.#grow(needed, puts) : at;
  }

  /** Brings up to date what producers know of the consumers' progress. */
  #observeHead(): void {
    const { words, generation } = this.#memory;
    for (;;) {
      const gets = Atomics.load(words, Word.getCount);
      const head = Atomics.load(words, positionWord(Word.head, generation, gets));
      // The slot may already be the next but one's: only if the count has moved on meanwhile.
      if (Atomics.load(words, Word.getCount) !== gets) continue;
      words[Word.knownGetCount] = gets;
      words[Word.knownHead] = head;
      return;
    }
  }

  /** Where the record fits between tail and the known head. An empty ring has head = tail; a full one never has. */
  #fit(needed: number, puts: number): number {
    const { words, generation, capacity } = this.#memory;
    const tail = words[positionWord(Word.tail, generation, puts)]!;
    const head = words[Word.knownHead]!;
    if (tail < head) return tail + needed < head ? tail : NO_ROOM;
    if (tail + needed <= capacity) return tail;
    if (needed >= head) return NO_ROOM;
    if (tail < capacity) words[(DATA_BYTES + tail) >> 2] = jump(generation);
    return 0;
  }

  #grow(needed: number, puts: number): number {
    const memory = this.#memory;
    const maxBytes = memory.words[Word.maxBytes]!;
    if (needed > maxBytes) {
      throw new MessageTooLargeError(
        `a message of ${needed} bytes does not fit: ${this.#name} may grow to ${maxBytes} bytes`,
      );
    }
    lock(memory.words, Word.getLock, currentThread());
    try {
      if (!memory.makeRoom(needed)) return NO_ROOM;
    } finally {
      unlock(memory.words, Word.getLock);
    }
    return this.#fit(needed, puts);
  }
}
