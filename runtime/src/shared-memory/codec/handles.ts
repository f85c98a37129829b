/**
 * Handles: objects of the runtime (Queue, Lock, Value …) that travel as a reference to shared memory instead of a copy.
 * Each kind registers itself once, when its module is loaded.
 */

import type { ThreadId } from '../run-block.ts';

/** What must be told when a handle leaves: for handles that count who has them. */
export interface Journey {
  /** The message that holds it now lies where any thread may take it; `HandleKind.arrive` is called where it is taken. */
  depart(): void;
  /** It goes to that thread alone, which is about to start; `arrive` is not called there. */
  departTo(thread: ThreadId): void;
  /** The message is gone, and nobody has taken it. */
  lost(): void;
}

/** How one kind of handle travels. */
export interface HandleKind<T extends object> {
  /** Name of the kind, unique, the same in all threads. */
  readonly tag: string;
  /** The class: its instances, and those of its subclasses, travel this way. */
  readonly type: abstract new (...args: never) => T;
  /** What stands for the object: any value that the codec can write; memory in it is published. */
  readonly encode: (object: T) => unknown;
  /** The object on the other side. Must not run code of the user. */
  readonly decode: (fields: unknown) => T;
  /** Why this one cannot reach a process of its own; undefined where it can. What follows `is` in the error. */
  readonly keptFromProcesses?: (object: T) => string | undefined;
  /** For kinds that count who has them. */
  readonly journey?: (object: T) => Journey;
  /** It has come out of a message that could be read, so this thread has it now. */
  readonly hold?: (object: T) => void;
  /** The message that held it is gone: this thread has it, or nobody could read the message. */
  readonly arrive?: (object: T) => void;
}

/** Under this symbol the prototype of a handle carries the tag of its kind. */
const tagKey = Symbol('parascope.handle');

/** A kind of handle as the codec uses it. */
export interface AnyKind {
  readonly tag: string;
  readonly keptFromProcesses: ((object: object) => string | undefined) | undefined;
  readonly encode: (object: object) => unknown;
  readonly decode: (fields: unknown) => object;
  readonly journey: ((object: object) => Journey) | undefined;
  readonly hold: ((object: object) => void) | undefined;
  readonly arrive: ((object: object) => void) | undefined;
}

const kinds = new Map<string, AnyKind>();

/** Makes the instances of a class travel as handles. */
export function registerHandle<T extends object>(kind: HandleKind<T>): void {
  const { type, journey, hold, arrive, keptFromProcesses } = kind;
  const own = (object: object): T => {
    if (!(object instanceof type)) throw new TypeError(`expected a ${kind.tag}, found another object with its tag`);
    return object;
  };
  kinds.set(kind.tag, {
    tag: kind.tag,
    keptFromProcesses: keptFromProcesses && ((object) => keptFromProcesses(own(object))),
    decode: kind.decode,
    encode: (object) => kind.encode(own(object)),
    journey: journey && ((object) => journey(own(object))),
    hold: hold && ((object) => hold(own(object))),
    arrive: arrive && ((object) => arrive(own(object))),
  });
  Object.defineProperty(type.prototype, tagKey, { value: kind.tag });
}

/** The kind of a handle; undefined for every other object. */
export function handleKindOf(object: object): AnyKind | undefined {
  const tag: unknown = Reflect.get(object, tagKey);
  return typeof tag === 'string' ? kinds.get(tag) : undefined;
}

/** The kind with that tag. */
export function handleKind(tag: string): AnyKind | undefined {
  return kinds.get(tag);
}
