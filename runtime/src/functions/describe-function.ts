/** The caller's half: what a worker must be told to have the same function. */
import { builtinPath, nodeModulePath } from './builtins.ts';
import type { FunctionFacts } from './analysis.ts';
import { FOREIGN_COMMONJS, FunctionError, type AnyFunction, type FunctionRef } from './function-ref.ts';
import { host } from '../loader/host.ts';
import { namesInScope, withPlace, type FunctionPlace } from './inspect-function.ts';
import { isMethod } from './lift.ts';
import { analysis } from './load-analysis.ts';
import { scriptSource, scriptUrl, startOfLine } from './script-source.ts';
import { sourceLine } from './source-line.ts';

/** CommonJS that was not compiled by Node itself: tools that replace Node's loader put a function around it. */
const WRAPPED = /^(?:\(function \(exports, require, module, __filename, __dirname\) \{|__filename="[^"]*";\(\(\)=>\{)/;

const known = new WeakMap<AnyFunction, FunctionRef>();

/**
 * Describes a function or class so that it can travel; about 0.2 ms, cached per function. Throws FunctionError where it
 * cannot travel.
 */
export function describeFunction(fn: AnyFunction): FunctionRef {
  let ref = known.get(fn);
  if (!ref) {
    ref = describe(fn);
    known.set(fn, ref);
  }
  return ref;
}

function describe(fn: AnyFunction): FunctionRef {
  if (typeof fn !== 'function') throw new FunctionError(`a function is expected here, found ${kindOf(fn)}`);
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(text)) return describeNative(fn);
  return withPlace(fn, (place) => {
    if (place) return describePlaced(fn, text, place);
    throw new FunctionError(`V8 does not say where ${nameOf(fn)} was written, so it cannot travel to a worker.`);
  });
}

/** A function of Node that is written in JavaScript. */
function describeOfNode(fn: AnyFunction, url: string): FunctionRef {
  const path = builtinPath(fn) ?? nodeModulePath(fn, url);
  if (path) return { kind: 'builtin', path };
  throw new FunctionError(
    `${nameOf(fn)} belongs to Node (${url}) and has no name by which a worker could find it. ` +
      `Call it in a function of your own: (x) => ${fn.name || 'f'}(x)`,
  );
}

function describeNative(fn: AnyFunction): FunctionRef {
  const path = builtinPath(fn);
  if (path) return { kind: 'builtin', path };
  if (fn.name.startsWith('bound '))
    throw new FunctionError(
      `${fn.name.slice(6) || 'the function'} was made by bind(), and what is bound to it cannot be read. ` +
        `Pass the function itself, and the values as arguments.`,
    );
  throw new FunctionError(
    `${nameOf(fn)} is native code without a global name, so no worker can find it. ` +
      `Call it in a function of your own: (x) => ${fn.name || 'f'}(x)`,
  );
}

function describePlaced(fn: AnyFunction, text: string, place: FunctionPlace): FunctionRef {
  const { scriptId, line, column } = place;
  const url = scriptUrl(scriptId, text, line);
  if (url.startsWith('node:')) return describeOfNode(fn, url);
  if (!url.startsWith('file:')) throw new FunctionError(noFile(fn, url));
  const ref = { kind: 'module', url, name: fn.name, path: null, compiled: null, text, line, column } as const;
  if (isAtMargin(fn, url, line)) return { ...ref, path: [fn.name] };
  if (!needsAnalysis(text, place)) return ref;
  const source = scriptSource(scriptId, url);
  if (WRAPPED.test(source)) throw new FunctionError(`${nameOf(fn)} at ${sourceLine(url, place)}: ${FOREIGN_COMMONJS}`);
  const facts = analysis()(source, place, text);
  if (facts) return { ...ref, ...refine(fn, text, url, place, facts) };
  throw new FunctionError(
    `${nameOf(fn)} is not in ${sourceLine(url, place)} as it runs: it was made from text, and cannot travel to a worker.`,
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
function needsAnalysis(text: string, { scopes }: FunctionPlace): boolean {
  const local = scopes.filter(({ label }) => !/^(?:Module|Script|Global)$/.test(label));
  return (
    local.flatMap(namesInScope).some((name) => hasWord(text, name)) ||
    isMethod(text) ||
    /\b(?:this|super|arguments|import\s*\.\s*meta|new\s*\.\s*target)\b|#[\p{ID_Start}$_]/u.test(text)
  );
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\p{ID_Continue}$]/u.test((text[at - 1] ?? ' ') + (text[at + word.length] ?? ' '))) return true;
  return false;
}

function refine(
  fn: AnyFunction,
  text: string,
  url: string,
  place: FunctionPlace,
  { path, captured, outerWords, importMetas }: FunctionFacts,
): { path: readonly string[] | null; compiled: string | null } {
  const [variable] = captured;
  if (variable)
    throw new FunctionError(
      `${nameOf(fn)} at ${sourceLine(url, place)} uses the local variable '${variable.name}' of ` +
        `${sourceLine(url, variable.declared)}, which a worker does not have. ` +
        `Pass it as an argument, or move it to the top level of the module.`,
    );
  const [outer] = outerWords;
  if (outer && !path)
    throw new FunctionError(
      `${nameOf(fn)} at ${sourceLine(url, place)} uses ${said(outer.word)} of the code around it ` +
        `(${sourceLine(url, outer.at)}), which a worker does not have. Pass what it needs as arguments.`,
    );
  return { path, compiled: importMetas.length > 0 ? withoutImportMeta(text, importMetas) : null };
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

function said(word: string): string {
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

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
