/**
 * Values that were fetched out of an object of a manager. They are copies: to write into one would change nothing there, and
 * nobody would notice. So they are frozen, and their types are read-only.
 */
import { types } from 'node:util';
import { BaseProxy } from './base-proxy.ts';

/** A value as it is fetched: read-only through and through; proxies, functions and what cannot be frozen are as they are. */
export type Copied<T> = T extends BaseProxy | ArrayBufferView | ArrayBuffer | Date | RegExp | Error
  ? T
  : T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, Copied<V>>
    : T extends ReadonlySet<infer V>
      ? ReadonlySet<V>
      : T extends object
        ? { readonly [K in keyof T]: Copied<T[K]> }
        : T;

/** Freezes the value with all that it holds: plain objects, arrays, maps and sets. Gives it. */
export function freezeCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (types.isMap(value)) for (const inner of value.values()) freezeCopy(inner);
  if (types.isMap(value) || types.isSet(value)) {
    Object.defineProperties(value, READ_ONLY_METHODS);
    Object.freeze(value);
  } else if (isPlain(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeCopy(inner);
  }
  return value;
}

/** Freezing a Map or Set does not keep anybody from changing what it holds. */
const READ_ONLY_METHODS: PropertyDescriptorMap = Object.fromEntries(
  ['set', 'add', 'delete', 'clear'].map((name) => [
    name,
    {
      value: () => {
        throw new TypeError(
          `${name}(): this is a read-only copy of what a manager holds. Change the manager's own object, or a new copy`,
        );
      },
    },
  ]),
);

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
