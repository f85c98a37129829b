/** `SharedMemory`: Python's `multiprocessing.shared_memory.SharedMemory`, bytes that any thread of the program finds by name. */
import { ClosedError, FileExistsError, FileNotFoundError } from '../errors.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { askForNamedMemory } from '../supervisor/supervisor-client.ts';

/** Which memory is wanted, or made. */
export interface SharedMemoryOptions {
  /** Which memory; a new name is made up when it is to be created without one. */
  readonly name?: string | undefined;
  /** Whether it is to be made. Default false: it exists, and is looked up by its name. */
  readonly create?: boolean | undefined;
  /** Bytes, when it is to be made. */
  readonly size?: number | undefined;
}

/**
 * Bytes in memory that all threads of the program see. It lives until the program ends or, once it was unlinked, until
 * nobody has it any more; nothing stays behind in the system.
 */
export class SharedMemory {
  /** The name under which others find it. */
  readonly name: string;
  #buf: Uint8Array<SharedArrayBuffer> | undefined;

  /**
   * Throws FileExistsError when it is to be made and the name is taken, FileNotFoundError when nobody has made it,
   * RangeError for a size that is none, TypeError without a name to look up.
   */
  constructor(options: SharedMemoryOptions);
  /** Memory that was found, or is to get the name. @internal */
  constructor(options: SharedMemoryOptions, memory: SharedArrayBuffer);
  constructor({ name, create = false, size = 0 }: SharedMemoryOptions, memory?: SharedArrayBuffer) {
    if (name !== undefined && (typeof name !== 'string' || name === '')) {
      throw new TypeError(`name: expected a text that is not empty, found ${JSON.stringify(name)}`);
    }
    if (create) {
      this.name = name ?? `psm_${Math.random().toString(16).slice(2, 10)}`;
      this.#buf = new Uint8Array(createNamed(this.name, memory ?? memoryOf(size)));
    } else {
      if (name === undefined) throw new TypeError('name: expected the name of existing memory, or create: true');
      this.name = name;
      this.#buf = new Uint8Array(memory ?? openNamed(name));
    }
  }

  /** The bytes. Throws ClosedError after `close`, StartMethodError in a process of its own, which cannot see them. */
  get buf(): Uint8Array<SharedArrayBuffer> {
    return this.open();
  }

  /** Whether `close` has been called here. @internal */
  get closed(): boolean {
    return this.#buf === undefined;
  }

  /** What `buf` is; in a process of its own the bytes of a memory that nobody else sees. @internal */
  open(): Uint8Array<SharedArrayBuffer> {
    if (this.#buf === undefined) throw new ClosedError(`the shared memory ${this.name} is closed in this thread`);
    return this.#buf;
  }

  /** The number of bytes. Throws ClosedError after `close`. */
  get size(): number {
    return this.open().length;
  }

  /** This thread needs it no more. Others are not concerned. */
  close(): void {
    this.#buf = undefined;
  }

  /** Gives the name up: who has the memory keeps it, nobody finds it any more. Throws FileNotFoundError the second time. */
  unlink(): void {
    if (askForNamedMemory('unlink', this.name) === undefined) throw notFound(this.name);
  }

  /** Closes it: `using memory = …`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

function memoryOf(size: number): SharedArrayBuffer {
  if (Number.isSafeInteger(size) && size > 0) return new SharedArrayBuffer(size);
  throw new RangeError(`size: expected a whole number of bytes above zero, found ${size}`);
}

function createNamed(name: string, memory: SharedArrayBuffer): SharedArrayBuffer {
  const created = askForNamedMemory('create', name, memory);
  if (created === undefined) throw new FileExistsError(`shared memory called ${JSON.stringify(name)} exists already`);
  return created;
}

function openNamed(name: string): SharedArrayBuffer {
  const memory = askForNamedMemory('open', name);
  if (memory === undefined) throw notFound(name);
  return memory;
}

function notFound(name: string): FileNotFoundError {
  return new FileNotFoundError(`there is no shared memory called ${JSON.stringify(name)}`);
}

registerHandle<SharedMemory>({
  tag: 'SharedMemory',
  type: SharedMemory,
  encode: (shared) => [shared.open().buffer, shared.name],
  decode: (fields) => {
    const [memory, name] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || typeof name !== 'string') {
      throw new TypeError('damaged handle of a SharedMemory');
    }
    return new SharedMemory({ name }, memory);
  },
});
