/**
 * The part of the FlatBuffers encoding that Arrow's metadata needs (https://flatbuffers.dev/internals): tables, vectors
 * of tables and of structs, strings, scalars. A value tree is laid out top down, so that every offset points forward.
 */
import { encodeUtf8 } from './utf8.ts';

/** An integer stored inside its table; `bytes` is its width. */
export interface FlatScalar {
  readonly type: 'scalar';
  readonly bytes: 1 | 2 | 4 | 8;
  readonly value: number;
}
/** Fields by slot; `undefined` leaves a slot at its default. */
export interface FlatTable {
  readonly type: 'table';
  readonly fields: readonly (FlatValue | undefined)[];
}
export interface FlatString {
  readonly type: 'string';
  readonly text: string;
}
export interface FlatVector {
  readonly type: 'vector';
  readonly items: readonly FlatTable[];
}
/** A vector of structs made of int64 words: `wordsPerStruct` numbers each. */
export interface FlatStructs {
  readonly type: 'structs';
  readonly wordsPerStruct: number;
  readonly words: readonly number[];
}
export type FlatReference = FlatTable | FlatString | FlatVector | FlatStructs;
export type FlatValue = FlatScalar | FlatReference;

export function scalar(bytes: FlatScalar['bytes'], value: number): FlatScalar {
  return { type: 'scalar', bytes, value };
}
export function table(...fields: readonly (FlatValue | undefined)[]): FlatTable {
  return { type: 'table', fields };
}
export function text(value: string): FlatString {
  return { type: 'string', text: value };
}
export function vector(...items: readonly FlatTable[]): FlatVector {
  return { type: 'vector', items };
}
export function structs(wordsPerStruct: number, words: readonly number[]): FlatStructs {
  return { type: 'structs', wordsPerStruct, words };
}

/** Encodes `root` as a buffer whose length is a multiple of 8. Integers must be below 2^53. */
export function encodeFlatBuffer(root: FlatTable): Uint8Array {
  const layout = new Layout();
  layout.reserve(4, 4);
  layout.link(0, layout.place(root));
  layout.align(8);
  return layout.bytes();
}

class Layout {
  #view = new DataView(new ArrayBuffer(512));
  #length = 0;

  bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length).slice();
  }

  align(alignment: number): void {
    this.reserve(0, alignment);
  }

  /** Room for `size` zero bytes at an aligned place; gives the place. */
  reserve(size: number, alignment: number): number {
    const place = Math.ceil(this.#length / alignment) * alignment;
    this.#length = place + size;
    if (this.#length > this.#view.byteLength) {
      const grown = new Uint8Array(Math.max(this.#length, this.#view.byteLength * 2));
      grown.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(grown.buffer);
    }
    return place;
  }

  /** Writes the forward offset at `from` that leads to `to`. */
  link(from: number, to: number): void {
    this.#view.setUint32(from, to - from, true);
  }

  place(value: FlatReference): number {
    switch (value.type) {
      case 'table':
        return this.#placeTable(value);
      case 'string':
        return this.#placeString(value.text);
      case 'vector':
        return this.#placeVector(value.items);
      case 'structs':
        return this.#placeStructs(value);
    }
  }

  /** The vtable, then the table, then what the table refers to. */
  #placeTable({ fields }: FlatTable): number {
    const vtable = this.reserve(4 + fields.length * 2, 2);
    // Starting tables at 8 makes the place of each field depend on the table alone.
    const start = this.reserve(4, 8);
    const places = fields.map((field) => {
      if (field === undefined) return 0;
      const bytes = field.type === 'scalar' ? field.bytes : 4;
      return this.reserve(bytes, bytes);
    });
    this.#view.setUint16(vtable, 4 + fields.length * 2, true);
    this.#view.setUint16(vtable + 2, this.#length - start, true);
    this.#view.setInt32(start, start - vtable, true);
    fields.forEach((field, slot) => {
      if (field === undefined) return;
      const place = places[slot]!;
      this.#view.setUint16(vtable + 4 + slot * 2, place - start, true);
      if (field.type === 'scalar') this.#setInteger(place, field.bytes, field.value);
      else this.link(place, this.place(field));
    });
    return start;
  }

  #placeString(value: string): number {
    const bytes = encodeUtf8(value);
    const start = this.reserve(4 + bytes.length + 1, 4);
    this.#view.setUint32(start, bytes.length, true);
    new Uint8Array(this.#view.buffer).set(bytes, start + 4);
    return start;
  }

  #placeVector(items: readonly FlatTable[]): number {
    const start = this.reserve(4 + items.length * 4, 4);
    this.#view.setUint32(start, items.length, true);
    items.forEach((item, index) => this.link(start + 4 + index * 4, this.place(item)));
    return start;
  }

  #placeStructs({ words, wordsPerStruct }: FlatStructs): number {
    // The length sits right before the first struct, which is aligned to 8.
    const first = this.reserve(4, 8) + 8;
    this.reserve(4 + words.length * 8, 4);
    this.#view.setUint32(first - 4, words.length / wordsPerStruct, true);
    words.forEach((word, index) => this.#setInteger(first + index * 8, 8, word));
    return first - 4;
  }

  #setInteger(place: number, bytes: FlatScalar['bytes'], value: number): void {
    if (bytes === 1) this.#view.setUint8(place, value);
    else if (bytes === 2) this.#view.setInt16(place, value, true);
    else if (bytes === 4) this.#view.setInt32(place, value, true);
    else this.#view.setBigInt64(place, BigInt(value), true);
  }
}
