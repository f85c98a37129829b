/**
 * Bytes to values: the inverse of encode.ts. Truncated or damaged bytes throw DecodeError; nothing is trusted. Here is what every
 * message has; `read/` has the kinds of objects.
 */
import { DecodeError } from '../../errors.ts';
import { Arrivals } from './arrivals.ts';
import { ByteReader } from './byte-reader.ts';
import type { Outside } from './outside.ts';
import { readBigint, readBoxed, readDate, readDomException, readError, readRegExp } from './read/builtins.ts';
import { readArray, readInstance, readMap, readProperties, readSet } from './read/collections.ts';
import { readFunction, readLateFunction } from './read/functions.ts';
import { readHandle } from './read/handle.ts';
import { readBuffer, readNumbers, readResizableBuffer, readSharedMemory, readView } from './read/memory.ts';
import { ReadObjects } from './read/read-objects.ts';
import type { LateValue, Reading } from './read/reading.ts';
import { SHORT_STRING, SMALL_INT, SMALL_INT_MIN, Tag } from './tags.ts';

/** What no message from outside of the program holds: it would call code, look up memory, or reserve it. */
const WITHIN: ReadonlySet<number> = new Set([
  Tag.sharedMemory,
  Tag.function,
  Tag.lateFunction,
  Tag.instance,
  Tag.resizableBuffer,
]);

/** How the less frequent kinds of objects are read. */
const READERS: Readonly<Partial<Record<number, (from: Reading) => unknown>>> = {
  [Tag.int32Array]: (from) => readNumbers(from, Int32Array),
  [Tag.doubleArray]: (from) => readNumbers(from, Float64Array),
  [Tag.arrayWithProperties]: (from) => readProperties(from, readArray(from)),
  [Tag.instance]: readInstance,
  [Tag.map]: readMap,
  [Tag.set]: readSet,
  [Tag.date]: readDate,
  [Tag.regexp]: readRegExp,
  [Tag.arrayBuffer]: readBuffer,
  [Tag.resizableBuffer]: readResizableBuffer,
  [Tag.view]: readView,
  [Tag.error]: readError,
  [Tag.domException]: readDomException,
  [Tag.boxed]: readBoxed,
  [Tag.handle]: readHandle,
  [Tag.sharedMemory]: readSharedMemory,
  [Tag.function]: readFunction,
  [Tag.lateFunction]: readLateFunction,
};

/** Decodes one value at a time out of its reader. */
export class Decoder implements Reading {
  readonly reader: ByteReader = new ByteReader();
  readonly objects: ReadObjects = new ReadObjects();
  /** What has come with the message: to be told once it is taken, whether or not it could be read. */
  readonly arrivals: Arrivals = new Arrivals();
  readonly outside: Outside | undefined;
  onlyHandles = false;
  handleDepth = 0;
  late: readonly LateValue[] = [];

  /** `outside`: the messages come from outside of the program, see outside.ts. */
  constructor(outside?: Outside) {
    this.outside = outside;
  }

  /** The value whose bytes lie at [start, end) of the reader's memory. */
  decode(start: number, end: number): unknown {
    this.reader.seek(start, end);
    this.handleDepth = 0;
    this.arrivals.clear();
    try {
      const value = this.value();
      if (this.reader.remaining > 7) throw new DecodeError(`a message has ${this.reader.remaining} bytes too many`);
      this.arrivals.hold();
      return value;
    } catch (error) {
      if (this.outside === undefined) this.#findHandles(start, end);
      if (error instanceof RangeError)
        throw new DecodeError(`a message is damaged: ${error.message}`, { cause: error });
      throw error;
    } finally {
      this.#forget();
    }
  }

  value(): unknown {
    return this.tagged(this.reader.byte());
  }

  tagged(tag: number): unknown {
    if (tag >= SMALL_INT) return tag - SMALL_INT + SMALL_INT_MIN;
    const { reader } = this;
    if (tag >= SHORT_STRING) return reader.latin1(tag - SHORT_STRING);
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
        return reader.int32();
      case Tag.double:
        return reader.float64();
      case Tag.latin1:
        return reader.latin1(reader.varint());
      case Tag.utf16:
        return reader.utf16(reader.varint());
      case Tag.bigint:
        return readBigint(reader);
      case Tag.reference:
        return this.objects.at(reader.varint());
      case Tag.array:
        return readArray(this);
      case Tag.object:
        return readProperties(this, this.objects.keep({}));
      default:
        return this.#other(tag);
    }
  }

  #other(tag: number): unknown {
    if (this.outside !== undefined && WITHIN.has(tag)) {
      throw new DecodeError(
        `a message from outside of the program holds a value of kind ${tag}, which may not come from there`,
      );
    }
    const read = READERS[tag];
    if (read === undefined) throw new DecodeError(`a message is damaged: no value begins with byte ${tag}`);
    return read(this);
  }

  /** After a message could not be read: nobody gets its handles, but they are not on their way any more either. */
  #findHandles(start: number, end: number): void {
    this.#forget();
    this.arrivals.clear();
    this.onlyHandles = true;
    this.handleDepth = 0;
    this.reader.seek(start, end);
    try {
      this.value();
    } catch {
      // The bytes are damaged: what was found before that is all that can be found.
    } finally {
      this.onlyHandles = false;
    }
  }

  /** Lets go of the objects of the message. */
  #forget(): void {
    if (this.late.length > 0) this.late = [];
    this.objects.clear();
  }
}
