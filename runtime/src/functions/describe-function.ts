/** The caller's half: what a worker must be told to have the same function. */
import { builtinPath, nodeModulePath } from './builtins.ts';
import { capturedValues } from './captured-values.ts';
import type { Captured, FunctionFacts } from './analysis.ts';
import { kindOf } from '../check-arguments.ts';
import { FunctionError } from '../errors.ts';
import { FOREIGN_COMMONJS, type AnyFunction, type FunctionRef, type ModuleRef } from './function-ref.ts';
import { host } from '../loader/host.ts';
import { inspectFunction, type BoundParts, type FunctionPlace } from './inspect-function.ts';
import { isAccessor, isMethod } from './lift.ts';
import { analysis } from './load-analysis.ts';
import { noteModule } from './module-variables.ts';
import { scriptSource, scriptUrl, startOfLine } from './script-source.ts';
import { sourceLine } from './source-line.ts';
import { mayBeStrictInside } from './strictness.ts';

/** CommonJS that was not compiled by Node itself: tools that replace Node's loader put a function around it. */
const WRAPPED = /^(?:\(function \(exports, require, module, __filename, __dirname\) \{|__filename="[^"]*";\(\(\)=>\{)/;

/** A function taken apart for its travel. */
export interface Described {
  /** The same object for all functions made at one place. */
  readonly ref: FunctionRef;
  /** What goes with it, live: for a closure the values of `ref.captured`; for a bound function target, `this`, arguments. */
  readonly values: readonly unknown[];
}

/** What is the same for all functions made at one place. */
interface Place {
  readonly ref: FunctionRef;
  readonly captured: readonly Captured[];
}

const known = new WeakMap<AnyFunction, Described>();
const places = new Map<string, Place>();

/**
 * Describes a function or class so that it can travel; 0.1 to 0.2 ms, then kept: none of its variables can be assigned any
 * more (else it is refused), so only what is in them is to be looked at again. Throws FunctionError where it cannot travel.
 */
export function describeFunction(fn: AnyFunction): Described {
  let described = known.get(fn);
  if (!described) {
    described = describe(fn);
    known.set(fn, described);
  }
  return described;
}

function describe(fn: AnyFunction): Described {
  if (typeof fn !== 'function') throw new FunctionError(`a function is expected here, found ${kindOf(fn)}`);
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(text)) return describeNative(fn);
  const found = inspectFunction(fn);
  if (found?.type === 'placed') return describePlaced(fn, text, found);
  throw new FunctionError(`V8 does not say where ${nameOf(fn)} was written, so it cannot travel to a worker.`);
}

/** A function of Node that is written in JavaScript. */
function describeOfNode(fn: AnyFunction, url: string): Described {
  const path = builtinPath(fn) ?? nodeModulePath(fn, url);
  if (path) return { ref: { kind: 'builtin', path }, values: [] };
  throw new FunctionError(
    `${nameOf(fn)} belongs to Node (${url}) and has no name by which a worker could find it. ` +
      `Call it in a function of your own: (x) => ${fn.name || 'f'}(x)`,
  );
}

function describeNative(fn: AnyFunction): Described {
  const path = builtinPath(fn);
  if (path) return { ref: { kind: 'builtin', path }, values: [] };
  const found = fn.name.startsWith('bound ') ? inspectFunction(fn) : undefined;
  if (found?.type === 'bound') return describeBound(found);
  throw new FunctionError(
    `${nameOf(fn)} is native code without a global name, so no worker can find it. ` +
      `Call it in a function of your own: (x) => ${fn.name || 'f'}(x)`,
  );
}

/** What is bound travels with the function: a copy, or a handle. */
function describeBound({ target, boundThis, boundArgs }: BoundParts): Described {
  const { ref } = describeFunction(target);
  const name = ref.kind === 'builtin' ? ref.path.join('.') : ref.name;
  return { ref: boundRef(name), values: [target, boundThis, boundArgs] };
}

const boundRefs = new Map<string, FunctionRef>();

function boundRef(name: string): FunctionRef {
  const ref = boundRefs.get(name) ?? { kind: 'bound', name };
  boundRefs.set(name, ref);
  return ref;
}

function describePlaced(fn: AnyFunction, text: string, found: FunctionPlace): Described {
  const key = `${found.scriptId}:${found.line}:${found.column}:${fn.name}`;
  let place = places.get(key);
  if (!place) {
    place = readPlace(fn, text, found);
    places.set(key, place);
  }
  const { ref, captured } = place;
  if (ref.kind === 'module') noteModule(ref.url, found.scopes);
  if (captured.length === 0 || ref.kind !== 'module') return { ref, values: [] };
  const who = { fn, said: () => `${nameOf(fn)} at ${sourceLine(ref.url, found)}`, url: ref.url };
  return { ref, values: capturedValues(captured, found.scopes, who) };
}

function readPlace(fn: AnyFunction, text: string, found: FunctionPlace): Place {
  const { scriptId, line, column } = found;
  const url = scriptUrl(scriptId, text, line);
  if (url.startsWith('node:')) {
    const { ref } = describeOfNode(fn, url);
    return { ref, captured: [] };
  }
  if (!url.startsWith('file:')) throw new FunctionError(noFile(fn, url));
  const own = { captured: [], strict: false, compiled: null, path: null };
  const ref: ModuleRef = { kind: 'module', url, name: fn.name, ...own, text, line, column };
  if (isAtMargin(fn, url, line)) return { ref: { ...ref, path: [fn.name] }, captured: [] };
  if (!needsAnalysis(text, url, found)) return { ref, captured: [] };
  const source = scriptSource(scriptId, url);
  const at = sourceLine(url, found);
  if (WRAPPED.test(source)) throw new FunctionError(`${nameOf(fn)} at ${at}: ${FOREIGN_COMMONJS}`);
  const facts = analysis().analyse(source, found, text);
  if (facts) return refine(ref, `${nameOf(fn)} at ${at}`, facts);
  throw new FunctionError(
    `${nameOf(fn)} is not in ${at} as it runs: it was made from text, and cannot travel to a worker.`,
  );
}

/**
 * Whether the function is declared at the left margin of JavaScript that the loader printed: that is the top level, since
 * all else is indented there. It spares CommonJS, where V8's scopes do not tell the module from a function, the parser.
 */
function isAtMargin({ name }: AnyFunction, url: string, line: number): boolean {
  const code = host().transformed.get(url)?.code;
  if (code === undefined || name === '') return false;
  const start = startOfLine(code, line);
  return ['function ', 'async function ', 'function* ', 'async function* ', 'class ', 'const ', 'let ', 'var '].some(
    (keyword) =>
      code.startsWith(keyword + name, start) &&
      /^(?:\(| = | \{| extends )/.test(code.slice(start + keyword.length + name.length)),
  );
}

/** Without variables of local scopes in it a function uses those of the module only, unless its words need what is around it. */
function needsAnalysis(text: string, url: string, { scopes }: FunctionPlace): boolean {
  const local = scopes.filter(({ label }) => !/^(?:Module|Script|Global)$/.test(label));
  return (
    local.flatMap(({ variables }) => Object.getOwnPropertyNames(variables)).some((name) => hasWord(text, name)) ||
    isMethod(text) ||
    /\b(?:this|super|arguments|import\s*\.\s*meta|new\s*\.\s*target)\b|#[\p{ID_Start}$_]/u.test(text) ||
    (!scopes.some(({ label }) => label === 'Module') && mayBeStrictInside(url))
  );
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\p{ID_Continue}$]/u.test((text[at - 1] ?? ' ') + (text[at + word.length] ?? ' '))) return true;
  return false;
}

function refine(ref: ModuleRef, said: string, facts: FunctionFacts): Place {
  const { path, captured, outerWords, importMetas, strict } = facts;
  const compiled = importMetas.length > 0 ? withoutImportMeta(ref.text, importMetas) : null;
  if (isAccessor(ref.text))
    throw new FunctionError(`${said} is a getter or setter, which cannot be called by itself. Put it into a function.`);
  // What a top-level name leads to is the worker module's own, with all that it uses.
  if (path) return { ref: { ...ref, path, compiled }, captured: [] };
  const [outer] = outerWords;
  if (outer)
    throw new FunctionError(
      `${said} uses ${spelled(outer.word)} of the code around it (${sourceLine(ref.url, outer.at)}), ` +
        `which a worker does not have. Pass what it needs as arguments.`,
    );
  return { ref: { ...ref, compiled, strict, captured: captured.map(({ name }) => name) }, captured };
}

/** In compiled text `import.meta` is a syntax error; a variable of the same length keeps the columns. */
function withoutImportMeta(text: string, offsets: readonly number[]): string {
  let result = text;
  for (const at of offsets) {
    const length = /^import\s*\.\s*meta/.exec(text.slice(at))?.[0].length ?? 0;
    result = `${result.slice(0, at)}${'$importMeta'.padEnd(length)}${result.slice(at + length)}`;
  }
  return result;
}

function spelled(word: string): string {
  return word === 'private name' ? 'a private name' : `'${word}'`;
}

function noFile(fn: AnyFunction, url: string): string {
  return (
    `${nameOf(fn)} comes from ${url === '' ? 'generated code' : url}, which a worker cannot load: ` +
    `parallel scripts are files. Save the code as a file and run that.`
  );
}

function nameOf(fn: AnyFunction): string {
  return fn.name === '' ? 'the inline function' : fn.name;
}
