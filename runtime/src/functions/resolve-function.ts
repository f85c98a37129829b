/** The worker's half: the function that a reference means, in this thread. */
import { loadScript } from '../loader/worker-loader.ts';
import { scopeOf, type ModuleScope } from '../loader/scope-registry.ts';
import { isUserFile } from '../loader/user-file.ts';
import { builtinAt } from './builtins.ts';
import { FOREIGN_COMMONJS, FunctionError, type AnyFunction, type FunctionRef, type ModuleRef } from './function-ref.ts';
import { lift } from './lift.ts';

const resolved = new Map<string, AnyFunction>();

/**
 * The worker's own function for a reference: at once when its module is loaded, else a promise. Throws or rejects with
 * FunctionError, or with what the module throws while it loads.
 */
export function resolveFunction(ref: FunctionRef): AnyFunction | Promise<AnyFunction> {
  if (ref.kind === 'builtin') return asFunction(builtinAt(ref.path), ref.path.join('.'));
  const key = `${ref.url}\n${ref.line}:${ref.column}\n${ref.name}`;
  const found = resolved.get(key);
  if (found) return found;
  const scope = scopeOf(ref.url);
  const own = scope && byName(scope, ref);
  if (own) {
    resolved.set(key, own);
    return own;
  }
  return loadAndFind(ref).then((fn) => {
    resolved.set(key, fn);
    return fn;
  });
}

function asFunction(value: unknown, name: string): AnyFunction {
  if (typeof value !== 'function') throw new FunctionError(`${name} does not exist in the worker`);
  return value as AnyFunction;
}

async function loadAndFind(ref: ModuleRef): Promise<AnyFunction> {
  const exports: unknown = await loadScript(ref.url);
  const scope = scopeOf(ref.url);
  return (
    (scope && byName(scope, ref)) ??
    byExport(exports, ref) ??
    (scope && lift(scope, ref)) ??
    fail(
      isUserFile(ref.url)
        ? `${ref.name || 'the function'} of ${ref.url}: ${FOREIGN_COMMONJS}`
        : `${ref.name || 'the function'} is not exported by ${ref.url}, and only exported functions of packages can travel`,
    )
  );
}

function byName(scope: ModuleScope, ref: ModuleRef): AnyFunction | undefined {
  const [first = '', ...rest] = ref.path ?? [ref.name];
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(first)) return undefined;
  let value: unknown;
  try {
    value = scope.evaluate(first);
    for (const key of rest) value = (value as Record<string, unknown> | undefined)?.[key];
  } catch {
    // No such binding (or a reserved word, as in the name `default`): the function is found in another way.
    return undefined;
  }
  return isSame(value, ref) ? value : undefined;
}

/** An anonymous default export, or a function of a package. */
function byExport(exports: unknown, ref: ModuleRef): AnyFunction | undefined {
  if (typeof exports === 'function' && isSame(exports, ref)) return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  // The exports of CommonJS that was imported are the members of its default.
  const inner: unknown = 'default' in exports ? exports.default : undefined;
  const members = [exports, inner].flatMap((holder) =>
    typeof holder === 'object' && holder !== null ? (Object.values(holder) as unknown[]) : [],
  );
  return members.find((value) => isSame(value, ref));
}

function isSame(value: unknown, ref: ModuleRef): value is AnyFunction {
  return typeof value === 'function' && Function.prototype.toString.call(value) === ref.text;
}

function fail(message: string): never {
  throw new FunctionError(message);
}
