/** Bytes to values: the inverse of encode.ts. Truncated or damaged bytes throw DecodeError; nothing is trusted. */
import { Buffer } from 'node:buffer';
import { DecodeError } from '../../errors.ts';
import { dropMessage, lookupShared } from '../shared-registry.ts';
import { ByteReader } from './byte-reader.ts';
import { createError, fillError } from './error-envelope.ts';
import { functionTravel, type FunctionRevival } from './functions.ts';
import { type AnyKind, handleKind } from './handles.ts';
import { isRawMemoryKeptOut, RAW_MEMORY_REFUSAL } from './raw-memory.ts';
import { instanceTravel } from './instances.ts';
import type { Outside } from './outside.ts';
import { SHORT_STRING, SMALL_INT, SMALL_INT_MIN, Tag } from './tags.ts';
import { viewType } from './view-types.ts';

/** A longer list of objects is not kept for the next message. */
const KEPT_OBJECTS = 1024;
/** Arrays are made this long at most before their elements have been seen. */
const LARGEST_FIRST_LENGTH = 1 << 16;

const UNZEROED_BYTES = 4096;

/** What no message from outside of the program holds: it would call code, look up memory, or reserve it. */
const WITHIN: ReadonlySet<number> = new Set([
  Tag.sharedMemory,
  Tag.function,
  Tag.lateFunction,
  Tag.instance,
  Tag.resizableBuffer,
]);

interface LateValue {
  /** Number of the object that is missing. */
  readonly missing: number;
  readonly values: unknown[];
  readonly position: number;
  readonly set: FunctionRevival['set'];
}

interface CountedHandle {
  readonly kind: AnyKind;
  readonly object: object;
}

/** In the place of a function where nobody will call it. */
const NO_FUNCTION: FunctionRevival = { create: () => ({}), set: () => undefined };

/** Decodes one value at a time out of its reader. */
export class Decoder {
  readonly reader: ByteReader = new ByteReader();
  /** The objects of the message, by number; the array is used again, cleared. */
  #objects: (object | undefined)[] = [];
  #count = 0;
  /** Handles of the message that count who has them. */
  #counted: CountedHandle[] = [];
  /** Ids of the shared memory in the message. */
  #named: number[] = [];
  /** Only the handles are of interest: what else cannot be made is left out. */
  #onlyHandles = false;
  readonly #outside: Outside | undefined;

  /** `outside`: the messages come from outside of the program, see outside.ts. */
  constructor(outside?: Outside) {
    this.#outside = outside;
  }

  /**
   * Call it once the message that was decoded last is taken, whether or not it could be read: tells its handles that they
   * have arrived, and gives back its references to shared memory.
   */
  arrive(): void {
    this.arriveHandles();
    this.dropMemories();
  }

  /** The first half of `arrive`. */
  arriveHandles(): void {
    if (this.#counted.length === 0) return;
    for (const { kind, object } of this.#counted) kind.arrive?.(object);
    this.#counted = [];
  }

  /** The second half. Done twice it would let go of memory that is in use: where a death could bring that about, it comes last. */
  dropMemories(): void {
    if (this.#named.length === 0) return;
    dropMessage(this.#named);
    this.#named = [];
  }

  /** What `arrive` would do, to be done later, once for each message that held these bytes. */
  takeArrivals(): () => void {
    const counted = this.#counted;
    const named = this.#named;
    this.#counted = [];
    this.#named = [];
    return () => {
      for (const { kind, object } of counted) kind.arrive?.(object);
      dropMessage(named);
    };
  }
  /** How many handles the value that is being read is a field of. */
  #handleDepth = 0;
  /** Values of functions that wait for a function in the making. */
  #late: LateValue[] = [];

  /** The value whose bytes lie at [start, end) of the reader's memory. */
  decode(start: number, end: number): unknown {
    this.reader.seek(start, end);
    this.#handleDepth = 0;
    if (this.#counted.length > 0) this.#counted = [];
    if (this.#named.length > 0) this.#named = [];
    try {
      const value = this.#value();
      if (this.reader.remaining > 7) throw new DecodeError(`a message has ${this.reader.remaining} bytes too many`);
      for (const { kind, object } of this.#counted) kind.hold?.(object);
      return value;
    } catch (error) {
      if (this.#outside === undefined) this.#findHandles(start, end);
      if (error instanceof RangeError)
        throw new DecodeError(`a message is damaged: ${error.message}`, { cause: error });
      throw error;
    } finally {
      this.#forget();
    }
  }

  /** After a message could not be read: nobody gets its handles, but they are not on their way any more either. */
  #findHandles(start: number, end: number): void {
    this.#forget();
    this.#counted = [];
    this.#named = [];
    this.#onlyHandles = true;
    this.#handleDepth = 0;
    this.reader.seek(start, end);
    try {
      this.#value();
    } catch {
      // The bytes are damaged: what was found before that is all that can be found.
    } finally {
      this.#onlyHandles = false;
    }
  }

  /** Lets go of the objects of the message. */
  #forget(): void {
    if (this.#late.length > 0) this.#late = [];
    if (this.#count > KEPT_OBJECTS) this.#objects = [];
    else for (let i = 0; i < this.#count; i++) this.#objects[i] = undefined;
    this.#count = 0;
  }

  #value(): unknown {
    return this.#tagged(this.reader.byte());
  }

  #tagged(tag: number): unknown {
    if (tag >= SMALL_INT) return tag - SMALL_INT + SMALL_INT_MIN;
    if (tag >= SHORT_STRING) return this.reader.latin1(tag - SHORT_STRING);
    switch (tag) {
      case Tag.undefined:
        return undefined;
      case Tag.null:
        return null;
      case Tag.true:
        return true;
      case Tag.false:
        return false;
      case Tag.int32:
        return this.reader.int32();
      case Tag.double:
        return this.reader.float64();
      case Tag.latin1:
        return this.reader.latin1(this.reader.varint());
      case Tag.utf16:
        return this.reader.utf16(this.reader.varint());
      case Tag.bigint:
        return this.#bigint();
      case Tag.reference:
        return this.#reference();
      default:
        return this.#object(tag);
    }
  }

  #object(tag: number): unknown {
    if (this.#outside !== undefined && WITHIN.has(tag)) {
      throw new DecodeError(
        `a message from outside of the program holds a value of kind ${tag}, which may not come from there`,
      );
    }
    switch (tag) {
      case Tag.array:
        return this.#array();
      case Tag.int32Array:
        return this.#numbers(Int32Array);
      case Tag.doubleArray:
        return this.#numbers(Float64Array);
      case Tag.arrayWithProperties:
        return this.#properties(this.#array());
      case Tag.object:
        return this.#properties(this.#keep({}));
      case Tag.instance:
        return this.#instance();
      case Tag.map:
        return this.#map(this.#keep(new Map()));
      case Tag.set:
        return this.#set(this.#keep(new Set()));
      case Tag.date:
        return this.#keep(new Date(this.reader.float64()));
      case Tag.regexp:
        return this.#regexp();
      case Tag.arrayBuffer:
      case Tag.resizableBuffer:
        return this.#buffer(tag);
      case Tag.view:
        return this.#view();
      case Tag.error:
        return this.#error(this.#keep(createError()));
      case Tag.domException:
        return this.#domException();
      case Tag.boxed:
        return this.#boxed();
      case Tag.handle:
        return this.#handle();
      case Tag.sharedMemory:
        if (this.#handleDepth === 0 && isRawMemoryKeptOut())
          throw new DecodeError(`a message holds ${RAW_MEMORY_REFUSAL}`);
        return this.#sharedMemory(this.reader.varint());
      case Tag.function:
        return this.#function();
      case Tag.lateFunction:
        return this.#lateFunction();
      default:
        throw new DecodeError(`a message is damaged: no value begins with byte ${tag}`);
    }
  }

  #keep<T extends object>(object: T): T {
    this.#objects[this.#count++] = object;
    return object;
  }

  /** Takes the number of an object whose parts are read before it can be made. */
  #reserve(): number {
    this.#objects[this.#count] = this;
    return this.#count++;
  }

  #reference(): object {
    return this.#referred(this.reader.varint());
  }

  #referred(index: number): object {
    const found = this.#objects[index];
    if (found === undefined || found === this) {
      throw new DecodeError(`a message is damaged: reference to object ${index} of ${this.#count}`);
    }
    return found;
  }

  #bigint(): bigint {
    const negative = this.reader.byte() === 1;
    let digits = '';
    for (let count = this.reader.count(); count > 0; count--) {
      digits = this.reader.byte().toString(16).padStart(2, '0') + digits;
    }
    const value = BigInt(`0x${digits === '' ? '0' : digits}`);
    return negative ? -value : value;
  }

  #array(): unknown[] {
    const count = this.reader.count();
    const array = this.#keep(new Array<unknown>(Math.min(count, LARGEST_FIRST_LENGTH)));
    for (let i = 0; i < count; i++) {
      const tag = this.reader.byte();
      if (tag !== Tag.hole) array[i] = this.#tagged(tag);
      else if (i >= array.length) array.length = i + 1;
    }
    return array;
  }

  #numbers(type: Int32ArrayConstructor | Float64ArrayConstructor): number[] {
    const count = this.reader.count();
    const bytes = newBytes(count * type.BYTES_PER_ELEMENT);
    this.reader.contents(bytes, bytes.length);
    const block = new type(bytes.buffer);
    const array = this.#keep(new Array<number>(Math.min(count, LARGEST_FIRST_LENGTH)));
    for (let i = 0; i < count; i++) array[i] = block[i]!;
    return array;
  }

  #properties<T extends object>(object: T): T {
    for (let count = this.reader.count(); count > 0; count--) {
      const key = this.#value();
      if (typeof key !== 'string') throw new DecodeError(`a message is damaged: a key is a ${typeof key}`);
      const value = this.#value();
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      } else (object as Record<string, unknown>)[key] = value;
    }
    return object;
  }

  #instance(): object {
    const at = this.#reserve();
    const ref = this.#value();
    const travel = instanceTravel();
    if (travel === undefined)
      throw new DecodeError('a message holds an instance, and this thread does not know the classes of the script');
    const prototype = this.#onlyHandles ? null : travel.prototypeOf(ref);
    const object = this.#fill(at, Object.create(prototype) as Record<string, unknown>);
    for (let count = this.reader.count(); count > 0; count--) {
      const key = this.#text();
      const value = this.#value();
      // What the prototype has of that name may be a setter, which would be code of the user.
      if (key in object) {
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      } else object[key] = value;
    }
    return object;
  }

  #map(map: Map<unknown, unknown>): Map<unknown, unknown> {
    for (let count = this.reader.count(); count > 0; count--) {
      const key = this.#value();
      map.set(key, this.#value());
    }
    return map;
  }

  #set(set: Set<unknown>): Set<unknown> {
    for (let count = this.reader.count(); count > 0; count--) set.add(this.#value());
    return set;
  }

  #text(): string {
    const value = this.#value();
    if (typeof value !== 'string') throw new DecodeError(`a message is damaged: a ${typeof value} instead of a text`);
    return value;
  }

  #regexp(): RegExp {
    const at = this.#reserve();
    const source = this.#text();
    const flags = this.#text();
    try {
      return this.#fill(at, new RegExp(source, flags));
    } catch (error) {
      throw new DecodeError(`a message is damaged: /${source}/${flags} is no regular expression`, { cause: error });
    }
  }

  #fill<T extends object>(at: number, object: T): T {
    this.#objects[at] = object;
    return object;
  }

  #buffer(tag: number): ArrayBuffer {
    const length = this.reader.count();
    const bytes =
      tag === Tag.arrayBuffer
        ? newBytes(length)
        : new Uint8Array(new ArrayBuffer(length, { maxByteLength: Math.max(length, this.reader.varint()) }));
    const buffer = this.#keep(bytes.buffer);
    this.reader.contents(bytes, length);
    return buffer;
  }

  #view(): ArrayBufferView {
    const at = this.#reserve();
    const type = viewType(this.reader.byte());
    const offset = this.reader.varint();
    const bytes = this.reader.varint();
    const buffer = this.#value();
    if (this.#onlyHandles) return this.#fill(at, new Uint8Array());
    if (type === undefined || !(buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer)) {
      throw new DecodeError('a message is damaged: a view of an unknown kind, or of no buffer');
    }
    return this.#fill(at, new type.create(buffer, offset, bytes / type.elementBytes));
  }

  #error(error: Error): Error {
    if (this.reader.byte() !== Tag.object) throw new DecodeError('a message is damaged: an error without its fields');
    // The fields are an object of the encoder's own: it has no number.
    fillError(error, this.#properties<Record<string, unknown>>({}));
    return error;
  }

  #revival(): FunctionRevival {
    const ref = this.#value();
    if (this.#onlyHandles) return NO_FUNCTION;
    const travel = functionTravel();
    if (travel === undefined)
      throw new DecodeError('a message holds a function, and this thread does not take functions');
    return travel.revive(ref);
  }

  /** It may be among its own values, so it is made before they are read. */
  #function(): object {
    const at = this.#reserve();
    const { create, set } = this.#revival();
    const fn = this.#fill(at, create());
    set(this.#functionValues(set));
    return fn;
  }

  #lateFunction(): object {
    const at = this.#reserve();
    const { create, set } = this.#revival();
    set(this.#functionValues(set));
    const fn = this.#fill(at, create());
    for (const late of this.#late.filter(({ missing }) => missing === at)) {
      late.values[late.position] = fn;
      late.set(late.values);
    }
    this.#late = this.#late.filter(({ missing }) => missing !== at);
    return fn;
  }

  /** Values of a function. One that is a late function still in the making is set once that is there. */
  #functionValues(set: FunctionRevival['set']): unknown[] {
    const count = this.reader.count();
    const values = new Array<unknown>(count);
    for (let position = 0; position < count; position++) {
      const tag = this.reader.byte();
      if (tag !== Tag.reference) values[position] = this.#tagged(tag);
      else {
        const missing = this.reader.varint();
        if (this.#objects[missing] === this) this.#late.push({ missing, values, position, set });
        else values[position] = this.#referred(missing);
      }
    }
    return values;
  }

  #domException(): DOMException {
    const at = this.#reserve();
    const [name, message, stack] = [this.#text(), this.#text(), this.#text()];
    const made = new DOMException(message, name);
    Object.defineProperty(made, 'stack', { value: stack, writable: true, configurable: true });
    return this.#fill(at, made);
  }

  #boxed(): object {
    const at = this.#reserve();
    const value = this.#value();
    if (typeof value === 'object') throw new DecodeError('a message is damaged: a boxed primitive that is an object');
    return this.#fill(at, Object(value) as object);
  }

  #handle(): object {
    const at = this.#reserve();
    const tag = this.#text();
    this.#handleDepth++;
    const fields = this.#value();
    this.#handleDepth--;
    if (this.#outside !== undefined) return this.#fill(at, given(this.#outside, tag, fields));
    const kind = handleKind(tag);
    if (kind === undefined) throw new DecodeError(`a message holds a ${tag}, which this version does not know`);
    if (this.#onlyHandles && kind.arrive === undefined) return this.#fill(at, {});
    const object = this.#fill(at, kind.decode(fields));
    if (kind.arrive !== undefined) this.#counted.push({ kind, object });
    return object;
  }

  #sharedMemory(id: number): object {
    const at = this.#reserve();
    this.#named.push(id);
    try {
      return this.#fill(at, lookupShared(id));
    } catch (error) {
      if (this.#onlyHandles) return this.#fill(at, {});
      throw error;
    }
  }
}

/** What fields from outside of the program stand for. Throws where they may stand for nothing. */
function given({ give }: Outside, tag: string, fields: unknown): object {
  if (give === undefined) throw new DecodeError(`a message from outside of the program holds a handle: ${tag}`);
  return give(tag, fields);
}

/** All of a new buffer, about to be filled: larger ones are made without being zeroed first. */
function newBytes(length: number): Uint8Array<ArrayBuffer> {
  return length < UNZEROED_BYTES ? new Uint8Array(length) : Buffer.allocUnsafeSlow(length);
}
