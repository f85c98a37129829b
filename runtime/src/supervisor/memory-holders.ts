/** Which thread has which shared memory, and how many references to it: they are given back when the thread ends. */
import type { ThreadId } from '../shared-memory/run-block.ts';

export class MemoryHolders {
  readonly #byThread = new Map<ThreadId, Map<number, number>>();

  /** The thread has one more reference. */
  add(thread: ThreadId, id: number): void {
    const counts = this.#byThread.get(thread) ?? new Map<number, number>();
    this.#byThread.set(thread, counts.set(id, (counts.get(id) ?? 0) + 1));
  }

  /** It has one fewer; false where it had none. */
  remove(thread: ThreadId, id: number): boolean {
    const counts = this.#byThread.get(thread);
    const count = counts?.get(id);
    if (counts === undefined || count === undefined) return false;
    if (count > 1) counts.set(id, count - 1);
    else counts.delete(id);
    return true;
  }

  /** All that it has, by id, which it has no more. */
  takeAll(thread: ThreadId): ReadonlyMap<number, number> {
    const counts = this.#byThread.get(thread) ?? new Map<number, number>();
    this.#byThread.delete(thread);
    return counts;
  }
}
