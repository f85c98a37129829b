/** The supervisor's third duty: shared memory by the names that users give it. */

/** A question about a name. */
export interface NameQuestion {
  readonly operation: 'create' | 'open' | 'unlink';
  readonly name: string;
  readonly memory: SharedArrayBuffer | null;
}

export class MemoryNames {
  readonly #memories = new Map<string, SharedArrayBuffer>();

  /** The memory of the name; null when it is taken (`create`) or not known. */
  handle({ operation, name, memory }: NameQuestion): SharedArrayBuffer | null {
    const known = this.#memories.get(name) ?? null;
    if (operation === 'create') {
      if (known !== null || memory === null) return null;
      this.#memories.set(name, memory);
      return memory;
    }
    if (operation === 'unlink') this.#memories.delete(name);
    return known;
  }
}
