/** Functions of the language: found by their name in the global objects that hold them. */
import type { AnyFunction } from './function-ref.ts';

/** Objects whose function members are worth mapping over. Reading them loads nothing. */
const HOLDERS = [
  'Array',
  'Atomics',
  'BigInt',
  'Boolean',
  'Buffer',
  'Date',
  'Intl',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Reflect',
  'RegExp',
  'String',
  'Symbol',
  'URL',
  'console',
  'process',
] as const;

/** `['Math', 'sqrt']` for `Math.sqrt`; `undefined` for what no such name leads to. */
export function builtinPath(fn: AnyFunction): readonly string[] | undefined {
  if (Object.is(builtinAt([fn.name]), fn)) return [fn.name];
  const holder = HOLDERS.find((name) => Object.is(builtinAt([name, fn.name]), fn));
  return holder === undefined ? undefined : [holder, fn.name];
}

/** `['node:path', 'join']` for a function that a module of Node exports under its own name. */
export function nodeModulePath(fn: AnyFunction, url: string): readonly string[] | undefined {
  const path = [url, fn.name];
  return Object.is(builtinAt(path), fn) ? path : undefined;
}

/** The value at a path from `globalThis`, or from a module of Node; `undefined` where there is none. */
export function builtinAt(path: readonly string[]): unknown {
  const [first = '', ...rest] = path;
  return first.startsWith('node:') ? follow(process.getBuiltinModule(first), rest) : follow(globalThis, path);
}

function follow(start: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (value, key) =>
      (typeof value === 'object' && value !== null) || typeof value === 'function'
        ? (Reflect.get(value, key) as unknown)
        : undefined,
    start,
  );
}
