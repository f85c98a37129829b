/** Functions by number: written once by the pool's owner, read by each worker when it meets a number it does not know. */
import { decode, encode } from '../shared-memory/codec/codec.ts';
import type { FunctionRef } from '../functions/function-ref.ts';
import { RingViews } from './slot-ring.ts';

/** What a number stands for. */
export interface Definition {
  readonly ref: FunctionRef;
  /** Its name in errors. */
  readonly name: string;
  /** Its place in the trace: a site id. */
  readonly site: number;
  /** How long one call of it may run; null for ever. */
  readonly limitMs: number | null;
}

/** The word that says where the definitions end, in bytes. */
export const DEFINITION_BYTES_WORD = 0;
const START_BYTES = 8;
const MOST_BYTES = 256 * 1024 * 1024;

export function createDefinitionMemory(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(4096, { maxByteLength: MOST_BYTES });
  new Int32Array(memory)[0] = START_BYTES;
  return memory;
}

/** The writing end; numbers count from 1. */
export class DefinitionWriter {
  readonly #views: RingViews;
  #count = 0;
  #end = START_BYTES;

  constructor(memory: SharedArrayBuffer) {
    this.#views = new RingViews(memory);
  }

  add(definition: Definition): number {
    const bytes = encode(definition, 'function');
    const end = this.#end + 8 + bytes.length;
    const { memory } = this.#views;
    if (end > memory.byteLength) memory.grow(Math.min(MOST_BYTES, Math.max(end, memory.byteLength * 2)));
    this.#views.reach(end);
    this.#views.words[this.#end >> 2] = bytes.length;
    this.#views.bytes.set(bytes, this.#end + 8);
    this.#end = end;
    Atomics.store(this.#views.words, 0, end);
    return ++this.#count;
  }
}

/** The reading end. */
export class DefinitionReader {
  readonly #views: RingViews;
  readonly #found: Definition[] = [];
  #next = START_BYTES;

  constructor(memory: SharedArrayBuffer) {
    this.#views = new RingViews(memory);
  }

  get(number: number): Definition {
    const end = Atomics.load(this.#views.words, 0);
    this.#views.reach(end);
    while (this.#found.length < number && this.#next < end) {
      const length = this.#views.words[this.#next >> 2]!;
      const bytes = this.#views.bytes.slice(this.#next + 8, this.#next + 8 + length);
      this.#found.push(decode(bytes) as Definition);
      this.#next += 8 + length;
    }
    const definition = this.#found[number - 1];
    if (definition === undefined)
      throw new Error(`pool: function ${number} is not defined; this is a bug in parascope`);
    return definition;
  }
}
