/** Whether the instances of a class may travel with it, and by what name the class is found on the other side. */
import { isIdentifier } from '../identifier.ts';
import { scopeOf } from '../loader/scope-registry.ts';
import { isOwnFile } from '../loader/user-file.ts';
import { builtinAt } from './builtins.ts';
import type { AnyFunction } from './function-ref.ts';
import { inspectFunction, type FunctionPlace } from './inspect-function.ts';
import { analysis } from './load-analysis.ts';
import { scriptSource, scriptUrl } from './script-source.ts';
import { sourceLine } from './source-line.ts';

/** What stands for a class. Plain cloneable data, the same object for one class. */
export interface ClassRef {
  readonly url: string;
  /** The way from a top-level binding of that module: `['Point']`, `['shapes', 'Circle']`. */
  readonly path: readonly string[];
}

/** Classes of Node whose instances are no more than their fields. */
const OF_NODE: readonly ClassRef[] = [{ url: 'node:fs', path: ['Stats'] }];

/** A class, looked at once. */
export type ClassFacts =
  | { readonly type: 'found'; readonly ref: ClassRef }
  /** One of the language, of Node or of this package. */
  | { readonly type: 'foreign' }
  /** `why` follows `an instance of …`. */
  | { readonly type: 'unfit'; readonly why: string };

const known = new WeakMap<AnyFunction, ClassFacts>();
/** Classes of this thread, by `classKey`. */
const found = new Map<string, AnyFunction>();

/** 0.2 ms the first time, 10 ms more where the class's text or file must be parsed; then kept. */
export function describeClass(type: AnyFunction): ClassFacts {
  let facts = known.get(type);
  if (facts === undefined) {
    facts = look(type);
    known.set(type, facts);
    if (facts.type === 'found') found.set(classKey(facts.ref), type);
  }
  return facts;
}

/** The class of this thread that has been described, if one has. */
export function describedClass(ref: ClassRef): AnyFunction | undefined {
  return found.get(classKey(ref));
}

/** The same text for the same class in all threads. */
export function classKey({ url, path }: ClassRef): string {
  return `${url}#${path.join('.')}`;
}

/** Whether it is native code: a class of the language. */
export function isNative(type: AnyFunction): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(type));
}

function look(type: AnyFunction): ClassFacts {
  if (isNative(type)) return { type: 'foreign' };
  const place = inspectFunction(type);
  if (place?.type !== 'placed') return { type: 'foreign' };
  const text = Function.prototype.toString.call(type);
  const url = scriptUrl(place.scriptId, text, place.line);
  if (url.startsWith('node:')) return describeOfNode(type);
  if (isOwnFile(url)) return { type: 'foreign' };
  if (!url.startsWith('file:')) return { type: 'unfit', why: 'a class in no file, which no worker can load' };
  const secret = privateName(type);
  if (secret !== undefined) {
    const why = `whose private ${secret} cannot be read to be copied: pass its data, and make the object where it is used`;
    return { type: 'unfit', why: `(${sourceLine(url, place)}), ${why}` };
  }
  const path = pathTo(type, { text, url, place });
  if (path !== null) return { type: 'found', ref: { url, path } };
  const way = 'move the class to the top level of its module, or pass a plain object: { ...it }';
  return { type: 'unfit', why: `(${sourceLine(url, place)}), a class that workers cannot find by a name: ${way}` };
}

function describeOfNode(type: AnyFunction): ClassFacts {
  // By the prototype: what Node exports may be a function around the class that warns of its use.
  const isIt = (exported: unknown): boolean =>
    typeof exported === 'function' && Object.is(exported.prototype, (type as { prototype?: unknown }).prototype);
  const ref = OF_NODE.find(({ url, path }) => isIt(builtinAt([url, ...path])));
  return ref === undefined ? { type: 'foreign' } : { type: 'found', ref };
}

interface Written {
  readonly text: string;
  readonly url: string;
  readonly place: FunctionPlace;
}

/** Asks the module itself where it can be asked, else its syntax tree. */
function pathTo(type: AnyFunction, { text, url, place }: Written): readonly string[] | null {
  const { name } = type;
  if (isIdentifier(name)) {
    const module = place.scopes.find(({ label }) => label === 'Module')?.variables;
    if (module !== undefined && Object.is(read(module, name), type)) return [name];
    if (Object.is(evaluated(url, name), type)) return [name];
  }
  return analysis().analyse(scriptSource(place.scriptId, url), place, text)?.path ?? null;
}

function read(variables: object, name: string): unknown {
  try {
    return Reflect.get(variables, name);
  } catch {
    // A variable whose declaration has not been reached.
    return undefined;
  }
}

function evaluated(url: string, name: string): unknown {
  try {
    return scopeOf(url)?.evaluate(name);
  } catch {
    // No such binding, or a reserved word.
    return undefined;
  }
}

/** A private member of the class or of one that it extends; those of transpiled code are kept in WeakMaps. */
function privateName(type: AnyFunction): string | undefined {
  for (let at: unknown = type; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const text = Function.prototype.toString.call(at);
    if (/^class\b/.test(text) && /#[\p{ID_Start}$_]/u.test(text)) {
      const name = analysis().privateNameIn(text);
      if (name !== undefined) return name;
    }
    if (/\b__(?:privateAdd|classPrivateFieldSet)\b/.test(text)) return 'field';
  }
  return undefined;
}
