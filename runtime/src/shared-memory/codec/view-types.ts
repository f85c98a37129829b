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

interface ViewType {
  readonly create: ViewConstructor;
  readonly elementBytes: number;
}

const DATA_VIEW = 11;
const indexOfName = new Map<unknown, number>(NAMES.map((name, index) => [name, index]));
const viewTypes = NAMES.map(typeNamed);
/** Gives the name of a typed array's kind, whatever a subclass calls itself. */
const nameOf = Reflect.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)!.get!;

function typeNamed(name: string): ViewType | undefined {
  const create: unknown = Reflect.get(globalThis, name);
  if (typeof create !== 'function') return undefined;
  const elementBytes: unknown = Reflect.get(create, 'BYTES_PER_ELEMENT');
  return { create: create as ViewConstructor, elementBytes: typeof elementBytes === 'number' ? elementBytes : 1 };
}

/** The byte that stands for the kind of the view; a Node Buffer is a Uint8Array. */
export function viewTypeIndex(view: ArrayBufferView): number {
  if (types.isDataView(view)) return DATA_VIEW;
  return indexOfName.get(nameOf.call(view))!;
}

/** The kind that a byte stands for; undefined when there is none, or not in this Node. */
export function viewType(index: number): ViewType | undefined {
  return viewTypes[index];
}
