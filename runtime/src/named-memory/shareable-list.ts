/** `ShareableList`: Python's `multiprocessing.shared_memory.ShareableList`, a list of simple values in shared memory. */
import { inspect, isDeepStrictEqual, type InspectOptions } from 'node:util';
import { assertIterable } from '../check-arguments.ts';
import { Indexed } from '../sharedctypes/indexed.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { SharedMemory } from './shared-memory.ts';
import { bytesFor, type Shareable, Slots } from './slots.ts';

export type { Shareable } from './slots.ts';

/**
 * A list of numbers, bigints, booleans, texts, bytes and nulls that all threads see. Its length is fixed, and so is the
 * room of each item: a text can be replaced by one of about the same length (up to the next multiple of 8 bytes).
 * `list[i]` reads and writes; nothing is locked.
 */
export class ShareableList extends Indexed implements Iterable<Shareable> {
  [index: number]: Shareable;

  /** The memory it lies in: `close` and `unlink` it there. */
  readonly shm: SharedMemory;
  readonly #slots: Slots;

  /**
   * A new list of these items, or without items the one that exists under a name. Throws TypeError for an item that a list
   * cannot hold, and as SharedMemory.
   */
  constructor(items: Iterable<Shareable> | null, options?: { readonly name?: string });
  /** A list that was found. @internal */
  constructor(items: null, options: { readonly name: string }, shm: SharedMemory);
  constructor(items: Iterable<Shareable> | null, { name }: { readonly name?: string } = {}, shm?: SharedMemory) {
    super();
    if (items === null) {
      this.shm = shm ?? new SharedMemory({ name });
      this.#slots = new Slots(this.shm.open());
      return;
    }
    assertIterable('new ShareableList(items)', items, 'items, or null to find a list by its name');
    const all = Array.from(items);
    const memory = new SharedArrayBuffer(bytesFor(all));
    // Before it has a name, by which others find it.
    this.#slots = new Slots(new Uint8Array(memory));
    this.#slots.layOut(all);
    this.shm = new SharedMemory({ name, create: true }, memory);
  }

  /** The number of items. */
  get length(): number {
    return this.#slots.count;
  }

  /** The formats of the items, in the words of Python's `struct`. */
  get format(): string {
    return Array.from({ length: this.length }, (_, index) => this.#slots.format(index)).join('');
  }

  /** The item at an index. Throws RangeError. */
  get(index: number): Shareable {
    this.#assertIndex(index);
    return this.#slots.read(index);
  }

  /** Writes an item. Throws RangeError where there is none or it has too little room, TypeError for what a list cannot hold. */
  set(index: number, item: Shareable): void {
    this.#assertIndex(index);
    this.#slots.write(index, item);
  }

  /** The item at an index, from the end when it is negative; undefined out of range. */
  at(index: number): Shareable | undefined {
    const from = index < 0 ? index + this.length : index;
    return from >= 0 && from < this.length ? this.#slots.read(Math.trunc(from)) : undefined;
  }

  /** How many items equal the value. */
  count(value: Shareable): number {
    return Array.from(this).filter((item) => isDeepStrictEqual(item, value)).length;
  }

  /** Where the first item that equals the value is. Throws RangeError when there is none, as Python does. */
  index(value: Shareable): number {
    const found = Array.from(this).findIndex((item) => isDeepStrictEqual(item, value));
    if (found < 0) throw new RangeError(`${inspect(value)} is not in the list`);
    return found;
  }

  *[Symbol.iterator](): Generator<Shareable, void, undefined> {
    const { length } = this;
    for (let index = 0; index < length; index++) yield this.get(index);
  }

  #assertIndex(index: number): void {
    if (index >>> 0 === index && index < this.length) return;
    throw new RangeError(`index ${index}: expected 0 to ${this.length - 1} in a list of ${this.length}`);
  }
}

Object.defineProperty(ShareableList.prototype, inspect.custom, {
  value: function inspectList(this: ShareableList, _depth: number, options: InspectOptions) {
    return `ShareableList ${inspect([...this], options)}`;
  },
});

const lists = new HandleCache<ShareableList>();

registerHandle<ShareableList>({
  tag: 'ShareableList',
  type: ShareableList,
  encode: (list) => list.shm,
  decode: (shm) => {
    if (!(shm instanceof SharedMemory)) throw new TypeError('damaged handle of a ShareableList');
    const { buffer } = shm.open();
    const create = (): ShareableList => new ShareableList(null, { name: shm.name }, shm);
    const list = lists.get(buffer, create);
    return list.shm.closed ? lists.add(buffer, create()) : list;
  },
});
