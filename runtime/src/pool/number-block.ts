/**
 * Chunks of numbers alone, items or results, cross as bare float64: nothing is tagged, and each side looks at a number
 * once. Every number stays what it is: -0, NaN, whole numbers of any size.
 */
import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { copyAtOnce } from '../shared-memory/codec/byte-writer.ts';
import type { SlotReader } from './slot-reader.ts';
import type { Payload } from './slot-writer.ts';

/** Fewer numbers are encoded as other values are. */
const FEWEST = 32;

/** Larger room is not kept for the next chunk. */
const MOST_KEPT = 1 << 17;

/** Room for the numbers of one chunk; the next chunk uses it again. */
class NumberRoom {
  #kept = new Float64Array(FEWEST);

  /** Room for at least that many. */
  atLeast(count: number): Float64Array<ArrayBuffer> {
    if (count <= this.#kept.length) return this.#kept;
    const room = new Float64Array(count);
    if (count <= MOST_KEPT) this.#kept = room;
    return room;
  }
}

/** An array for that many numbers. Made in one place, so that the engine learns to give it room for numbers at once. */
export function arrayForNumbers(count: number): number[] {
  return new Array<number>(count);
}

/** Copies numbers into an array, from its position `at` on. */
export function copyNumbers(numbers: Float64Array, target: unknown[], at: number): void {
  const { length } = numbers;
  for (let i = 0; i < length; i++) target[at + i] = numbers[i];
}

/** The numbers as a plain array. */
export function toArray(numbers: Float64Array): unknown[] {
  const array = arrayForNumbers(numbers.length);
  copyNumbers(numbers, array, 0);
  return array;
}

/**
 * A number read out of a Float64Array, kept as the engine keeps it elsewhere. V8 makes each that it reads there a double, also
 * 100; and a function that has once been given doubles is compiled for them: `n % d` becomes ten times slower.
 */
export function asPlainNumber(number: number): number {
  const whole = number | 0;
  // -0 is equal to 0 and must stay what it is.
  return whole === number && (whole !== 0 || 1 / number > 0) ? whole : number;
}

/** Numbers as the payload of a slot. */
export function numberPayload({ buffer, byteOffset, byteLength }: Float64Array): Payload {
  const source = Buffer.from(buffer, byteOffset, byteLength);
  return { length: byteLength, copyTo: ({ bytes }, offset) => copyAtOnce(source, bytes, offset) };
}

/** The items of chunks as numbers. What it gives is good until it is asked for the next. */
export class NumberItems {
  readonly #room = new NumberRoom();

  /** For who sends: the items where all are numbers, else undefined. */
  of(items: unknown): Float64Array | undefined {
    if (types.isFloat64Array(items)) return items.length < FEWEST ? undefined : items;
    if (!Array.isArray(items) || items.length < FEWEST || typeof items[0] !== 'number') return undefined;
    const values: readonly unknown[] = items;
    const { length } = values;
    const numbers = this.#room.atLeast(length);
    for (let i = 0; i < length; i++) {
      const value = values[i];
      if (typeof value !== 'number') return undefined;
      numbers[i] = value;
    }
    return numbers.subarray(0, length);
  }

  /** For who receives: the numbers in the slot that was taken last, out of the ring. */
  read({ views, offset, length }: SlotReader): Float64Array {
    const count = length >> 3;
    const numbers = this.#room.atLeast(count);
    copyAtOnce(Buffer.from(views.memory, offset, length), new Uint8Array(numbers.buffer), 0);
    return numbers.subarray(0, count);
  }
}

/** The results of one chunk after the other: float64 as long as all are numbers. */
export class ChunkResults {
  readonly #room = new NumberRoom();
  /** Results so far. */
  count = 0;
  /** Where they go; undefined from the first result on that is no number, and for few. */
  numbers: Float64Array | undefined;
  #values: unknown[] = [];

  /** Begins a chunk of that many items. */
  begin(count: number): void {
    this.count = 0;
    this.numbers = count < FEWEST ? undefined : this.#room.atLeast(count);
    this.#values = [];
  }

  push(value: unknown): void {
    if (this.numbers !== undefined && typeof value !== 'number') {
      this.#values = toArray(this.numbers.subarray(0, this.count));
      this.numbers = undefined;
    }
    if (this.numbers === undefined) this.#values.push(value);
    else this.numbers[this.count] = value as number;
    this.count++;
  }

  /** All results, which are forgotten here: as float64, good until the next chunk begins, where each is a number. */
  take(): Float64Array | readonly unknown[] {
    const results = this.numbers === undefined ? this.#values : this.numbers.subarray(0, this.count);
    this.begin(0);
    return results;
  }
}
