/**
 * What a task was given, in a few words for the trace. Runs no code of the user's: no getter, no `toString`, no trap of a
 * proxy; and looks at no more of a value than can be shown.
 */
import { types } from 'node:util';
import { isIdentifier } from '../identifier.ts';

/** Longer previews are cut. */
export const MAX_PREVIEW = 80;

const MAX_ITEMS = 8;
const MAX_KEY = 30;
/** Stands for a field that only a getter could tell. */
const GETTER = Symbol('getter');
/** What lies deeper is shown as `[…]` or `{…}`. */
const MAX_DEPTH = 2;
/** Larger ones take long to be written in decimal. */
const MAX_BIGINT = 10n ** 60n;

// The classes' own: a subclass of the user's may have others.
const sizeOfMap = method(Map.prototype, 'size', 'get');
const sizeOfSet = method(Set.prototype, 'size', 'get');
const lengthOfTyped = method(Object.getPrototypeOf(Uint8Array.prototype) as object, 'length', 'get');
const dateOf = method(Date.prototype, 'toISOString', 'value');

/** One value, such as the item of a map. */
export function previewOf(value: unknown): string {
  return cut(words(value, 0));
}

/** The arguments of a call, one after the other; empty where there are none. */
export function previewOfArguments(args: readonly unknown[]): string {
  return cut(listed(args.length, (index) => own(args, index), 0));
}

function cut(text: string): string {
  return text.length > MAX_PREVIEW ? `${text.slice(0, MAX_PREVIEW - 1)}…` : text;
}

function words(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, MAX_PREVIEW));
    case 'bigint':
      return value < MAX_BIGINT && value > -MAX_BIGINT ? `${value}n` : 'bigint';
    case 'number':
      return Object.is(value, -0) ? '-0' : `${value}`;
    case 'boolean':
    case 'undefined':
      return `${value}`;
    case 'symbol':
      return value === GETTER ? 'getter' : 'symbol';
    case 'function':
      return types.isProxy(value) ? 'Proxy' : `ƒ ${textOf(own(value, 'name'))}`.trimEnd();
    case 'object':
      return value === null ? 'null' : objectWords(value, depth);
  }
}

function objectWords(value: object, depth: number): string {
  if (types.isProxy(value)) return 'Proxy';
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return depth >= MAX_DEPTH ? '[…]' : `[${listed(value.length, (index) => own(value, index), depth + 1)}]`;
  }
  const name = classOf(value);
  if (types.isTypedArray(value)) {
    const length = lengthOfTyped(value) as number;
    const items = depth >= MAX_DEPTH ? '…' : listed(length, (index) => value[index], depth + 1);
    return `${name}(${length}) [${items}]`;
  }
  if (types.isMap(value)) return `${name}(${String(sizeOfMap(value))})`;
  if (types.isSet(value)) return `${name}(${String(sizeOfSet(value))})`;
  if (types.isDate(value)) return dateWords(value);
  if (types.isNativeError(value)) return `${name} ${words(own(value, 'message'), depth)}`;
  return `${name === 'Object' ? '' : `${name} `}${fieldsOf(value, depth)}`.trimEnd();
}

/** Of a class's instance without fields, nothing: the name says enough. */
function fieldsOf(value: object, depth: number): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return classOf(value) === 'Object' ? '{}' : '';
  if (depth >= MAX_DEPTH) return '{…}';
  const shown = keys.slice(0, MAX_ITEMS).map((key) => `${keyWords(key)}: ${words(own(value, key), depth + 1)}`);
  return `{ ${[...shown, ...rest(keys.length)].join(', ')} }`;
}

function keyWords(key: string): string {
  const short = key.length > MAX_KEY ? `${key.slice(0, MAX_KEY)}…` : key;
  return isIdentifier(key) ? short : JSON.stringify(short);
}

function listed(length: number, at: (index: number) => unknown, depth: number): string {
  const shown: string[] = [];
  // What is beyond the end of the line is not looked at.
  for (let index = 0, size = 0; index < Math.min(length, MAX_ITEMS) && size < MAX_PREVIEW; index++) {
    const text = words(at(index), depth);
    shown.push(text);
    size += text.length;
  }
  return [...shown, ...rest(length)].join(', ');
}

function rest(length: number): string[] {
  return length > MAX_ITEMS ? [`… ${length - MAX_ITEMS} more`] : [];
}

/** Name of the class, as the prototype's constructor has it. */
function classOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || types.isProxy(prototype)) return 'Object';
  const constructor = own(prototype, 'constructor');
  if (typeof constructor !== 'function' || types.isProxy(constructor)) return 'Object';
  return textOf(own(constructor, 'name')).slice(0, MAX_KEY) || 'Object';
}

function dateWords(date: Date): string {
  try {
    return String(dateOf(date));
  } catch {
    // An invalid date has no such form.
    return 'Invalid Date';
  }
}

/** A field of the object itself; a getter stays uncalled. */
function own(value: object, key: PropertyKey): unknown {
  const field = Object.getOwnPropertyDescriptor(value, key);
  return field?.get === undefined ? field?.value : GETTER;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A method or getter of a built-in class, to be called whatever becomes of the class. */
function method(prototype: object, key: string, part: 'get' | 'value'): (value: object) => unknown {
  const found: unknown = Reflect.get(Object.getOwnPropertyDescriptor(prototype, key) ?? {}, part);
  return (value) => Reflect.apply(found as () => unknown, value, []);
}
