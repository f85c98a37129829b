/**
 * Errors travel in an envelope of our own, because structured clone loses the class name and the fields: class name,
 * message, stack, cause, own fields, and the errors of an AggregateError. They are revived without ever calling a
 * constructor of the user's.
 */
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

/** The parts of an error that travel; fields that cannot are left out, because an error must always arrive. */
export function errorFields(error: Error): ErrorFields {
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(error)) {
    const value: unknown = Reflect.get(error, key);
    if (!CARRIED.has(key) && isPlainData(value, 0)) fields[key] = value;
  }
  return {
    className: classNameOf(error),
    base: baseOf(error),
    message: error.message,
    stack: String(error.stack),
    fields,
    ...('cause' in error && { cause: travelling(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(travelling) }),
  };
}

/** A cause as it is if it can travel, else its text. */
function travelling(value: unknown): unknown {
  return value instanceof Error || isPlainData(value, 0) ? value : String(value);
}

function classNameOf(error: Error): string {
  const { name } = error;
  const own: unknown = error.constructor.name;
  return (name in BASES || name === '') && typeof own === 'string' && own !== '' ? own : name;
}

function baseOf(error: Error): string {
  if (error instanceof AggregateError) return 'AggregateError';
  return Object.keys(BASES).find((name) => name !== 'Error' && error instanceof BASES[name]!) ?? 'Error';
}

/** Whether a value is made of what every thread can copy; looks four levels deep and takes what is deeper as not so. */
function isPlainData(value: unknown, depth: number): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return true;
  if (value instanceof Error) return depth < 4;
  if (depth >= 4) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((inner) => isPlainData(inner, depth + 1));
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
