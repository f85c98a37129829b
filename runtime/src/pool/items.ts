/** What a pool maps over: any iterable or async iterable, array-likes, and plain objects over their own keys. */
import { types } from 'node:util';
import { kindOf } from '../check-arguments.ts';

export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;
/** A plain object; its keys are mapped, as Python maps over a dict. */
export type Keyed = Readonly<Record<string, unknown>>;

/** Items of which pieces can be taken: an array, or a typed array, whose pieces travel as bytes. */
export interface ItemList {
  readonly length: number;
  readonly [index: number]: unknown;
  slice(start: number, end: number): ItemList;
}

/** All items at once. A promise only where the source is asynchronous, which is left early once `enough` says so. */
export function collect(source: unknown, enough: () => boolean): ItemList | Promise<ItemList> {
  if (Array.isArray(source) || types.isTypedArray(source)) return source as ItemList;
  const iterator = iterate(source);
  return Symbol.asyncIterator in iterator ? collectAsync(iterator, enough) : [...iterator];
}

async function collectAsync(source: AsyncIterable<unknown>, enough: () => boolean): Promise<ItemList> {
  const items: unknown[] = [];
  for await (const item of source) {
    if (enough()) break;
    items.push(item);
  }
  return items;
}

/** What is wrong with the items of a call that spreads each into arguments; undefined where each can be. */
export function unspreadable(call: string, items: ItemList): TypeError | undefined {
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (Array.isArray(item) || typeof item === 'string') continue;
    if (typeof item === 'object' && item !== null && Symbol.iterator in item) continue;
    return new TypeError(`${call}(fn, items): items[${i}]: expected an array of arguments, found ${kindOf(item)}`);
  }
  return undefined;
}

/** The items at [start, end). Of a typed array that is a view: it is encoded before anybody can change it. */
export function pieceOf(items: ItemList, start: number, end: number): ItemList {
  return types.isTypedArray(items) ? items.subarray(start, end) : items.slice(start, end);
}

/** How many items there are, where that is known without reading them. */
export function countOf(source: unknown): number | undefined {
  if (typeof source === 'string') return undefined;
  if (typeof source !== 'object' || source === null) return undefined;
  if (source instanceof Map || source instanceof Set) return source.size;
  if ('length' in source && typeof source.length === 'number') return source.length;
  return Symbol.iterator in source || Symbol.asyncIterator in source ? undefined : Object.keys(source).length;
}

/** The source as something to iterate over. Throws TypeError for what is not a collection. */
export function iterate(source: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof source === 'string') return Array.from(source);
  if (typeof source === 'object' && source !== null) {
    if (Symbol.iterator in source) return source as Iterable<unknown>;
    if (Symbol.asyncIterator in source) return source as AsyncIterable<unknown>;
    if ('length' in source && typeof source.length === 'number') return Array.from(source as ArrayLike<unknown>);
    const prototype: unknown = Object.getPrototypeOf(source);
    if (prototype === Object.prototype || prototype === null) return Object.keys(source);
  }
  throw new TypeError(
    `expected an array, an iterable, an async iterable or a plain object to map over, found ${kindOf(source)}`,
  );
}
