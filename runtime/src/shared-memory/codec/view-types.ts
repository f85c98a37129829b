/** The kinds of views on a buffer, and the byte that stands for each. */
import { types } from 'node:util';

const NAMES = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  'Float16Array',
] as const;

/** How a view is made; `count` is in elements. */
type ViewConstructor = new (buffer: ArrayBufferLike, offset: number, count: number) => ArrayBufferView;

const DATA_VIEW = 11;

/** The byte that stands for the kind of the view; a Node Buffer is a Uint8Array. */
export function viewTypeIndex(view: ArrayBufferView): number {
  if (types.isDataView(view)) return DATA_VIEW;
  const tag: unknown = Reflect.get(view, Symbol.toStringTag);
  return NAMES.findIndex((name) => name === tag);
}

/** The kind that a byte stands for; undefined when there is none, or not in this Node. */
export function viewType(
  index: number,
): { readonly create: ViewConstructor; readonly elementBytes: number } | undefined {
  const name = NAMES[index];
  if (name === undefined) return undefined;
  const create: unknown = Reflect.get(globalThis, name);
  if (typeof create !== 'function') return undefined;
  const elementBytes: unknown = Reflect.get(create, 'BYTES_PER_ELEMENT');
  return { create: create as ViewConstructor, elementBytes: typeof elementBytes === 'number' ? elementBytes : 1 };
}
