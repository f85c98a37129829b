/** `SharedMemory`: Python's `multiprocessing.shared_memory.SharedMemory`, bytes that any thread of the program finds by name. */
import { ClosedError, FileExistsError, FileNotFoundError } from '../errors.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { RAW_MEMORY_REFUSAL } from '../shared-memory/codec/raw-memory.ts';
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
  #memory: SharedArrayBuffer | undefined;
  #buf: Uint8Array<SharedArrayBuffer> | undefined;

  /**
   * Throws FileExistsError when it is to be made and the name is taken, FileNotFoundError when nobody has made it,
   * RangeError for a size that is none, TypeError without a name to look up.
   */
  constructor(options: SharedMemoryOptions);
  /** Memory that was found. @internal */
  constructor(options: SharedMemoryOptions, memory: SharedArrayBuffer);
  constructor({ name, create = false, size = 0 }: SharedMemoryOptions, memory?: SharedArrayBuffer) {
    if (name !== undefined && (typeof name !== 'string' || name === '')) {
      throw new TypeError(`name: expected a text that is not empty, found ${JSON.stringify(name)}`);
    }
    if (memory === undefined && create) {
      this.name = name ?? `psm_${Math.random().toString(16).slice(2, 10)}`;
      this.#memory = createNamed(this.name, size);
    } else {
      if (name === undefined) throw new TypeError('name: expected the name of existing memory, or create: true');
      this.name = name;
      this.#memory = memory ?? openNamed(name);
    }
    this.#buf = new Uint8Array(this.#memory);
  }

  /** The bytes. Throws ClosedError after `close`. */
  get buf(): Uint8Array<SharedArrayBuffer> {
    if (this.#buf === undefined) throw new ClosedError(`the shared memory ${this.name} is closed in this thread`);
    return this.#buf;
  }

  /** The number of bytes. Throws ClosedError after `close`. */
  get size(): number {
    return this.buf.length;
  }

  /** This thread needs it no more. Others are not concerned. */
  close(): void {
    this.#buf = undefined;
    this.#memory = undefined;
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

function createNamed(name: string, size: number): SharedArrayBuffer {
  if (!Number.isSafeInteger(size) || size <= 0) {
    throw new RangeError(`size: expected a whole number of bytes above zero, found ${size}`);
  }
  const memory = askForNamedMemory('create', name, new SharedArrayBuffer(size));
  if (memory === undefined) throw new FileExistsError(`shared memory called ${JSON.stringify(name)} exists already`);
  return memory;
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
  ownProcessRefusal: RAW_MEMORY_REFUSAL,
  type: SharedMemory,
  encode: (shared) => [shared.buf.buffer, shared.name],
  decode: (fields) => {
    const [memory, name] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || typeof name !== 'string') {
      throw new TypeError('damaged handle of a SharedMemory');
    }
    return new SharedMemory({ name }, memory);
  },
});
