/** Small things of a manager: a namespace, one value, an array of fixed length. */
import { wholeNumber } from '../../check-arguments.ts';
import type { Copied } from '../copied.ts';

/** Named values: Python's `Namespace`. */
export class ManagedNamespace<T extends object> {
  readonly #fields = new Map<string, unknown>();

  constructor(fields?: T) {
    for (const [name, value] of Object.entries(fields ?? {})) this.#fields.set(name, value);
  }

  /** A copy of the value, read-only. @throws {ReferenceError} where there is none of that name (Python: AttributeError). */
  get<K extends keyof T & string>(name: K): Copied<T[K]> {
    if (!this.#fields.has(name)) throw new ReferenceError(`the namespace has nothing called ${name}`);
    return this.#fields.get(name) as Copied<T[K]>;
  }

  /** Sets the value of a name. */
  set<K extends keyof T & string>(name: K, value: T[K]): void {
    this.#fields.set(name, value);
  }

  /** Whether there is such a name. */
  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** Removes a name; whether there was one. */
  delete(name: keyof T & string): boolean {
    return this.#fields.delete(name);
  }

  /** A plain object with copies of all: yours to change. */
  copy(): T {
    return Object.fromEntries(this.#fields) as T;
  }
}

/** One value: Python's `Value` of a manager. The type code is for the reader; any value can be set. */
export class ManagedValue<T> {
  #value: T;

  constructor(_code: string, value: T) {
    this.#value = value;
  }

  /** A copy of the value, read-only. */
  get(): Copied<T> {
    return this.#value as Copied<T>;
  }

  /** Sets it. */
  set(value: T): void {
    this.#value = value;
  }
}

/** Values at positions from 0 on: Python's `Array` of a manager. */
export class ManagedArray<T> {
  readonly #items: T[];

  constructor(_code: string, items: Iterable<T>) {
    this.#items = [...items];
  }

  /** A copy of the item, read-only. @throws {RangeError} where there is none. */
  get(index: number): Copied<T> {
    return this.#items[this.#position(index)] as Copied<T>;
  }

  /** Replaces the item. @throws {RangeError} where there is none. */
  set(index: number, item: T): void {
    this.#items[this.#position(index)] = item;
  }

  /** Copies of the items from `start` up to `end`, read-only. */
  slice(start?: number, end?: number): Copied<T[]> {
    return this.#items.slice(start, end) as Copied<T[]>;
  }

  /** A plain array with copies of all items: yours to change. */
  copy(): T[] {
    return [...this.#items];
  }

  /** How many items there are. */
  length(): number {
    return this.#items.length;
  }

  #position(index: number): number {
    return wholeNumber('index', index, 0, { most: this.#items.length - 1 })!;
  }
}
