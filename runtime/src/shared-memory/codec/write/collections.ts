/** What holds other values: arrays, objects, instances, maps and sets. */
import { instanceTravel } from '../instances.ts';
import { packNumbers } from '../pack-numbers.ts';
import { Refusal } from '../refusal.ts';
import { Tag } from '../tags.ts';
import type { Writing } from './writing.ts';

const NO_KEYS: readonly string[] = [];
/** Arrays of numbers from this length on are written as one block. */
const PACKED_FROM_LENGTH = 32;
/** Why an instance is refused where the reader is outside of the program. */
const CLASS_WITHIN = 'an instance of a class, which does not leave the program: send its data as a plain object';

export function writeArray(to: Writing, array: readonly unknown[]): void {
  const { writer } = to;
  const { length } = array;
  if (Object.getPrototypeOf(array) !== Array.prototype) assertBuiltin(array);
  const extra = length === 0 || 'index' in array ? namedKeys(array) : NO_KEYS;
  if (length >= PACKED_FROM_LENGTH && extra.length === 0 && writePacked(to, array)) return;
  writer.byte(extra.length > 0 ? Tag.arrayWithProperties : Tag.array);
  writer.varint(length);
  for (let i = 0; i < length; i++) {
    const item = array[i];
    if (item === undefined && !(i in array)) writer.byte(Tag.hole);
    else to.value(item);
  }
  if (extra.length > 0) writeEntries(to, extra, array);
}

/** An object as its named properties. */
export function writeProperties(to: Writing, tag: number, object: object): void {
  to.writer.byte(tag);
  writeEntries(to, Object.keys(object), object);
}

export function writeInstance(to: Writing, object: object): void {
  const fate = instanceTravel()?.fateOf(object);
  if (to.outside !== undefined && fate?.type === 'instance') throw new Refusal(object, CLASS_WITHIN);
  switch (fate?.type) {
    case undefined:
    case 'plain':
      writeProperties(to, Tag.object, object);
      return;
    case 'instance':
      to.writer.byte(Tag.instance);
      to.value(fate.ref);
      writeEntries(to, Object.keys(object), object);
      return;
    case 'refused':
      throw new Refusal(object, fate.why);
  }
}

export function writeMap(to: Writing, map: ReadonlyMap<unknown, unknown>): void {
  if (Object.getPrototypeOf(map) !== Map.prototype) assertBuiltin(map);
  const entries = [...map];
  to.writer.byte(Tag.map);
  to.writer.varint(entries.length);
  for (const [key, value] of entries) {
    to.value(key);
    to.value(value);
  }
}

export function writeSet(to: Writing, set: ReadonlySet<unknown>): void {
  if (Object.getPrototypeOf(set) !== Set.prototype) assertBuiltin(set);
  const items = [...set];
  to.writer.byte(Tag.set);
  to.writer.varint(items.length);
  for (const item of items) to.value(item);
}

/** Writes an array of numbers alone as one block; false, and nothing written, where it holds anything else. */
function writePacked({ writer }: Writing, array: readonly unknown[]): boolean {
  const block = packNumbers(array);
  if (block === undefined) return false;
  writer.byte(block instanceof Int32Array ? Tag.int32Array : Tag.doubleArray);
  writer.varint(array.length);
  writer.contents(block.buffer, 0, block.byteLength);
  return true;
}

function writeEntries(to: Writing, keys: readonly string[], object: object): void {
  const { length } = keys;
  to.writer.varint(length);
  for (let i = 0; i < length; i++) {
    const key = keys[i]!;
    to.string(key);
    to.value((object as Record<string, unknown>)[key]);
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
