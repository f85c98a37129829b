/**
 * Values to bytes: what `structuredClone` takes, plus handles of the runtime, minus nothing; what cannot travel is
 * refused with its path. The bytes describe themselves: see tags.ts, and decode.ts for the inverse.
 */
import { types } from 'node:util';
import { publishShared } from '../shared-registry.ts';
import { ByteWriter } from './byte-writer.ts';
import { errorFields } from './error-envelope.ts';
import { functionTravel, type FunctionTravel } from './functions.ts';
import { type AnyKind, handleKindOf } from './handles.ts';
import { MemoryJourney } from './memory-journey.ts';
import { isRawMemoryKeptOut, RAW_MEMORY_REFUSAL } from './raw-memory.ts';
import { instanceTravel } from './instances.ts';
import { ObjectNumbers } from './object-numbers.ts';
import type { Outside } from './outside.ts';
import { packNumbers } from './pack-numbers.ts';
import { Refusal, refusalError } from './refusal.ts';
import { SHORT_STRING, SHORT_STRING_MAX, SMALL_INT, SMALL_INT_MAX, SMALL_INT_MIN, Tag } from './tags.ts';
import { viewTypeIndex } from './view-types.ts';

const NO_KEYS: readonly string[] = [];

/** Why these are refused where the reader is outside of the program. */
const WITHIN = 'shared memory of this program, which nobody outside of it can reach: send a copy of what it holds';
const CLASS_WITHIN = 'an instance of a class, which does not leave the program: send its data as a plain object';

/** Arrays of numbers from this length on are written as one block. */
const PACKED_FROM_LENGTH = 32;

export interface EncodeOptions {
  /** Whether functions may be in the value: its reader is a worker. Default false: they are refused. */
  readonly functions?: boolean;
  /** Whether shared memory may be in it outside of handles. Default true, but for processes of their own. */
  readonly rawMemory?: boolean;
  /** The reader is outside of the program: see outside.ts. */
  readonly outside?: Outside | undefined;
}

/** Encodes one value at a time into its writer. */
export class Encoder {
  readonly writer: ByteWriter = new ByteWriter();
  #functions: FunctionTravel | undefined;
  #outside: Outside | undefined;
  /** Classes and bound functions whose values are being written: the reader makes them after these. */
  readonly #unmade = new Set<object>();
  /** How many errors the one that is being written is the cause of. */
  #errorDepth = 0;
  /** Ids of the shared memory in the message. */
  #named: number[] = [];
  readonly #numbers: ObjectNumbers = new ObjectNumbers();
  #rawMemory = true;

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
    this.#errorDepth = 0;
    this.#rawMemory = rawMemory && !isRawMemoryKeptOut();
    this.#functions = functions ? functionTravel() : undefined;
    this.#outside = outside;
    try {
      this.#value(value);
      if (this.#named.length > 0) this.writer.journeys.push(new MemoryJourney(this.#named));
    } catch (error) {
      if (error instanceof Refusal) throw refusalError(root, value, error);
      throw error;
    } finally {
      this.#numbers.clear();
      if (this.#named.length > 0) this.#named = [];
      if (this.#unmade.size > 0) this.#unmade.clear();
    }
    return this.writer;
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.#number(value);
        return;
      case 'string':
        this.#string(value);
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
        this.#bigint(value);
        return;
      case 'function':
        if (this.#unmade.has(value)) throw new Refusal(value);
        this.#function(value);
        return;
      default:
        throw new Refusal(value);
    }
  }

  #number(value: number): void {
    const integer = value | 0;
    if (integer !== value || (integer === 0 && 1 / value < 0)) this.writer.float64(Tag.double, value);
    else if (integer >= SMALL_INT_MIN && integer <= SMALL_INT_MAX) {
      this.writer.byte(SMALL_INT - SMALL_INT_MIN + integer);
    } else this.writer.int32(Tag.int32, integer);
  }

  #string(text: string): void {
    const length = text.length;
    if (length <= SHORT_STRING_MAX && this.writer.latin1(SHORT_STRING + length, text)) return;
    this.writer.text(Tag.latin1, Tag.utf16, text);
  }

  #bigint(value: bigint): void {
    const negative = value < 0n;
    const digits = (negative ? -value : value).toString(16);
    const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').reverse();
    this.writer.byte(Tag.bigint);
    this.writer.byte(negative ? 1 : 0);
    this.writer.varint(bytes.length);
    for (const byte of bytes) this.writer.byte(byte);
  }

  /** Writes a reference if the object was written before. */
  #again(object: object): boolean {
    const at = this.#numbers.find(object);
    if (at < 0) return false;
    this.writer.byte(Tag.reference);
    this.writer.varint(at);
    return true;
  }

  #object(object: object): void {
    if (this.#again(object)) return;
    if (Array.isArray(object)) {
      this.#array(object);
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype === Object.prototype || prototype === null) this.#properties(Tag.object, object);
    else this.#exotic(object);
  }

  #array(array: readonly unknown[]): void {
    const { length } = array;
    if (Object.getPrototypeOf(array) !== Array.prototype) assertBuiltin(array);
    const extra = length === 0 || 'index' in array ? namedKeys(array) : NO_KEYS;
    if (length >= PACKED_FROM_LENGTH && extra.length === 0 && this.#packed(array)) return;
    this.writer.byte(extra.length > 0 ? Tag.arrayWithProperties : Tag.array);
    this.writer.varint(length);
    for (let i = 0; i < length; i++) {
      const item = array[i];
      if (item === undefined && !(i in array)) this.writer.byte(Tag.hole);
      else this.#value(item);
    }
    if (extra.length > 0) this.#entries(extra, array);
  }

  /** Writes an array of numbers alone as one block; false, and nothing written, where it holds anything else. */
  #packed(array: readonly unknown[]): boolean {
    const block = packNumbers(array);
    if (block === undefined) return false;
    this.writer.byte(block instanceof Int32Array ? Tag.int32Array : Tag.doubleArray);
    this.writer.varint(array.length);
    this.writer.contents(block.buffer, 0, block.byteLength);
    return true;
  }

  #properties(tag: number, object: object): void {
    this.writer.byte(tag);
    this.#entries(Object.keys(object), object);
  }

  #entries(keys: readonly string[], object: object): void {
    const { length } = keys;
    this.writer.varint(length);
    for (let i = 0; i < length; i++) {
      const key = keys[i]!;
      this.#string(key);
      this.#value((object as Record<string, unknown>)[key]);
    }
  }

  #exotic(object: object): void {
    if (ArrayBuffer.isView(object)) {
      this.#view(object);
      return;
    }
    const kind = handleKindOf(object);
    if (kind !== undefined) {
      this.#handle(object, kind);
    } else if (types.isAnyArrayBuffer(object)) this.#buffer(object);
    else this.#structured(object);
  }

  /** Memory in a handle is what the handle stands for: it travels as an id. */
  #handleFields(object: object, kind: AnyKind): void {
    const rawMemory = this.#rawMemory;
    if (!rawMemory) {
      const why = kind.keptFromProcesses?.(object);
      if (why !== undefined) throw new Refusal(object, why);
    }
    this.#rawMemory = true;
    this.#value(kind.encode(object));
    this.#rawMemory = rawMemory;
  }

  #structured(object: object): void {
    if (object instanceof Map) this.#map(object);
    else if (object instanceof Set) this.#set(object);
    else if (types.isDate(object)) this.writer.float64(Tag.date, object.getTime());
    else if (types.isRegExp(object)) {
      this.writer.byte(Tag.regexp);
      this.#string(object.source);
      this.#string(object.flags);
    } else if (object instanceof DOMException) this.#domException(object);
    else if (types.isNativeError(object)) this.#error(object);
    else if (types.isBoxedPrimitive(object)) {
      this.writer.byte(Tag.boxed);
      this.#value(object.valueOf());
    } else if (isUncloneable(object)) throw new Refusal(object);
    else this.#instance(object);
  }

  #handle(object: object, kind: AnyKind): void {
    const outside = this.#outside;
    const fields = outside?.take?.(object);
    if (outside !== undefined && fields === undefined) throw new Refusal(object, WITHIN);
    this.writer.byte(Tag.handle);
    this.#string(kind.tag);
    if (outside !== undefined) this.#value(fields);
    else {
      this.#handleFields(object, kind);
      if (kind.journey !== undefined) this.writer.journeys.push(kind.journey(object));
    }
  }

  #instance(object: object): void {
    const fate = instanceTravel()?.fateOf(object);
    if (this.#outside !== undefined && fate?.type === 'instance') throw new Refusal(object, CLASS_WITHIN);
    switch (fate?.type) {
      case undefined:
      case 'plain':
        this.#properties(Tag.object, object);
        return;
      case 'instance':
        this.writer.byte(Tag.instance);
        this.#value(fate.ref);
        this.#entries(Object.keys(object), object);
        return;
      case 'refused':
        throw new Refusal(object, fate.why);
    }
  }

  #view(view: ArrayBufferView): void {
    if (this.#outside !== undefined && types.isSharedArrayBuffer(view.buffer)) throw new Refusal(view, WITHIN);
    if (!this.#rawMemory && types.isSharedArrayBuffer(view.buffer)) throw new Refusal(view, RAW_MEMORY_REFUSAL);
    this.writer.byte(Tag.view);
    this.writer.byte(viewTypeIndex(view));
    const { buffer, byteOffset, byteLength } = view;
    const whole = types.isSharedArrayBuffer(buffer) || (byteOffset === 0 && byteLength === buffer.byteLength);
    // Of a part of a larger buffer only the part travels.
    this.writer.varint(whole ? byteOffset : 0);
    this.writer.varint(byteLength);
    if (whole) {
      if (!this.#again(buffer)) this.#buffer(buffer);
      return;
    }
    // The part has a number of its own, which nothing refers to.
    this.#numbers.skip();
    this.writer.byte(Tag.arrayBuffer);
    this.writer.varint(byteLength);
    this.writer.contents(buffer, byteOffset, byteLength);
  }

  #buffer(buffer: ArrayBufferLike): void {
    if (types.isSharedArrayBuffer(buffer)) {
      if (this.#outside !== undefined) throw new Refusal(buffer, WITHIN);
      if (!this.#rawMemory) throw new Refusal(buffer, RAW_MEMORY_REFUSAL);
      this.writer.byte(Tag.sharedMemory);
      const id = publishShared(buffer);
      this.#named.push(id);
      this.writer.varint(id);
      return;
    }
    // What may grow would let a stranger reserve memory: outside it arrives with the length that it has.
    const resizable = buffer.resizable && this.#outside === undefined;
    this.writer.byte(resizable ? Tag.resizableBuffer : Tag.arrayBuffer);
    const { byteLength } = buffer;
    this.writer.varint(byteLength);
    if (resizable) this.writer.varint(buffer.maxByteLength);
    this.writer.contents(buffer, 0, byteLength);
  }

  #map(map: ReadonlyMap<unknown, unknown>): void {
    if (Object.getPrototypeOf(map) !== Map.prototype) assertBuiltin(map);
    const entries = [...map];
    this.writer.byte(Tag.map);
    this.writer.varint(entries.length);
    for (const [key, value] of entries) {
      this.#value(key);
      this.#value(value);
    }
  }

  #set(set: ReadonlySet<unknown>): void {
    if (Object.getPrototypeOf(set) !== Set.prototype) assertBuiltin(set);
    const items = [...set];
    this.writer.byte(Tag.set);
    this.writer.varint(items.length);
    for (const item of items) this.#value(item);
  }

  #function(fn: object): void {
    const travel = this.#functions;
    if (travel === undefined) throw new Refusal(fn);
    if (this.#again(fn)) return;
    const parts = travel.take(fn);
    const isLate = travel.needsValuesFirst(parts);
    if (isLate) this.#unmade.add(fn);
    this.writer.byte(isLate ? Tag.lateFunction : Tag.function);
    this.#value(parts.ref);
    this.writer.varint(parts.values.length);
    for (const [i, value] of parts.values.entries()) {
      try {
        // As a value of its own it may be one that is made later; inside an object it must be there.
        if (typeof value === 'function') this.#function(value);
        else this.#value(value);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw travel.refuse(fn, i, (root) => refusalError(root, value, error));
      }
    }
    this.#unmade.delete(fn);
  }

  #error(error: Error): void {
    this.writer.byte(Tag.error);
    this.#properties(Tag.object, errorFields(error, this.#errorDepth++));
    this.#errorDepth--;
  }

  /** Its name and message are private to it: the other side makes one anew. */
  #domException({ name, message, stack }: DOMException): void {
    this.writer.byte(Tag.domException);
    for (const text of [name, message, stack ?? '']) this.#string(text);
  }
}

/**
 * Named properties of an array. To look for them costs more than to encode a short array, so only the arrays that are
 * known to have some are asked: matches of regular expressions, and arrays without elements.
 */
function namedKeys(array: readonly unknown[]): readonly string[] {
  return Object.keys(array).filter((key) => !isIndex(key, array.length));
}

function isIndex(key: string, length: number): boolean {
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && index < length && String(index) === key;
}

/** Refuses an object of a class of the user's that extends one of the language. */
function assertBuiltin(object: object): void {
  const why = instanceTravel()?.whyNoBuiltin(object);
  if (why !== undefined) throw new Refusal(object, why);
}

/** Objects that structured clone refuses too. */
function isUncloneable(object: object): boolean {
  return (
    types.isPromise(object) ||
    types.isWeakMap(object) ||
    types.isWeakSet(object) ||
    object instanceof WeakRef ||
    types.isProxy(object) ||
    types.isGeneratorObject(object) ||
    types.isExternal(object) ||
    types.isModuleNamespaceObject(object) ||
    object instanceof MessagePort ||
    isNativeHandle(object)
  );
}

/** Sockets, streams and the like: objects that hold a handle of Node. */
function isNativeHandle(object: object): boolean {
  return '_handle' in object && typeof object._handle === 'object';
}
