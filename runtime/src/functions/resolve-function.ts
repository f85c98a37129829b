/** The worker's half: the function that a reference means, in this thread. */
import { loadScript } from '../loader/worker-loader.ts';
import { scopeOf, type ModuleScope } from '../loader/scope-registry.ts';
import { isOwnFile, isUserFile } from '../loader/user-file.ts';
import { builtinAt } from './builtins.ts';
import { classKey, describeClass, describedClass, type ClassRef } from './describe-class.ts';
import { FunctionError } from '../errors.ts';
import { isIdentifier } from '../identifier.ts';
import { FOREIGN_COMMONJS, type AnyFunction, type FunctionRef, type ModuleRef } from './function-ref.ts';
import { compile, type Lifted } from './lift.ts';
import { candidatesAt } from './module-variables.ts';

/** Functions that were found by their names, and makers of those that are compiled, by place. */
const found = new Map<string, () => Lifted>();
/** Modules that have been loaded for a function's sake, with their exports. */
const loaded = new Map<string, unknown>();

/** The module of a function or class is not loaded in this thread yet. */
class ModuleMissing extends FunctionError {
  readonly url: string;
  constructor(url: string) {
    super(`${url} is not loaded in this thread, so what belongs to it cannot be made here: import it in the script`);
    this.url = url;
  }
}

/**
 * Does what brings functions to life, loading the modules it asks for on the way: at once when they are loaded, else as a
 * promise. Throws or rejects with FunctionError, or with what a module throws while it loads.
 */
export function withModules<T>(attempt: () => T, load: (url: string) => unknown = loadScript): T | Promise<T> {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof ModuleMissing) return loadThen(error.url, attempt, load);
    throw error;
  }
}

async function loadThen<T>(url: string, attempt: () => T, load: (url: string) => unknown): Promise<T> {
  loaded.set(url, await load(url));
  return await withModules(attempt, load);
}

/** The function that a reference means, to be made by its user. Call it within `withModules`. */
export function reviveFunction(ref: FunctionRef): Lifted {
  if (ref.kind === 'builtin') return ready(asFunction(builtinAt(ref.path), ref.path.join('.')));
  if (ref.kind === 'bound') return bound();
  const key = `${ref.url}\n${ref.line}:${ref.column}\n${ref.name}`;
  let make = found.get(key);
  if (!make) {
    make = find(ref);
    found.set(key, make);
  }
  return make();
}

/**
 * The class of this thread that a reference means: the module's own. Where modules can be loaded call it within `withModules`;
 * elsewhere FunctionError says which is missing.
 */
export function findClass(ref: ClassRef): AnyFunction {
  const described = describedClass(ref);
  if (described !== undefined) return described;
  const scope = scopeOf(ref.url);
  const own = ref.url.startsWith('node:') ? builtinAt([ref.url, ...ref.path]) : scope && at(scope, ref.path);
  if (isClass(own)) return own;
  const name = ref.path.at(-1) ?? '';
  const exported = membersOf(loaded.get(ref.url)).find((value) => isClass(value) && value.name === name);
  for (const candidate of isClass(exported) ? [exported] : candidatesAt(ref.url, ref.path)) {
    if (!isClass(candidate)) continue;
    const facts = describeClass(candidate);
    if (facts.type === 'found' && classKey(facts.ref) === classKey(ref)) return candidate;
  }
  if (!loaded.has(ref.url)) throw new ModuleMissing(ref.url);
  throw new FunctionError(`the class ${ref.path.join('.')} is not to be found in ${ref.url}: export it there`);
}

function isClass(value: unknown): value is AnyFunction {
  return typeof value === 'function' && typeof value.prototype === 'object';
}

function ready(fn: AnyFunction): Lifted {
  return { create: () => fn, set: () => undefined };
}

/** Values: the target, `this`, the arguments. */
function bound(): Lifted {
  let parts: readonly unknown[] = [];
  return {
    set: (values) => (parts = values),
    create: () => {
      const [target, boundThis, boundArgs] = parts;
      return (target as (...args: unknown[]) => unknown).bind(boundThis, ...(boundArgs as unknown[]));
    },
  };
}

function asFunction(value: unknown, name: string): AnyFunction {
  if (typeof value !== 'function') throw new FunctionError(`${name} does not exist in the worker`);
  return value as AnyFunction;
}

function find(ref: ModuleRef): () => Lifted {
  const scope = scopeOf(ref.url);
  // A closure is made of its text and its values, whatever else the module has under its name.
  if (scope && ref.captured.length > 0) return compile(scope, ref);
  const named = scope && byName(scope, ref);
  if (named) return () => ready(named);
  if (!loaded.has(ref.url)) throw new ModuleMissing(ref.url);
  const exported = byExport(loaded.get(ref.url), ref);
  if (exported) return () => ready(exported);
  if (scope) return compile(scope, ref);
  throw new FunctionError(
    isUserFile(ref.url)
      ? `${ref.name || 'the function'} of ${ref.url}: ${FOREIGN_COMMONJS}`
      : `${ref.name || 'the function'} is not exported by ${ref.url}, and only exported functions of packages can travel`,
  );
}

function byName(scope: ModuleScope, ref: ModuleRef): AnyFunction | undefined {
  const value = at(scope, ref.path ?? [ref.name]);
  return isSame(value, ref) ? value : undefined;
}

/** What a path of names leads to in a module; undefined where there is nothing. */
function at(scope: ModuleScope, [first = '', ...rest]: readonly string[]): unknown {
  if (!isIdentifier(first)) return undefined;
  try {
    let value = scope.evaluate(first);
    for (const key of rest) value = (value as Record<string, unknown> | undefined)?.[key];
    return value;
  } catch {
    // No such binding (or a reserved word, as in the name `default`): it is found in another way.
    return undefined;
  }
}

/** An anonymous default export, or a function of a package. */
function byExport(exports: unknown, ref: ModuleRef): AnyFunction | undefined {
  // This package is built in two ways, for main threads and for workers: only names are the same in both.
  if (isOwnFile(ref.url)) return memberOf(exports, ref.name);
  return membersOf(exports).find((value) => isSame(value, ref));
}

/** What a module exports. */
function membersOf(exports: unknown): readonly unknown[] {
  if (typeof exports === 'function') return [exports];
  if (typeof exports !== 'object' || exports === null) return [];
  // The exports of CommonJS that was imported are the members of its default.
  const inner: unknown = 'default' in exports ? exports.default : undefined;
  return [exports, inner].flatMap((holder) =>
    typeof holder === 'object' && holder !== null ? (Object.values(holder) as unknown[]) : [],
  );
}

function memberOf(exports: unknown, name: string): AnyFunction | undefined {
  const value: unknown = typeof exports === 'object' && exports !== null ? Reflect.get(exports, name) : undefined;
  return typeof value === 'function' ? (value as AnyFunction) : undefined;
}

function isSame(value: unknown, ref: ModuleRef): value is AnyFunction {
  return typeof value === 'function' && Function.prototype.toString.call(value) === ref.text;
}
