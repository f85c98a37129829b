/**
 * Who has one end of a pipe: what tells that nobody can write to it any more. A word per thread of the run, written by the
 * thread itself or, before it runs, by the one that starts it; and a count of the messages in which the end is on its way.
 *
 * A thread that dies needs no clean-up: its id is never given again, and who looks asks whether the owner of an id lives.
 *
 * A thread that has handed an end to others without ever using it is only half a holder: it keeps the end (it may hand it
 * to somebody else), but nobody waits for what it might send. So the usual script, which makes a pipe, hands one end to a
 * process and waits at the other, is not left waiting when the process dies, although it never closed its own copy.
 */
import { isThreadAlive, MAX_SLOTS, slotOf, slotsUsed, type ThreadId } from '../shared-memory/run-block.ts';

/** Words that the holders of one end take: how often it has left in a message and arrived, then a word per slot of a thread. */
export const HOLDER_WORDS: number = 2 + MAX_SLOTS;

const DEPARTED = 0;
const ARRIVED = 1;
const FIRST_SLOT = 2;

/** Set beside the id of a thread that has handed the end on and never used it itself. */
const HANDED_ON = 1 << 31;
const HOLDER = ~HANDED_ON;

export class Holders {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #at: number;
  /** The slot of the holder that was found last: it is asked first. */
  #hint = 0;

  constructor(words: Int32Array<SharedArrayBuffer>, at: number) {
    this.#words = words;
    this.#at = at;
  }

  /** The thread has the end from now on. */
  hold(thread: ThreadId): void {
    this.#store(thread, thread);
  }

  /** It has it no more. */
  release(thread: ThreadId): void {
    this.#store(thread, 0);
  }

  /** The thread, which has it, has handed it on and not used it. */
  handOn(thread: ThreadId): void {
    this.#store(thread, thread | HANDED_ON);
  }

  /** The end leaves in a message that any thread may take. */
  depart(): void {
    Atomics.add(this.#words, this.#at + DEPARTED, 1);
  }

  /** That message was taken; who took it holds the end by now. */
  arrive(): void {
    Atomics.add(this.#words, this.#at + ARRIVED, 1);
  }

  /** Whether any thread has it, or will. */
  get exist(): boolean {
    return this.#find((word) => isThreadAlive(word & HOLDER));
  }

  /** Whether any thread has it, or will, that may be expected to use it: none that has only handed it on, and not `except`. */
  mayAct(except?: ThreadId): boolean {
    return this.#find((word) => word > 0 && word !== except && isThreadAlive(word));
  }

  #find(accepts: (word: number) => boolean): boolean {
    if (this.#accepts(this.#hint, accepts)) return true;
    for (;;) {
      const departed = Atomics.load(this.#words, this.#at + DEPARTED);
      if (((departed - Atomics.load(this.#words, this.#at + ARRIVED)) | 0) > 0) return true;
      for (let slot = slotsUsed() - 1; slot >= 0; slot--) {
        if (!this.#accepts(slot, accepts)) continue;
        this.#hint = slot;
        return true;
      }
      // It may have moved behind our back, from a slot not yet looked at into one that was: then it has departed.
      if (Atomics.load(this.#words, this.#at + DEPARTED) === departed) return false;
    }
  }

  #accepts(slot: number, accepts: (word: number) => boolean): boolean {
    const word = Atomics.load(this.#words, this.#at + FIRST_SLOT + slot);
    return word !== 0 && accepts(word);
  }

  #store(thread: ThreadId, word: number): void {
    Atomics.store(this.#words, this.#at + FIRST_SLOT + slotOf(thread), word);
  }
}
