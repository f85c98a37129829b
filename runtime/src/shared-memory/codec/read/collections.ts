/** What holds other values: arrays, objects, instances, maps and sets. */
import { DecodeError } from '../../../errors.ts';
import { instanceTravel } from '../instances.ts';
import { Tag } from '../tags.ts';
import { readText, type Reading } from './reading.ts';

/** Arrays are made this long at most before their elements have been seen. */
export const LARGEST_FIRST_LENGTH: number = 1 << 16;

export function readArray(from: Reading): unknown[] {
  const { reader } = from;
  const count = reader.count();
  const array = from.objects.keep(new Array<unknown>(Math.min(count, LARGEST_FIRST_LENGTH)));
  for (let i = 0; i < count; i++) {
    const tag = reader.byte();
    if (tag !== Tag.hole) array[i] = from.tagged(tag);
    else if (i >= array.length) array.length = i + 1;
  }
  return array;
}

/** Reads named properties into an object of ours. */
export function readProperties<T extends object>(from: Reading, object: T): T {
  for (let count = from.reader.count(); count > 0; count--) {
    const key = from.value();
    if (typeof key !== 'string') throw new DecodeError(`a message is damaged: a key is a ${typeof key}`);
    const value = from.value();
    if (key === '__proto__') define(object, key, value);
    else (object as Record<string, unknown>)[key] = value;
  }
  return object;
}

export function readInstance(from: Reading): object {
  const number = from.objects.reserve();
  const ref = from.value();
  const travel = instanceTravel();
  if (travel === undefined)
    throw new DecodeError('a message holds an instance, and this thread does not know the classes of the script');
  const prototype = from.onlyHandles ? null : travel.prototypeOf(ref);
  const object = from.objects.fill(number, Object.create(prototype) as Record<string, unknown>);
  for (let count = from.reader.count(); count > 0; count--) {
    const key = readText(from);
    const value = from.value();
    // What the prototype has of that name may be a setter, which would be code of the user.
    if (key in object) define(object, key, value);
    else object[key] = value;
  }
  return object;
}

export function readMap(from: Reading): Map<unknown, unknown> {
  const map = from.objects.keep(new Map<unknown, unknown>());
  for (let count = from.reader.count(); count > 0; count--) {
    const key = from.value();
    map.set(key, from.value());
  }
  return map;
}

export function readSet(from: Reading): Set<unknown> {
  const set = from.objects.keep(new Set<unknown>());
  for (let count = from.reader.count(); count > 0; count--) set.add(from.value());
  return set;
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
