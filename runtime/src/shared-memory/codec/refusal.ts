/** Finds out, after the fact, where inside a value the part lies that cannot travel, and says it in words. */
import { isIdentifier } from '../../identifier.ts';
import { NotCloneableError } from '../../errors.ts';

/** Why memory and handles are refused where the reader is outside of the program. What follows `is` in the error. */
export const WITHIN_REFUSAL =
  'shared memory of this program, which nobody outside of it can reach: send a copy of what it holds';

/** Thrown inside the encoder; the path is looked for only then, so that encoding itself keeps none. */
export class Refusal extends Error {
  readonly found: unknown;
  /** Words that follow `is`, in place of the usual ones. */
  readonly why: string | undefined;
  constructor(found: unknown, why?: string) {
    super('this value cannot travel');
    this.found = found;
    this.why = why;
  }
}

/** Frames of the runtime between a call of the user's and here are many: the user's own shall be among those that are kept. */
const FRAMES = 50;

/** The error for the caller: `message.items[3].callback is a function, …`. */
export function refusalError(root: string, value: unknown, refusal: Refusal): NotCloneableError {
  const path = pathTo(value, refusal.found, root, new Set()) ?? root;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Math.max(stackTraceLimit, FRAMES);
  try {
    return new NotCloneableError(`${path} is ${refusal.why ?? describe(refusal.found)}`, path);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function describe(found: unknown): string {
  if (typeof found === 'function') {
    const name = found.name === '' ? 'a function' : `the function ${found.name}`;
    return `${name}, which cannot be copied to another thread as data`;
  }
  if (typeof found === 'symbol') return `${String(found)}, and symbols cannot be copied to another thread`;
  return `a ${typeName(found)}, which belongs to its thread and cannot be copied to another one`;
}

/** The class of an object. A generator's constructor has no name, but its tag says what it is. */
function typeName(found: unknown): string {
  if (typeof found !== 'object' || found === null) return typeof found;
  const { constructor } = found;
  const name = typeof constructor === 'function' ? constructor.name : '';
  return name === '' ? Object.prototype.toString.call(found).slice(8, -1) : name;
}

function pathTo(value: unknown, found: unknown, path: string, visited: Set<object>): string | undefined {
  if (Object.is(value, found)) return path;
  if (typeof value !== 'object' || value === null || visited.has(value)) return undefined;
  visited.add(value);
  for (const [step, inner] of steps(value)) {
    const inside = pathTo(inner, found, `${path}${step}`, visited);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** The parts of an object, each with how one writes the way to it. */
function* steps(object: object): Generator<[string, unknown]> {
  if (object instanceof Map) {
    for (const [key, value] of object as Map<unknown, unknown>) {
      yield [`.get(${brief(key)})`, value];
      yield [`.key(${brief(key)})`, key];
    }
    return;
  }
  if (object instanceof Set) {
    for (const item of object as Set<unknown>) yield ['.item', item];
    return;
  }
  if (object instanceof Error) {
    yield ['.cause', object.cause];
    if (object instanceof AggregateError) yield ['.errors', object.errors];
  }
  for (const key of Object.keys(object)) yield [stepOf(object, key), Reflect.get(object, key)];
}

function stepOf(object: object, key: string): string {
  if (Array.isArray(object) && /^\d+$/.test(key)) return `[${key}]`;
  return isIdentifier(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function brief(key: unknown): string {
  return typeof key === 'string' ? JSON.stringify(key) : typeof key === 'number' ? String(key) : '…';
}
