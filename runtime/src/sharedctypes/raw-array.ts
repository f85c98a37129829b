/** `RawArray`: Python's `multiprocessing.sharedctypes.RawArray`, numbers in shared memory without a lock. */
import { inspect, type InspectOptions } from 'node:util';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { Indexed } from './indexed.ts';
import {
  assertCodeValue,
  assertTypeCode,
  type BigIntView,
  bytesOfText,
  bytesPerItem,
  type CodeValue,
  isPlainValue,
  isTypeCode,
  kindOf,
  type NumberView,
  type TypeCode,
  viewOfCode,
} from './type-codes.ts';

/** The typed array that shows the items of that code. */
export type CodeView<Code extends TypeCode> = CodeValue<Code> extends bigint ? BigIntView : NumberView;

/** How many items, all zero, or the items themselves; of type `c` also a text (as UTF-8) or bytes. */
export type SizeOrItems<Code extends TypeCode> =
  number | Iterable<CodeValue<Code>> | (Code extends 'c' ? string | Uint8Array : never);

/** Where an array lies. */
export interface ArrayPlace {
  readonly memory: SharedArrayBuffer;
  readonly offsetBytes: number;
  readonly length: number;
}

/**
 * Numbers that all threads see, without a lock. `array[i]` reads and writes one (100 to 300 ns); `get(i)` and `set(i, value)`
 * do the same in some 5 ns, and `view` is the typed array itself. Integers wrap around; an index out of range is a RangeError.
 */
export class RawArray<Code extends TypeCode = TypeCode> extends Indexed implements Iterable<CodeValue<Code>> {
  [index: number]: CodeValue<Code>;

  /** The type code it was made with. */
  readonly code: Code;
  /** The number of items. */
  readonly length: number;
  readonly #view: CodeView<Code>;
  readonly #offsetBytes: number;
  readonly #kind: 'int' | 'float' | 'bigint';

  /** Throws TypeError for an unknown code or an item of a wrong type, RangeError for a size that is none. */
  constructor(code: Code, sizeOrItems: SizeOrItems<Code>);
  /** An array that exists already, or one behind bytes that a subclass needs. @internal */
  constructor(code: Code, sizeOrItems: SizeOrItems<Code>, place?: ArrayPlace | { readonly offsetBytes: number });
  constructor(code: Code, sizeOrItems: SizeOrItems<Code>, place?: ArrayPlace | { readonly offsetBytes: number }) {
    super();
    assertTypeCode(code);
    this.code = code;
    const items = typeof sizeOrItems === 'number' ? undefined : itemsOf<Code>(code, sizeOrItems);
    const length = items?.length ?? assertSize(sizeOrItems);
    this.#offsetBytes = place?.offsetBytes ?? 0;
    const memory =
      place !== undefined && 'memory' in place
        ? place.memory
        : new SharedArrayBuffer(this.#offsetBytes + Math.max(8, length * bytesPerItem(code)));
    this.length = length;
    this.#view = viewOfCode(code, memory, this.#offsetBytes, length) as CodeView<Code>;
    this.#kind = kindOf(this.#view);
    if (items !== undefined) this.set(items);
    if (isRawArray(new.target)) arrays.add(memory, this);
  }

  /** The items as a typed array: no checks, and what `Atomics` works on. */
  get view(): CodeView<Code> {
    return this.#view;
  }

  /** The item at an index. Throws RangeError. */
  get(index: number): CodeValue<Code> {
    if (index >>> 0 !== index || index >= this.length) this.#outOfRange(index);
    return this.#view[index] as CodeValue<Code>;
  }

  /** Writes one item. Throws RangeError, and TypeError for a value of a wrong type. */
  set(index: number, value: CodeValue<Code>): void;
  /** Writes items from an offset on (default 0), all or none. Throws RangeError where they do not fit. */
  set(items: Iterable<CodeValue<Code>>, offset?: number): void;
  set(at: number | Iterable<CodeValue<Code>>, value?: CodeValue<Code> | number): void {
    if (typeof at !== 'number') {
      this.#setAll(Array.from(at), Number(value ?? 0));
      return;
    }
    if (at >>> 0 !== at || at >= this.length) this.#outOfRange(at);
    if (!isPlainValue(this.#kind, value)) assertCodeValue(this.code, this.#view, value);
    this.#view[at] = value as number;
  }

  /** The item at an index, from the end when it is negative; undefined out of range, as of any array. */
  at(index: number): CodeValue<Code> | undefined {
    return this.#view.at(index) as CodeValue<Code> | undefined;
  }

  /** A copy of the items from `start` until before `end`, both from the end when negative. As Python's `array[start:end]`. */
  slice(start?: number, end?: number): CodeValue<Code>[] {
    return Array.from(this.#view.slice(start, end) as Iterable<CodeValue<Code>>);
  }

  /** Writes one value to all items from `start` until before `end`. */
  fill(value: CodeValue<Code>, start?: number, end?: number): this {
    if (!isPlainValue(this.#kind, value)) assertCodeValue(this.code, this.#view, value);
    this.#view.fill(value as never, start, end);
    return this;
  }

  /** The items, as they are when each is reached. */
  [Symbol.iterator](): IterableIterator<CodeValue<Code>> {
    return this.#view[Symbol.iterator]() as IterableIterator<CodeValue<Code>>;
  }

  /** Of type `c`: all bytes, as a copy. Writing fewer leaves the rest as it is. Throws TypeError for other types, RangeError for too many. */
  get raw(): Buffer {
    return Buffer.from(this.#bytes('raw'));
  }

  set raw(bytes: Uint8Array | string) {
    const view = this.#bytes('raw');
    view.set(this.#fitting(bytes, view.length));
  }

  /** Of type `c`: the bytes before the first zero, as a copy. Writing fewer puts a zero behind them. Throws as `raw`. */
  get value(): Buffer {
    const view = this.#bytes('value');
    const end = view.indexOf(0);
    return Buffer.from(end < 0 ? view : view.subarray(0, end));
  }

  set value(text: Uint8Array | string) {
    const view = this.#bytes('value');
    const bytes = this.#fitting(text, view.length);
    view.set(bytes);
    if (bytes.length < view.length) view[bytes.length] = 0;
  }

  /** Where it lies. @internal */
  place(): ArrayPlace {
    return { memory: this.#view.buffer as SharedArrayBuffer, offsetBytes: this.#offsetBytes, length: this.length };
  }

  #outOfRange(index: number): never {
    throw new RangeError(`index ${index}: expected 0 to ${this.length - 1} in an array of ${this.length}`);
  }

  #setAll(items: readonly CodeValue<Code>[], offset: number): void {
    if (offset >>> 0 !== offset || offset + items.length > this.length) {
      throw new RangeError(`${items.length} items at offset ${offset} do not fit into an array of ${this.length}`);
    }
    for (const item of items) if (!isPlainValue(this.#kind, item)) assertCodeValue(this.code, this.#view, item);
    this.#view.set(items as never, offset);
  }

  #bytes(what: string): Uint8Array {
    if (this.code === 'c') return this.#view as Uint8Array;
    throw new TypeError(`${what} is there for arrays of type 'c' alone: this one is of type '${this.code}'`);
  }

  #fitting(value: Uint8Array | string, room: number): Uint8Array {
    const bytes = bytesOfText(value);
    if (bytes === undefined) throw new TypeError(`expected a text or a Uint8Array, found a ${typeof value}`);
    if (bytes.length > room) throw new RangeError(`${bytes.length} bytes do not fit into an array of ${room}`);
    return bytes;
  }
}

Object.defineProperty(RawArray.prototype, inspect.custom, {
  value: function inspectArray(this: RawArray, _depth: number, options: InspectOptions) {
    return `${this.constructor.name}(${inspect(this.code)}) ${inspect(this.slice(), options)}`;
  },
});

function itemsOf<Code extends TypeCode>(code: Code, items: unknown): CodeValue<Code>[] {
  const bytes = code === 'c' ? bytesOfText(items) : undefined;
  const all: unknown = bytes ?? items;
  if (typeof all !== 'object' || all === null || !(Symbol.iterator in all)) {
    throw new TypeError(`expected a number of items or the items, found a ${typeof items}`);
  }
  return Array.from(all as Iterable<CodeValue<Code>>);
}

function assertSize(size: unknown): number {
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw new RangeError(`size: expected a whole number from 0 on, found ${String(size)}`);
}

/** Reads the place of an array out of a handle; undefined when it is none. */
export function parsePlace(fields: unknown): { readonly code: TypeCode; readonly place: ArrayPlace } | undefined {
  const [memory, offsetBytes, length, code] = Array.isArray(fields) ? (fields as unknown[]) : [];
  if (!(memory instanceof SharedArrayBuffer) || !isTypeCode(code)) return undefined;
  if (typeof offsetBytes !== 'number' || typeof length !== 'number') return undefined;
  return { code, place: { memory, offsetBytes, length } };
}

/** What `parsePlace` reads. */
export function placeFields(array: RawArray): readonly unknown[] {
  const { memory, offsetBytes, length } = array.place();
  return [memory, offsetBytes, length, array.code];
}

/** Not asked inside of the class: the bundler would rename it there, and its name is seen. */
function isRawArray(constructor: unknown): boolean {
  return constructor === RawArray;
}

const arrays = new HandleCache<RawArray>();

registerHandle<RawArray>({
  tag: 'RawArray',
  type: RawArray,
  encode: placeFields,
  decode: (fields) => {
    const parsed = parsePlace(fields);
    if (parsed === undefined) throw new TypeError('damaged handle of a RawArray');
    const { code, place } = parsed;
    return arrays.get(place.memory, () => new RawArray(code, place.length, place));
  },
});
