/** The supervisor's second duty: shared memory by id, for threads that know only the id. */
import type { MessagePort } from 'node:worker_threads';
import { wakeBlockedThreads } from '../shared-memory/death.ts';
import { adoptShared } from '../shared-memory/shared-registry.ts';

/** How long an answer waits for memory that has not been published: its message can be on its way in another channel. */
const PATIENCE_MS = 1000;

/** So many ids are remembered after they were given back. */
const MOST_GONE = 10_000;

/** Where an answer goes. */
export interface Question {
  readonly reply: MessagePort;
  readonly done: Int32Array;
}

export class Directory {
  readonly #memories = new Map<number, SharedArrayBuffer>();
  readonly #questions = new Map<number, Question[]>();
  /** What was given back lately: who asks for it is answered at once. */
  readonly #gone = new Set<number>();
  /** Objects that blocked threads wait on and that were not known when a thread died. */
  #wanted = new Set<number>();

  publish(id: number, memory: SharedArrayBuffer): void {
    this.#memories.set(id, memory);
    this.#gone.delete(id);
    adoptShared(id, memory);
    for (const question of this.#questions.get(id) ?? []) answer(question, memory);
    this.#questions.delete(id);
    if (this.#wanted.delete(id)) this.want(wakeBlockedThreads());
  }

  unpublish(id: number): void {
    this.#memories.delete(id);
    this.#gone.add(id);
    const [oldest] = this.#gone;
    if (this.#gone.size > MOST_GONE && oldest !== undefined) this.#gone.delete(oldest);
    for (const question of this.#questions.get(id) ?? []) answer(question, null);
    this.#questions.delete(id);
  }

  fetch(id: number, question: Question): void {
    const memory = this.#memories.get(id);
    if (memory !== undefined || this.#gone.has(id)) {
      answer(question, memory ?? null);
      return;
    }
    this.#questions.set(id, [...(this.#questions.get(id) ?? []), question]);
    setTimeout(() => {
      const waiting = this.#questions.get(id) ?? [];
      if (!waiting.includes(question)) return;
      this.#questions.set(
        id,
        waiting.filter((each) => each !== question),
      );
      answer(question, null);
    }, PATIENCE_MS);
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
