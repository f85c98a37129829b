/** The types that a server knows: what makes their objects, and which methods are called from outside. */
import { kindOf } from '../../check-arguments.ts';
import type { ServedMethod } from './served.ts';

/** How a type is registered. */
export interface RegisterOptions {
  /** Names of the methods that may be called; all public ones by default: those whose names do not begin with `_`. */
  readonly exposed?: readonly string[] | undefined;
  /** Methods whose results stay in the server: the name of the type that each is then of. */
  readonly methodToTypeid?: Readonly<Record<string, string>> | undefined;
}

/** A class, or a function that gives an object. */
export type Callable = ((...args: never) => object | Promise<object>) | (abstract new (...args: never) => object);

/** A type of a server. */
export interface Registration {
  readonly callable: Callable;
  readonly options: RegisterOptions;
}

/** The object that the type's callable gives. Rejects with what it throws, TypeError where that is no object. */
export async function createObject(
  { callable }: Registration,
  typeid: string,
  args: readonly unknown[],
): Promise<object> {
  const object: unknown = isClass(callable)
    ? Reflect.construct(callable, args)
    : await (callable as (...args: readonly unknown[]) => unknown)(...args);
  if ((typeof object === 'object' && object !== null) || typeof object === 'function') return object;
  throw new TypeError(`${typeid}: expected its callable to give an object, found ${kindOf(object)}`);
}

/** The methods of an object that may be called, by name. A table of its own: nothing else is ever looked up by a client's word. */
export function methodsOf(object: object, exposed?: readonly string[]): ReadonlyMap<string, ServedMethod> {
  const methods = new Map<string, ServedMethod>();
  for (
    let each: object | null = object;
    each !== null && !isRoot(each);
    each = Object.getPrototypeOf(each) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
      if (typeof value !== 'function' || methods.has(name) || !isPublic(name)) continue;
      if (exposed === undefined || exposed.includes(name)) methods.set(name, value as ServedMethod);
    }
  }
  return methods;
}

function isPublic(name: string): boolean {
  return name !== 'constructor' && !name.startsWith('_');
}

/** Where what belongs to the language begins. */
function isRoot(object: object): boolean {
  return object === Object.prototype || object === Function.prototype;
}

/** Its `prototype` cannot be replaced: so it is for classes and for what the language has built in, and for no function. */
function isClass(callable: Callable): callable is abstract new (...args: never) => object {
  return Object.getOwnPropertyDescriptor(callable, 'prototype')?.writable === false;
}
