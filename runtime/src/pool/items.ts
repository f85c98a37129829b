/** What a pool maps over: any iterable or async iterable, array-likes, and plain objects over their own keys. */

export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;
/** A plain object; its keys are mapped, as Python maps over a dict. */
export type Keyed = Readonly<Record<string, unknown>>;

/** All items at once. A promise only where the source is asynchronous. */
export function collect(source: unknown): readonly unknown[] | Promise<readonly unknown[]> {
  if (Array.isArray(source)) return source as unknown[];
  const iterator = iterate(source);
  return Symbol.asyncIterator in iterator ? collectAsync(iterator) : [...iterator];
}

async function collectAsync(source: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const item of source) items.push(item);
  return items;
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
  const found = source === null ? 'null' : typeof source === 'object' ? source.constructor.name : typeof source;
  throw new TypeError(
    `expected an array, an iterable, an async iterable or a plain object to map over, found ${found}`,
  );
}
