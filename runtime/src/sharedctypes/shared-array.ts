/** `SharedArray`, also exported as `Array`: Python's `multiprocessing.Array`, numbers in shared memory with a lock. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { introduce } from '../synchronize/identity.ts';
import type { Lock } from '../synchronize/lock.ts';
import type { RLock } from '../synchronize/rlock.ts';
import { isLockField, type LockField, lockField, lockOf, type LockOption } from './own-lock.ts';
import { type ArrayPlace, parsePlace, placeFields, RawArray, type SizeOrItems } from './raw-array.ts';
import type { TypeCode } from './type-codes.ts';

/** The words of the lock come first, in a cache line of their own. */
const ITEMS_AT_BYTES = 64;

/**
 * Numbers that all threads see, with one lock for all: `new SharedArray('i', 10)`, `new SharedArray('d', [0.5, 1.5])`.
 * `array[i] += 1` reads and writes in two steps: do it under `getLock()`, or updates get lost.
 */
export class SharedArray<Code extends TypeCode = TypeCode> extends RawArray<Code> {
  readonly #field: LockField;
  #lock: Lock | RLock | undefined;

  /** Throws as RawArray, and TypeError for a wrong lock. */
  constructor(code: Code, sizeOrItems: SizeOrItems<Code>, options?: LockOption);
  /** An array that exists already. @internal */
  constructor(code: Code, sizeOrItems: SizeOrItems<Code>, options?: LockOption, place?: ArrayPlace);
  constructor(code: Code, sizeOrItems: SizeOrItems<Code>, options: LockOption = {}, place?: ArrayPlace) {
    super(code, sizeOrItems, place ?? { offsetBytes: ITEMS_AT_BYTES });
    this.#field = lockField(options);
    const { memory } = this.place();
    arrays.add(memory, this);
    if (place === undefined) introduce(new Int32Array(memory, 0, ITEMS_AT_BYTES / 4), 0, ObjectType.array);
  }

  /**
   * The lock that belongs to it, an RLock as in Python: `using held = await array.getLock().acquire()`. Throws TypeError
   * when it was made with `lock: false`.
   */
  getLock(): Lock | RLock {
    return (this.#lock ??= lockOf(this.#field, this.place().memory, 0));
  }

  /** The same numbers without the lock. */
  getObj(): RawArray<Code> {
    return new RawArray(this.code, this.length, this.place());
  }

  /** How its lock travels. @internal */
  get lockField(): LockField {
    return this.#field;
  }
}

const arrays = new HandleCache<SharedArray>();

registerHandle<SharedArray>({
  tag: 'SharedArray',
  type: SharedArray,
  encode: (array) => [...placeFields(array), array.lockField],
  decode: (fields) => {
    const parsed = parsePlace(fields);
    const lock: unknown = Array.isArray(fields) ? fields.at(-1) : undefined;
    if (parsed === undefined || !isLockField(lock)) throw new TypeError('damaged handle of a SharedArray');
    const { code, place } = parsed;
    const create = (): SharedArray => new SharedArray(code, place.length, { lock }, place);
    const known = arrays.get(place.memory, create);
    // One memory may have two locks: see `sharedctypes.synchronized`.
    return known.lockField === lock ? known : create();
  },
});
