/**
 * Handles: objects of the runtime (Queue, Lock, Value …) that travel as a reference to shared memory instead of a copy.
 * Each kind registers itself once, when its module is loaded.
 */

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
}

/** Under this symbol the prototype of a handle carries the tag of its kind. */
const tagKey = Symbol('parascope.handle');

interface AnyKind {
  readonly tag: string;
  readonly encode: (object: object) => unknown;
  readonly decode: (fields: unknown) => object;
}

const kinds = new Map<string, AnyKind>();

/** Makes the instances of a class travel as handles. */
export function registerHandle<T extends object>(kind: HandleKind<T>): void {
  const { type } = kind;
  kinds.set(kind.tag, {
    tag: kind.tag,
    decode: kind.decode,
    encode(object) {
      if (!(object instanceof type)) throw new TypeError(`expected a ${kind.tag}, found another object with its tag`);
      return kind.encode(object);
    },
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
