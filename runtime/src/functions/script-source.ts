/** Which module a script of V8 is, and the JavaScript that runs. */
import type { Debugger, Profiler } from 'node:inspector';
import { pathToFileURL } from 'node:url';
import { getCallSites } from 'node:util';
import { host } from '../loader/host.ts';
import { scopeOf } from '../loader/scope-registry.ts';
import { inspectFunction, parsedScripts, post } from './inspect-function.ts';

const urls = new Map<string, string>();

/**
 * URL of the script with that id; what is no file keeps the name that V8 has for it (`[eval]`, `evalmachine.<anonymous>`,
 * or nothing). Four ways, cheapest first: the scripts on the stack, the files the loader knows, those that V8 counts calls of,
 * all that V8 knows.
 */
export function scriptUrl(scriptId: string, text: string, line: number): string {
  return (
    urls.get(scriptId) ??
    fromStack(scriptId) ??
    fromLoader(scriptId, text, line) ??
    fromCalls(scriptId) ??
    fromV8(scriptId) ??
    ''
  );
}

/** A script's id as Node states it; `@types/node` of the oldest supported Node lacks it. */
interface Frame {
  readonly scriptId: string;
  readonly scriptName: string;
}

function fromStack(scriptId: string): string | undefined {
  for (const frame of getCallSites(100, { sourceMap: false }) as unknown as Frame[])
    // Functions that were compiled by themselves have their URL in a comment, which this list does not read.
    if (frame.scriptName !== '') remember(frame.scriptId, frame.scriptName);
  return urls.get(scriptId);
}

/** The one loaded TypeScript file that has this very text on this very line. */
function fromLoader(scriptId: string, text: string, line: number): string | undefined {
  const found = [...host().transformed].filter(([, { code }]) => startsOnLine(code, text, line));
  if (found.length !== 1) return undefined;
  return remember(scriptId, found[0]![0]);
}

/** Offset of the first character of a line, counted from 0. */
export function startOfLine(code: string, line: number): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = code.indexOf('\n', start);
    if (end < 0) return code.length;
    start = end + 1;
  }
  return start;
}

/** Whether an occurrence of `text` covers the beginning of what V8 calls `line` (a function's name may stand before it). */
function startsOnLine(code: string, text: string, line: number): boolean {
  const start = startOfLine(code, line);
  const end = startOfLine(code, line + 1);
  // V8's place lies within the text, before the body; on its line, unless the parameters fill several lines.
  const at = code.lastIndexOf(text, end - 1);
  return at >= 0 && (at >= start || code.slice(at, start).split('\n').length <= parameterLines(text));
}

function parameterLines(text: string): number {
  return text.slice(0, text.indexOf('{') + 1).split('\n').length;
}

/** 8 ms or so. A script is missing where V8 has let go of its outermost function. */
function fromCalls(scriptId: string): string | undefined {
  post('Profiler.enable', {});
  const { result } = post<Profiler.GetBestEffortCoverageReturnType>('Profiler.getBestEffortCoverage', {});
  post('Profiler.disable', {});
  for (const script of result) remember(script.scriptId, script.url);
  return urls.get(scriptId);
}

function fromV8(scriptId: string): string | undefined {
  for (const script of parsedScripts()) remember(script.scriptId, script.url);
  return urls.get(scriptId);
}

function remember(scriptId: string, name: string): string {
  const url = name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name) ? pathToFileURL(name).href : name;
  urls.set(scriptId, url);
  return url;
}

const sources = new Map<string, string>();

/** The running JavaScript of a file. From V8 (25 ms or more at its first call) where the loader did not make it. */
export function scriptSource(scriptId: string, url: string): string {
  const own = host().transformed.get(url)?.code;
  if (own !== undefined) return own;
  const id = moduleScriptId(url) ?? scriptId;
  const source = sources.get(id) ?? sourceFromV8(id);
  sources.set(id, source);
  return source;
}

/** In a worker, a function that arrived is a script of its own; the one of its module is that of the module's scope. */
function moduleScriptId(url: string): string | undefined {
  const scope = scopeOf(url);
  const found = scope && inspectFunction(scope.evaluate);
  return found?.type === 'placed' ? found.scriptId : undefined;
}

function sourceFromV8(scriptId: string): string {
  post('Debugger.enable', {});
  try {
    return post<Debugger.GetScriptSourceReturnType>('Debugger.getScriptSource', { scriptId }).scriptSource;
  } finally {
    post('Debugger.disable', {});
  }
}
