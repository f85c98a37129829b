/**
 * Values to bytes: what `structuredClone` takes, plus handles of the runtime, minus nothing; what cannot travel is
 * refused with its path. The bytes describe themselves: see tags.ts, and decode.ts for the inverse. Here is what every message has;
 * `write/` has the kinds of objects.
 */
import { types } from 'node:util';
import { ByteWriter } from './byte-writer.ts';
import { functionTravel, type FunctionTravel } from './functions.ts';
import { handleKindOf } from './handles.ts';
import { MemoryJourney } from './memory-journey.ts';
import { ObjectNumbers } from './object-numbers.ts';
import type { Outside } from './outside.ts';
import { isRawMemoryKeptOut } from './raw-memory.ts';
import { Refusal, refusalError } from './refusal.ts';
import { SHORT_STRING, SHORT_STRING_MAX, SMALL_INT, SMALL_INT_MAX, SMALL_INT_MIN, Tag } from './tags.ts';
import { writeBigint, writeStructured } from './write/builtins.ts';
import { writeArray, writeProperties } from './write/collections.ts';
import { writeFunction } from './write/functions.ts';
import { writeHandle } from './write/handle.ts';
import { writeBuffer, writeView } from './write/memory.ts';
import type { Writing } from './write/writing.ts';

export interface EncodeOptions {
  /** Whether functions may be in the value: its reader is a worker. Default false: they are refused. */
  readonly functions?: boolean;
  /** Whether shared memory may be in it outside of handles. Default true, but for processes of their own. */
  readonly rawMemory?: boolean;
  /** The reader is outside of the program: see outside.ts. */
  readonly outside?: Outside | undefined;
}

/** Encodes one value at a time into its writer. */
export class Encoder implements Writing {
  readonly writer: ByteWriter = new ByteWriter();
  readonly numbers: ObjectNumbers = new ObjectNumbers();
  readonly unmade: Set<object> = new Set<object>();
  functions: FunctionTravel | undefined;
  outside: Outside | undefined;
  rawMemory = true;
  errorDepth = 0;
  memories: number[] = [];

  /**
   * Encodes a value; the bytes are then in `writer`. `root` is what an error calls the value (`message`, `argument`).
   * Throws NotCloneableError with the path to the part that cannot travel.
   */
  encode(
    value: unknown,
    root: string,
    { functions = false, rawMemory = true, outside }: EncodeOptions = {},
  ): ByteWriter {
    this.writer.reset();
    this.errorDepth = 0;
    this.rawMemory = rawMemory && !isRawMemoryKeptOut();
    this.functions = functions ? functionTravel() : undefined;
    this.outside = outside;
    try {
      this.value(value);
      if (this.memories.length > 0) this.writer.journeys.push(new MemoryJourney(this.memories));
    } catch (error) {
      if (error instanceof Refusal) throw refusalError(root, value, error);
      throw error;
    } finally {
      this.numbers.clear();
      if (this.memories.length > 0) this.memories = [];
      if (this.unmade.size > 0) this.unmade.clear();
    }
    return this.writer;
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.#number(value);
        return;
      case 'string':
        this.string(value);
        return;
      case 'object':
        if (value === null) this.writer.byte(Tag.null);
        else this.#object(value);
        return;
      case 'boolean':
        this.writer.byte(value ? Tag.true : Tag.false);
        return;
      case 'undefined':
        this.writer.byte(Tag.undefined);
        return;
      case 'bigint':
        writeBigint(this.writer, value);
        return;
      case 'function':
        if (this.unmade.has(value)) throw new Refusal(value);
        writeFunction(this, value);
        return;
      default:
        throw new Refusal(value);
    }
  }

  string(text: string): void {
    const length = text.length;
    if (length <= SHORT_STRING_MAX && this.writer.latin1(SHORT_STRING + length, text)) return;
    this.writer.text(Tag.latin1, Tag.utf16, text);
  }

  again(object: object): boolean {
    const at = this.numbers.find(object);
    if (at < 0) return false;
    this.writer.byte(Tag.reference);
    this.writer.varint(at);
    return true;
  }

  #number(value: number): void {
    const integer = value | 0;
    if (integer !== value || (integer === 0 && 1 / value < 0)) this.writer.float64(Tag.double, value);
    else if (integer >= SMALL_INT_MIN && integer <= SMALL_INT_MAX) {
      this.writer.byte(SMALL_INT - SMALL_INT_MIN + integer);
    } else this.writer.int32(Tag.int32, integer);
  }

  #object(object: object): void {
    if (this.again(object)) return;
    if (Array.isArray(object)) {
      writeArray(this, object);
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype === Object.prototype || prototype === null) writeProperties(this, Tag.object, object);
    else this.#exotic(object);
  }

  #exotic(object: object): void {
    if (ArrayBuffer.isView(object)) {
      writeView(this, object);
      return;
    }
    const kind = handleKindOf(object);
    if (kind !== undefined) writeHandle(this, object, kind);
    else if (types.isAnyArrayBuffer(object)) writeBuffer(this, object);
    else writeStructured(this, object);
  }
}
