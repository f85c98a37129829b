/** Who puts messages into which queue or pipe, and who takes them: what findings about queues name. */

interface Ends {
  /** By thread: the line it was seen at last, 0 = not known. */
  readonly putters: Map<number, number>;
  readonly getters: Map<number, number>;
}

const NOBODY: ReadonlyMap<number, number> = new Map<number, number>();

export class MessageTotals {
  readonly #ends = new Map<number, Ends>();

  put(object: number, thread: number, site: number): void {
    this.#of(object).putters.set(thread, site);
  }

  get(object: number, thread: number, site: number): void {
    this.#of(object).getters.set(thread, site);
  }

  /** Threads that put, each with a line where it did. */
  putters(object: number): ReadonlyMap<number, number> {
    return this.#ends.get(object)?.putters ?? NOBODY;
  }

  /** Threads that took, likewise. */
  getters(object: number): ReadonlyMap<number, number> {
    return this.#ends.get(object)?.getters ?? NOBODY;
  }

  #of(object: number): Ends {
    let ends = this.#ends.get(object);
    if (ends === undefined) {
      ends = { putters: new Map<number, number>(), getters: new Map<number, number>() };
      this.#ends.set(object, ends);
    }
    return ends;
  }
}
