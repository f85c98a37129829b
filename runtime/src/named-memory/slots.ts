/** How the items of a ShareableList lie in memory: a slot per item, whose room is settled when the list is made. */
import { inspect } from 'node:util';

/** What a list can hold. */
export type Shareable = number | bigint | boolean | string | Uint8Array | null;

/** What a slot holds now. The numbers are written to memory. */
const Kind = { none: 0, integer: 1, bigint: 2, float: 3, bool: 4, text: 5, bytes: 6 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];

/** Words: the number of items, one unused, then per slot its kind, its room in bytes, its length in bytes, and where it lies. */
const COUNT = 0;
const FIRST_SLOT = 2;
const SLOT_WORDS = 4;
const Field = { kind: 0, room: 1, length: 2, at: 3 } as const;

const encoder = new TextEncoder();

interface Encoded {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

/** Bytes that a list of these items takes. */
export function bytesFor(items: readonly Shareable[]): number {
  return headerBytes(items.length) + items.reduce<number>((sum, item) => sum + roomFor(encode(item)), 0);
}

function headerBytes(count: number): number {
  return (FIRST_SLOT + count * SLOT_WORDS) * 4 + ((FIRST_SLOT + count * SLOT_WORDS) % 2) * 4;
}

/** Python gives a text up to 8 bytes more than it needs, and everything else 8. */
function roomFor({ kind, bytes }: Encoded): number {
  return kind === Kind.text || kind === Kind.bytes ? 8 * (Math.floor(bytes.length / 8) + 1) : 8;
}

export class Slots {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  }

  /** Lays a new list out. */
  layOut(items: readonly Shareable[]): void {
    this.#words[COUNT] = items.length;
    let at = headerBytes(items.length);
    items.forEach((item, index) => {
      const room = roomFor(encode(item));
      this.#words[this.#slot(index) + Field.room] = room;
      this.#words[this.#slot(index) + Field.at] = at;
      at += room;
      this.write(index, item);
    });
  }

  get count(): number {
    return this.#words[COUNT]!;
  }

  /** The item of a slot that exists. */
  read(index: number): Shareable {
    const slot = this.#slot(index);
    const at = this.#words[slot + Field.at]!;
    const bytes = this.#bytes.slice(at, at + this.#words[slot + Field.length]!);
    return decode(this.#words[slot + Field.kind]!, bytes);
  }

  /** Throws RangeError for what does not fit, TypeError for what a list cannot hold. */
  write(index: number, item: Shareable): void {
    const slot = this.#slot(index);
    const encoded = encode(item);
    const room = this.#words[slot + Field.room]!;
    if (encoded.bytes.length > room) {
      throw new RangeError(`item ${index} has room for ${room} bytes: found ${encoded.bytes.length}`);
    }
    this.#bytes.set(encoded.bytes, this.#words[slot + Field.at]);
    this.#words[slot + Field.length] = encoded.bytes.length;
    this.#words[slot + Field.kind] = encoded.kind;
  }

  /** The format of a slot in the words of Python's `struct`. */
  format(index: number): string {
    const slot = this.#slot(index);
    const kind = this.#words[slot + Field.kind]!;
    return FORMATS[kind] ?? `${this.#words[slot + Field.room]!}s`;
  }

  #slot(index: number): number {
    return FIRST_SLOT + index * SLOT_WORDS;
  }
}

const FORMATS: Readonly<Record<number, string>> = {
  [Kind.none]: 'xxxxxx?x',
  [Kind.integer]: 'q',
  [Kind.bigint]: 'q',
  [Kind.float]: 'd',
  [Kind.bool]: 'xxxxxxx?',
};

function encode(item: unknown): Encoded {
  switch (typeof item) {
    case 'number':
      return Number.isSafeInteger(item) && !Object.is(item, -0)
        ? { kind: Kind.integer, bytes: bytesOf(new BigInt64Array([BigInt(item)])) }
        : { kind: Kind.float, bytes: bytesOf(new Float64Array([item])) };
    case 'bigint':
      if (BigInt.asIntN(64, item) !== item) throw new RangeError(`an integer of a list has 64 bits: found ${item}`);
      return { kind: Kind.bigint, bytes: bytesOf(new BigInt64Array([item])) };
    case 'boolean':
      return { kind: Kind.bool, bytes: Uint8Array.of(item ? 1 : 0) };
    case 'string':
      return { kind: Kind.text, bytes: encoder.encode(item) };
    default:
      if (item === null) return { kind: Kind.none, bytes: new Uint8Array(0) };
      if (item instanceof Uint8Array) return { kind: Kind.bytes, bytes: item };
      throw new TypeError(
        `a list holds numbers, bigints, booleans, texts, Uint8Arrays and null: found ${inspect(item, { depth: 0 })}`,
      );
  }
}

function decode(kind: number, bytes: Uint8Array): Shareable {
  switch (kind) {
    case Kind.integer:
      return Number(new DataView(bytes.buffer).getBigInt64(0, true));
    case Kind.bigint:
      return new DataView(bytes.buffer).getBigInt64(0, true);
    case Kind.float:
      return new DataView(bytes.buffer).getFloat64(0, true);
    case Kind.bool:
      return bytes[0] === 1;
    case Kind.text:
      return new TextDecoder().decode(bytes);
    case Kind.bytes:
      return bytes;
    default:
      return null;
  }
}

function bytesOf(view: BigInt64Array | Float64Array): Uint8Array {
  return new Uint8Array(view.buffer);
}
