/** One object per piece of shared memory and thread: a handle that arrives twice is the same object both times. */
export class HandleCache<T extends object> {
  readonly #handles = new WeakMap<SharedArrayBuffer, WeakRef<T>>();

  /** The object for the memory, made by `create` if there is none. */
  get(memory: SharedArrayBuffer, create: () => T): T {
    return this.#handles.get(memory)?.deref() ?? this.add(memory, create());
  }

  /** Remembers the object for the memory. */
  add(memory: SharedArrayBuffer, handle: T): T {
    this.#handles.set(memory, new WeakRef(handle));
    return handle;
  }
}
