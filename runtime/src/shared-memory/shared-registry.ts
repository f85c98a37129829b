/**
 * Shared memory by id. A SharedArrayBuffer cannot be written as bytes into another one, so a handle in a message
 * carries an id, and the reading thread looks it up here. What this thread does not know it asks the directory for
 * (the supervisor keeps it, and answers while main is blocked).
 */
import { StartMethodError } from '../errors.ts';
import { addReference, dropReferences } from './references.ts';
import { isOutOfReach, newObjectId } from './run-numbers.ts';

/**
 * Where all threads of a run find shared memory by id. Implemented on top of the supervisor.
 *
 * A `fetchSync` may arrive before the `publish` it depends on (they come through different channels): the directory
 * then waits for it, and gives undefined only if it cannot come any more. Neither call may need the event loop of the
 * calling thread or of main to turn.
 */
export interface SharedDirectory {
  publish(id: number, memory: SharedArrayBuffer): void;
  fetchSync(id: number): SharedArrayBuffer | undefined;
  /** Nobody will ask for it any more. */
  unpublish(id: number): void;
  /** This thread has dropped it: gives back the reference that it got with `publish` or `fetchSync`. */
  release(id: number): void;
  /** It has lost its last reference. */
  unreferenced(id: number): void;
}

const known = new Map<number, WeakRef<SharedArrayBuffer>>();
const ids = new WeakMap<SharedArrayBuffer, number>();
const published = new WeakSet<SharedArrayBuffer>();
/** Those that no message has named. */
const announced = new Set<number>();
/** How many references this thread has by id: one for each object that it got, or made and announced. */
const held = new Map<number, number>();
const forget = new FinalizationRegistry<number>((id) => {
  if (known.get(id)?.deref() === undefined) known.delete(id);
  announced.delete(id);
  const count = held.get(id);
  if (count === undefined) return;
  if (count === 1) held.delete(id);
  else held.set(id, count - 1);
  if (directory === undefined) dropReferences(id);
  else directory.release(id);
});
/** Collects what `withMemories` asks for while it runs. */
let gathered: Map<number, SharedArrayBuffer> | undefined;
/** What was published before there was a directory; kept alive until then. */
const unpublished = new Map<number, SharedArrayBuffer>();
let directory: SharedDirectory | undefined;

/** Sets the directory of this thread and publishes what waited for one. */
export function setDirectory(next: SharedDirectory | undefined): void {
  directory = next;
  if (next === undefined) return;
  for (const [id, memory] of unpublished) next.publish(id, memory);
  unpublished.clear();
  for (const id of announced) {
    const memory = known.get(id)?.deref();
    if (memory !== undefined) next.publish(id, memory);
  }
}

/** Whether it has been set. */
export function hasDirectory(): boolean {
  return directory !== undefined;
}

/** Makes memory known in this thread under an id that came from elsewhere (worker data, the directory). */
export function adoptShared(id: number, memory: SharedArrayBuffer): void {
  if (ids.get(memory) === id) return;
  ids.set(memory, id);
  known.set(id, new WeakRef(memory));
  forget.register(memory, id);
}

/** The id of the memory: given on first use, known in this thread only until it is published. */
export function registerShared(memory: SharedArrayBuffer): number {
  const id = ids.get(memory);
  if (id !== undefined) return id;
  const created = newObjectId();
  adoptShared(created, memory);
  return created;
}

/** Makes the memory known to all threads, for a message that names it; does nothing the second time. Gives its id. */
export function publishShared(memory: SharedArrayBuffer): number {
  const id = announceShared(memory);
  gathered?.set(id, memory);
  if (announced.delete(id) && directory === undefined) unpublished.set(id, memory);
  return id;
}

/** Its id where the supervisor knows the memory, or will as soon as there is one. */
export function announcedId(memory: SharedArrayBuffer): number | undefined {
  return published.has(memory) ? ids.get(memory) : undefined;
}

/** Makes the memory known to the supervisor, as long as this thread has it: a wait on it may have to be woken. Gives its id. */
export function announceShared(memory: SharedArrayBuffer): number {
  const id = registerShared(memory);
  if (published.has(memory)) return id;
  published.add(memory);
  announced.add(id);
  hold(id);
  addReference(id);
  directory?.publish(id, memory);
  return id;
}

/** This thread has one more reference, which it gives back when it drops the memory. */
function hold(id: number): void {
  held.set(id, (held.get(id) ?? 0) + 1);
}

/** A message that names these is gone. */
export function dropMessage(named: readonly number[]): void {
  for (const id of named) if (dropReferences(id)) directory?.unreferenced(id);
}

/** No message with that memory is on its way any more: whoever has it keeps it, and nobody else can get it. */
export function unpublishShared(memory: SharedArrayBuffer): void {
  if (!published.delete(memory)) return;
  const id = registerShared(memory);
  if (!unpublished.delete(id)) directory?.unpublish(id);
}

/** Shared memory by id: what a message needs so that its reader asks nobody. */
export type Memories = ReadonlyMap<number, SharedArrayBuffer>;

/** The result of `action`, and all memory that was published (again) meanwhile. */
export function withMemories<T>(action: () => T): { readonly result: T; readonly memories: Memories } {
  const outer = gathered;
  const memories = (gathered = new Map<number, SharedArrayBuffer>());
  try {
    return { result: action(), memories };
  } finally {
    gathered = outer;
  }
}

/** Makes memory known that came along with a message. */
export function adoptMemories(memories: Memories): void {
  for (const [id, memory] of memories) {
    adoptShared(id, memory);
    published.add(memory);
  }
}

/** The memory if this thread knows it already. */
export function findShared(id: number): SharedArrayBuffer | undefined {
  return known.get(id)?.deref();
}

/** What is between a process of its own and its threads. */
export function threadsRefusal(): StartMethodError {
  return new StartMethodError(
    "a process of the start method 'process' and threads that it starts have no shared objects in common yet: " +
      "start a process instead (getContext('process')), or make the object in a thread for other threads",
  );
}

/**
 * The memory with that id; asks the directory when this thread does not know it.
 * @throws {ReferenceError} when nobody does, {StartMethodError} where it can never get there.
 */
export function lookupShared(id: number): SharedArrayBuffer {
  const own = findShared(id);
  if (own !== undefined) return own;
  if (isOutOfReach(id)) throw threadsRefusal();
  const found = directory?.fetchSync(id);
  if (found === undefined) {
    throw new ReferenceError(
      `shared object ${id} is not known in this thread, and ${directory === undefined ? 'there is no directory to ask' : 'the directory does not have it: the thread that made it has ended'}`,
    );
  }
  hold(id);
  adoptShared(id, found);
  published.add(found);
  return found;
}
