/**
 * How many hold a piece of shared memory that goes by an id: each thread that has it, and each message that names it. One
 * word per id, in the run block. Who adds a reference has one already, be it through the message that it is reading; so
 * nobody can reach again what has none, and the supervisor lets go of it.
 *
 * A reference is never taken away too early: a thread's are given back by the supervisor, once the thread has dropped the
 * memory or has ended, and a message's once the message is taken. One that is lost (its thread died between the two)
 * keeps the memory for the rest of the run.
 */
import { KEEPS_ALL_WORD, REFERENCES_AT, REFERENCE_WORDS, runWords } from './run-block.ts';

/** What is bound to a later id is kept for the whole run. */
const isCounted = (id: number): boolean => id < REFERENCE_WORDS;

/** One more holds it. */
export function addReference(id: number): void {
  if (isCounted(id)) Atomics.add(runWords(), REFERENCES_AT + id, 1);
}

/** Some fewer; true where nobody is left. */
export function dropReferences(id: number, count = 1): boolean {
  return isCounted(id) && Atomics.sub(runWords(), REFERENCES_AT + id, count) === count && !keepsAll();
}

/** Whether nobody holds it. */
export function isUnreferenced(id: number): boolean {
  return isCounted(id) && Atomics.load(runWords(), REFERENCES_AT + id) === 0 && !keepsAll();
}

/** A process of its own is about to be started: it names shared memory in bytes that nobody looks into. Nothing is let go of from now on. */
export function keepAllMemory(): void {
  Atomics.store(runWords(), KEEPS_ALL_WORD, 1);
}

function keepsAll(): boolean {
  return Atomics.load(runWords(), KEEPS_ALL_WORD) === 1;
}
