/**
 * Errors travel in an envelope of our own, because structured clone loses the class name and the fields: class name,
 * message, stack, cause, own fields, and the errors of an AggregateError. They are revived without ever calling a
 * constructor of the user's.
 */
import { inspect, types } from 'node:util';
import * as runtimeErrors from '../../errors.ts';

/** What is written of an error. */
export interface ErrorFields {
  readonly className: string;
  /** The built-in class it extends. */
  readonly base: string;
  readonly message: string;
  readonly stack: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

const BASES: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Own properties that the envelope carries by itself. */
const CARRIED: ReadonlySet<string> = new Set(['message', 'stack', 'cause', 'errors', 'name']);

/** Longer texts are cut: an error is there to be read. */
const MOST_CHARS = 1 << 20;
/** Causes deeper than this are told in words. */
const MOST_CAUSES = 100;

/**
 * The parts of an error that travel. It must always arrive: fields that cannot are left behind, with a line in the stack that
 * names them, and a getter that throws counts as absent. `depth` says how many errors it is the cause of.
 */
export function errorFields(error: Error, depth: number): ErrorFields {
  const fields: Record<string, unknown> = {};
  const left: string[] = [];
  for (const key of Object.keys(error)) {
    if (CARRIED.has(key)) continue;
    const value = read(error, key);
    if (isPlainData(value, 0)) fields[key] = value;
    else left.push(key);
  }
  const className = classNameOf(error);
  const message = cut(readText(error, 'message', 'its message cannot be read'));
  const stack = cut(readText(error, 'stack', `${className}: ${message}`));
  return {
    className,
    base: baseOf(error),
    message,
    stack: left.length === 0 ? stack : `${stack}\n    [left behind, cannot be copied: ${left.join(', ')}]`,
    fields,
    ...('cause' in error && { cause: depth < MOST_CAUSES ? travelling(read(error, 'cause')) : '(and more causes)' }),
    ...(error instanceof AggregateError && { errors: depth < MOST_CAUSES ? errorsOf(error).map(travelling) : [] }),
  };
}

/** A property whose getter may throw. */
function read(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    // It belongs to an error that is reported already: what else is wrong with it is no news.
    return undefined;
  }
}

/** The same as text; `instead`: where its getter throws. */
function readText(object: object, key: string, instead: string): string {
  try {
    return textOf(Reflect.get(object, key));
  } catch (error) {
    return `${instead} (${key}: ${textOf(error instanceof Error ? read(error, 'message') : error)})`;
  }
}

function errorsOf(error: AggregateError): readonly unknown[] {
  const errors = read(error, 'errors');
  return Array.isArray(errors) ? errors : [];
}

function cut(text: string): string {
  if (text.length <= MOST_CHARS) return text;
  return `${text.slice(0, MOST_CHARS)} … (${text.length - MOST_CHARS} more characters)`;
}

/** A value in words, whatever it does when it is looked at. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return typeof value === 'object' && value !== null ? inspect(value, { depth: 2 }) : String(value);
  } catch {
    // A getter or a trap threw.
    return `a ${typeof value} that cannot be shown`;
  }
}

/** A cause as it is if it can travel, else its text. */
function travelling(value: unknown): unknown {
  return types.isNativeError(value) || isPlainData(value, 0) ? value : textOf(value);
}

function classNameOf(error: Error): string {
  const name = textOf(read(error, 'name'));
  const { constructor } = error;
  const own = typeof constructor === 'function' ? read(constructor, 'name') : undefined;
  return (Object.hasOwn(BASES, name) || name === '') && typeof own === 'string' && own !== '' ? own : name;
}

function baseOf(error: Error): string {
  if (error instanceof AggregateError) return 'AggregateError';
  return Object.keys(BASES).find((name) => name !== 'Error' && error instanceof BASES[name]!) ?? 'Error';
}

/**
 * Whether a value is made of what every thread can copy; looks four levels deep and takes what is deeper as not so. A getter
 * could say something else when it is asked again, so it is not plain either.
 */
function isPlainData(value: unknown, depth: number): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (types.isProxy(value)) return false;
  if (types.isDate(value) || ArrayBuffer.isView(value)) return true;
  if (depth >= 4) return false;
  if (types.isNativeError(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (property: PropertyDescriptor) => 'value' in property && isPlainData(property.value, depth + 1),
  );
}

/** Our own classes keep their identity: `instanceof Empty` holds on the other side. */
function runtimeClass(name: string): object | undefined {
  const found: unknown = Reflect.get(runtimeErrors, name);
  return typeof found === 'function' ? (found.prototype as object) : undefined;
}

/** An empty error of the right base, to be filled by `fillError`; the two steps allow an error to be its own cause. */
export function createError(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new Error();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Makes an error what its envelope says. The envelope is not trusted: fields of the wrong type are ignored. */
export function fillError(error: Error, envelope: Readonly<Record<string, unknown>>): void {
  const text = (key: string): string => (typeof envelope[key] === 'string' ? envelope[key] : '');
  const className = text('className');
  const define = (key: string, value: unknown): void => {
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
  };
  const own = runtimeClass(className);
  const base = text('base') === 'AggregateError' ? AggregateError : (BASES[text('base')] ?? Error);
  Object.setPrototypeOf(error, own ?? base.prototype);
  if (own === undefined && error.name !== className) define('name', className);
  define('message', text('message'));
  define('stack', text('stack'));
  if ('cause' in envelope) define('cause', envelope['cause']);
  if (Array.isArray(envelope['errors'])) define('errors', envelope['errors']);
  const { fields } = envelope;
  if (typeof fields === 'object' && fields !== null) Object.assign(error, fields);
}
