/**
 * The variables of modules of this thread, where its loader keeps no scope of them: in main. They are known of each module of
 * which a function has been described; V8 has all that the module's functions use, what it exports and what it imports.
 */
import { types } from 'node:util';
import { isUserFile } from '../loader/user-file.ts';
import type { AnyFunction } from './function-ref.ts';
import { inspectFunction, type LiveScope } from './inspect-function.ts';
import { scriptUrl } from './script-source.ts';

const modules = new Map<string, object>();
/** What an import becomes where the loader prints CommonJS. */
const IMPORTED = 'import_';
const followed = new WeakSet<AnyFunction>();

/** Keeps the variables of the module that a function belongs to: the outermost scope but the global ones. */
export function noteModule(url: string, scopes: readonly LiveScope[]): void {
  const outermost = scopes.findLast(({ label }) => !/^(?:Script|Global)$/.test(label));
  if (outermost !== undefined) modules.set(url, outermost.variables);
}

/**
 * What may be found at a path of names in a module: in its variables if they are known, else by that name in the modules that
 * are known, and in those that these import functions of. The caller looks whether it is what is meant.
 */
export function* candidatesAt(url: string, path: readonly string[]): Generator {
  yield memberAt(url, path);
  // The loop goes on with the modules that it finds.
  for (const variables of modules.values())
    for (const found of functionsIn(variables)) {
      if (found.name === path.at(-1)) yield found;
      if (follow(found) === url) yield memberAt(url, path);
    }
}

function memberAt(url: string, [first = '', ...rest]: readonly string[]): unknown {
  const variables = modules.get(url);
  let value = variables && read(variables, first);
  for (const key of rest)
    value =
      typeof value === 'function' || (typeof value === 'object' && value !== null)
        ? (Object.getOwnPropertyDescriptor(value, key)?.value as unknown)
        : undefined;
  return value;
}

/** Gets to know the function's module, and gives its URL where that is a new one. 0.1 ms. */
function follow(fn: AnyFunction): string | undefined {
  if (followed.has(fn)) return undefined;
  followed.add(fn);
  const place = inspectFunction(fn);
  if (place?.type !== 'placed') return undefined;
  const url = scriptUrl(place.scriptId, Function.prototype.toString.call(fn), place.line);
  if (!isUserFile(url) || modules.has(url)) return undefined;
  noteModule(url, place.scopes);
  return url;
}

/** Those that variables hold, themselves or as members of a module that was imported as a whole. */
function* functionsIn(variables: object): Generator<AnyFunction> {
  for (const key of Object.getOwnPropertyNames(variables)) {
    const value = read(variables, key);
    if (typeof value === 'function') yield value as AnyFunction;
    else if (types.isModuleNamespaceObject(value) || key.startsWith(IMPORTED))
      for (const member of Object.keys(value as object)) {
        const inner = read(value as object, member);
        if (typeof inner === 'function') yield inner as AnyFunction;
      }
  }
}

function read(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    // A variable whose declaration has not been reached, or a getter that throws: it is not what is looked for.
    return undefined;
  }
}
