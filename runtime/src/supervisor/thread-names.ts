/** The names of threads, also of those that have ended: for what they have left behind. */
import type { ThreadId } from '../shared-memory/run-block.ts';

/** The oldest beyond are forgotten. */
const MOST_NAMES = 10_000;

export class ThreadNames {
  readonly #names = new Map<ThreadId, string>();

  add(thread: ThreadId, name: string): void {
    this.#names.set(thread, name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MOST_NAMES && oldest !== undefined) this.#names.delete(oldest);
  }

  /** As UTF-8, in memory of its own; null where it is not known. */
  bytesOf(thread: ThreadId): SharedArrayBuffer | null {
    const name = this.#names.get(thread);
    if (name === undefined) return null;
    const bytes = Buffer.from(name);
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return shared;
  }
}
