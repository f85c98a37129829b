/** The list of a manager: Python's `list` on the server. */
import { isDeepStrictEqual } from 'node:util';
import { assertIterable, wholeNumber } from '../../check-arguments.ts';
import type { Copied } from '../copied.ts';

/** What a list of a manager can do. Positions count from 0, negative ones from the end, as in Python. */
export class ManagedList<T> {
  #items: T[];

  constructor(items: Iterable<T> = []) {
    assertIterable('list(items)', items, 'items');
    this.#items = [...items];
  }

  /** Adds an item at the end. */
  append(item: T): void {
    this.#items.push(item);
  }

  /** Adds all items at the end. */
  extend(items: readonly T[]): void {
    for (const item of items) this.#items.push(item);
  }

  /** Puts an item before the position. */
  insert(index: number, item: T): void {
    this.#items.splice(index, 0, item);
  }

  /** A copy of the item, read-only: `set` changes what is there. @throws {RangeError} where there is none. */
  get(index: number): Copied<T> {
    return this.#items[this.#position(index)] as Copied<T>;
  }

  /** Replaces the item. @throws {RangeError} where there is none. */
  set(index: number, item: T): void {
    this.#items[this.#position(index)] = item;
  }

  /** Removes the item. @throws {RangeError} where there is none. */
  delete(index: number): void {
    this.#items.splice(this.#position(index), 1);
  }

  /** Removes the item, the last one by default, and gives it. @throws {RangeError} where there is none. */
  pop(index = -1): T {
    return this.#items.splice(this.#position(index), 1)[0]!;
  }

  /** Removes the first item that is equal. @throws {RangeError} where there is none (Python: ValueError). */
  remove(item: T): void {
    this.#items.splice(this.index(item), 1);
  }

  /** Where the first equal item is. @throws {RangeError} where there is none (Python: ValueError). */
  index(item: T): number {
    const found = this.#items.findIndex((each) => isDeepStrictEqual(each, item));
    if (found < 0) throw new RangeError('the list has no such item');
    return found;
  }

  /** Whether an item is equal. */
  includes(item: T): boolean {
    return this.#items.some((each) => isDeepStrictEqual(each, item));
  }

  /** How many items are equal. */
  count(item: T): number {
    return this.#items.filter((each) => isDeepStrictEqual(each, item)).length;
  }

  /** How many items there are. */
  length(): number {
    return this.#items.length;
  }

  /** Copies of the items from `start` up to `end`, read-only; as `Array.prototype.slice`. */
  slice(start?: number, end?: number): Copied<T[]> {
    return this.#items.slice(start, end) as Copied<T[]>;
  }

  /** A plain array with copies of all items: yours to change, and nothing of it is the list's. */
  copy(): T[] {
    return [...this.#items];
  }

  /** Sorts by `<`: numbers by their size, unlike `Array.prototype.sort`. */
  sort({ reverse = false }: { readonly reverse?: boolean } = {}): void {
    const sign = reverse ? -1 : 1;
    this.#items.sort((a, b) => (a < b ? -sign : b < a ? sign : 0));
  }

  /** Turns the order around. */
  reverse(): void {
    this.#items.reverse();
  }

  /** Removes all. */
  clear(): void {
    this.#items = [];
  }

  #position(index: number): number {
    wholeNumber('index', index, -Infinity);
    const at = index < 0 ? index + this.#items.length : index;
    if (at >= 0 && at < this.#items.length) return at;
    const { length } = this.#items;
    throw new RangeError(
      length === 0
        ? `list index out of range: the list is empty, found index ${index}`
        : `list index out of range: expected ${-length} to ${length - 1}, found ${index}`,
    );
  }
}
