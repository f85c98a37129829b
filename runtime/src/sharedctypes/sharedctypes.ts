/** `sharedctypes`: the names of Python's `multiprocessing.sharedctypes`, those that have no other place among them. */
import { kindOf } from '../check-arguments.ts';
import type { Lock } from '../synchronize/lock.ts';
import { RLock } from '../synchronize/rlock.ts';
import { RawArray } from './raw-array.ts';
import { RawValue } from './raw-value.ts';
import { SharedArray } from './shared-array.ts';
import type { TypeCode } from './type-codes.ts';
import { Value } from './value.ts';

export { RawArray, RawValue, SharedArray as Array, Value };

/** The same numbers in memory of their own, without a lock. Throws TypeError for what is no shared number or array. */
export function copy<Code extends TypeCode>(object: RawArray<Code>): RawArray<Code>;
export function copy<Code extends TypeCode>(object: RawValue<Code>): RawValue<Code>;
export function copy(object: unknown): RawArray | RawValue {
  if (isArray(object)) return new RawArray(object.code, [...object]);
  if (object instanceof RawValue) return new RawValue(object.code, object.value);
  throw new TypeError(`sharedctypes.copy(): expected a shared number or array, found ${kindOf(object)}`);
}

/**
 * The same memory with a lock: the one given, else a new RLock. Make it once and pass it on, since another one made of the
 * same memory has another lock. Throws TypeError for what is no raw number or array.
 */
export function synchronized<Code extends TypeCode>(object: RawArray<Code>, lock?: Lock | RLock): SharedArray<Code>;
export function synchronized<Code extends TypeCode>(object: RawValue<Code>, lock?: Lock | RLock): Value<Code>;
export function synchronized(object: unknown, lock: Lock | RLock = new RLock()): SharedArray | Value {
  if (object instanceof SharedArray || object instanceof Value) {
    throw new TypeError('sharedctypes.synchronized(): the object has a lock already: getLock()');
  }
  if (isArray(object)) return new SharedArray(object.code, object.length, { lock }, object.place());
  if (object instanceof RawValue) return new Value(object.code, undefined, { lock }, object.memory);
  throw new TypeError(`sharedctypes.synchronized(): expected a RawValue or RawArray, found ${kindOf(object)}`);
}

function isArray(object: unknown): object is RawArray {
  return object instanceof RawArray;
}
