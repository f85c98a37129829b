/** What comes with a message beside its value: handles that count who has them, and references to shared memory. */
import { dropMessage } from '../shared-registry.ts';
import type { AnyKind } from './handles.ts';

interface CountedHandle {
  readonly kind: AnyKind;
  readonly object: object;
}

/** Those of the message that was decoded last. */
export class Arrivals {
  #handles: CountedHandle[] = [];
  /** Ids of shared memory. */
  #memories: number[] = [];

  addHandle(kind: AnyKind, object: object): void {
    this.#handles.push({ kind, object });
  }

  addMemory(id: number): void {
    this.#memories.push(id);
  }

  /** The message could be read: this thread has its handles now. */
  hold(): void {
    if (this.#handles.length === 0) return;
    for (const { kind, object } of this.#handles) kind.hold?.(object);
  }

  /** Begins another message. */
  clear(): void {
    if (this.#handles.length > 0) this.#handles = [];
    if (this.#memories.length > 0) this.#memories = [];
  }

  /**
   * Call it once the message is taken, whether or not it could be read: tells its handles that they have arrived, and gives
   * back its references to shared memory.
   */
  arrive(): void {
    this.arriveHandles();
    this.dropMemories();
  }

  /** The first half of `arrive`. Whether there were any. */
  arriveHandles(): boolean {
    if (this.#handles.length === 0) return false;
    for (const { kind, object } of this.#handles) kind.arrive?.(object);
    this.#handles = [];
    return true;
  }

  /** The second half. Done twice it would let go of memory that is in use: where a death could bring that about, it comes last. */
  dropMemories(): void {
    if (this.#memories.length === 0) return;
    dropMessage(this.#memories);
    this.#memories = [];
  }

  /** What `arrive` would do, to be done later, once for each message that held these bytes. */
  take(): () => void {
    const handles = this.#handles;
    const memories = this.#memories;
    this.#handles = [];
    this.#memories = [];
    return () => {
      for (const { kind, object } of handles) kind.arrive?.(object);
      dropMessage(memories);
    };
  }
}
