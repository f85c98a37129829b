/** The dictionary of a manager: Python's `dict` on the server, with the words of a Map. */
import { kindOf } from '../../check-arguments.ts';
import type { Copied } from '../copied.ts';

/** What a key may be: what is the same again when it has been copied. */
export type DictKey = string | number | bigint | boolean | null;

/** Entries as they may be given: a plain object, a Map, or pairs. */
export type DictEntries<K extends DictKey, V> =
  Iterable<readonly [K, V]> | (K extends string ? Readonly<Record<K, V>> : never);

/** What a dictionary of a manager can do. Entries keep the order in which their keys came. */
export class ManagedDict<K extends DictKey, V> {
  readonly #entries = new Map<K, V>();

  constructor(entries: DictEntries<K, V> = []) {
    this.update(entries);
  }

  /** A copy of the value, read-only: `set` changes what is there. `fallback`, undefined by default, where there is none. */
  get(key: K, fallback?: V): Copied<V> | undefined {
    return (this.#entries.has(key) ? this.#entries.get(key) : fallback) as Copied<V> | undefined;
  }

  /** Sets the value of a key. */
  set(key: K, value: V): void {
    assertKey(key);
    this.#entries.set(key, value);
  }

  /** The value of the key, which is set first where there is none; read-only. One step: nobody comes between. */
  setDefault(key: K, value: V): Copied<V> {
    if (!this.#entries.has(key)) this.set(key, value);
    return this.#entries.get(key) as Copied<V>;
  }

  /** Whether there is such a key. */
  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** Removes the key; whether there was one. */
  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  /** Removes the key and gives its value; `fallback`, undefined by default, where there is none. */
  pop(key: K, fallback?: V): V | undefined {
    if (!this.#entries.has(key)) return fallback;
    const value = this.#entries.get(key);
    this.#entries.delete(key);
    return value;
  }

  /** Removes the entry that came last and gives it. @throws {RangeError} where there is none (Python: KeyError). */
  popItem(): [K, V] {
    const last = [...this.#entries].at(-1);
    if (last === undefined) throw new RangeError('popItem(): the dictionary is empty');
    this.#entries.delete(last[0]);
    return last;
  }

  /** Sets all these entries. */
  update(entries: DictEntries<K, V>): void {
    for (const [key, value] of pairsOf<K, V>(entries)) this.set(key, value);
  }

  /** The keys. */
  keys(): K[] {
    return [...this.#entries.keys()];
  }

  /** Copies of the values, read-only. */
  values(): Copied<V>[] {
    return [...this.#entries.values()] as Copied<V>[];
  }

  /** Copies of the entries, read-only. Python's `items`. */
  entries(): (readonly [K, Copied<V>])[] {
    return [...this.#entries] as (readonly [K, Copied<V>])[];
  }

  /** How many entries there are. */
  size(): number {
    return this.#entries.size;
  }

  /** A Map with copies of all entries: yours to change, and nothing of it is the dictionary's. */
  copy(): Map<K, V> {
    return new Map(this.#entries);
  }

  /** Removes all. */
  clear(): void {
    this.#entries.clear();
  }
}

function pairsOf<K extends DictKey, V>(entries: unknown): Iterable<readonly [K, V]> {
  if (typeof entries !== 'object' || entries === null) {
    throw new TypeError(`dict(entries): expected an object, a Map or pairs, found ${kindOf(entries)}`);
  }
  return (Symbol.iterator in entries ? entries : Object.entries(entries)) as Iterable<readonly [K, V]>;
}

function assertKey(key: unknown): void {
  if (typeof key === 'object' ? key === null : typeof key !== 'undefined') return;
  throw new TypeError(`key: expected a text, a number, a bigint, a boolean or null, found ${kindOf(key)}`);
}
