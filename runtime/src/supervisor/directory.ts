/** The supervisor's second duty: shared memory by id, for threads that know only the id. */
import type { MessagePort } from 'node:worker_threads';
import { wakeBlockedThreads } from '../shared-memory/death.ts';
import { addReference, dropReferences, isUnreferenced } from '../shared-memory/references.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { adoptShared } from '../shared-memory/shared-registry.ts';
import { MemoryHolders } from './memory-holders.ts';

/** How long an answer waits for memory that has not been published: its message can be on its way in another channel. */
const PATIENCE_MS = 1000;

/** It collects garbage each time that it has let go of so many. */
const COLLECT_EVERY = 500;
/** So many ids are remembered after they were given back. */
const MOST_GONE = 10_000;

/** Where an answer goes. */
export interface Question {
  readonly reply: MessagePort;
  readonly done: Int32Array;
}

/** Who asks for memory by its id. */
interface Fetch extends Question {
  readonly thread: ThreadId;
}

export class Directory {
  readonly #memories = new Map<number, SharedArrayBuffer>();
  readonly #questions = new Map<number, Fetch[]>();
  readonly #holders = new MemoryHolders();
  /** How many pieces of memory it has let go of. */
  #dropped = 0;
  readonly #collect: () => void;
  /** What was given back lately: who asks for it is answered at once. */
  readonly #gone = new Set<number>();
  /** Objects that blocked threads wait on and that were not known when a thread died. */
  #wanted = new Set<number>();

  /** `collect` collects the garbage of this thread: only then is the memory given back that it has let go of. */
  constructor(collect: () => void = () => undefined) {
    this.#collect = collect;
  }

  /** `thread` has a reference to it; without one it is kept for the whole run. */
  publish(id: number, memory: SharedArrayBuffer, thread?: ThreadId): void {
    if (thread === undefined) addReference(id);
    else this.#holders.add(thread, id);
    this.#memories.set(id, memory);
    this.#gone.delete(id);
    adoptShared(id, memory);
    for (const question of this.#questions.get(id) ?? []) this.#give(id, memory, question);
    this.#questions.delete(id);
    if (this.#wanted.delete(id)) this.want(wakeBlockedThreads());
  }

  unpublish(id: number): void {
    if (this.#memories.delete(id) && ++this.#dropped % COLLECT_EVERY === 0) setImmediate(this.#collect);
    this.#gone.add(id);
    const [oldest] = this.#gone;
    if (this.#gone.size > MOST_GONE && oldest !== undefined) this.#gone.delete(oldest);
    for (const question of this.#questions.get(id) ?? []) answer(question, null);
    this.#questions.delete(id);
  }

  /** The thread was started with that memory; the references are there. */
  startedWith(thread: ThreadId, ids: readonly number[]): void {
    for (const id of ids) this.#holders.add(thread, id);
  }

  /** The thread gives a reference back. */
  release(id: number, thread: ThreadId): void {
    if (this.#holders.remove(thread, id) && dropReferences(id)) this.unpublish(id);
  }

  /** The thread has ended. */
  retire(thread: ThreadId): void {
    for (const [id, count] of this.#holders.takeAll(thread)) if (dropReferences(id, count)) this.unpublish(id);
  }

  /** It is said to have no reference. */
  unreferenced(id: number): void {
    if (isUnreferenced(id)) this.unpublish(id);
  }

  /** The one who asks gets a reference of its own: the message that named the memory has one until it is taken. */
  #give(id: number, memory: SharedArrayBuffer, question: Fetch): void {
    addReference(id);
    this.#holders.add(question.thread, id);
    answer(question, memory);
  }

  fetch(id: number, question: Fetch): void {
    const memory = this.#memories.get(id);
    if (memory !== undefined) {
      this.#give(id, memory, question);
      return;
    }
    if (this.#gone.has(id)) {
      answer(question, null);
      return;
    }
    this.#questions.set(id, [...(this.#questions.get(id) ?? []), question]);
    // A timer fires before the messages that came while this thread was busy are handled: they are, two turns later.
    setTimeout(() => setImmediate(() => setImmediate(() => this.#giveUp(id, question))), PATIENCE_MS);
  }

  /** Unless it has been answered. */
  #giveUp(id: number, question: Fetch): void {
    const waiting = this.#questions.get(id) ?? [];
    if (!waiting.includes(question)) return;
    this.#questions.set(
      id,
      waiting.filter((each) => each !== question),
    );
    answer(question, null);
  }

  /** Threads wait on these objects: once they are known, the threads are woken. */
  want(ids: readonly number[]): void {
    for (const id of ids) this.#wanted.add(id);
  }
}

/** Answers; the one who asked is blocked until then. */
export function answer({ reply, done }: Question, memory: SharedArrayBuffer | null): void {
  reply.postMessage(memory);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
  reply.close();
}
