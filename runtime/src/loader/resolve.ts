/** The resolve hook: which file a specifier means, where Node alone would not find it. */
import { existsSync } from 'node:fs';
import type { ResolveFnOutput, ResolveHookContext } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from '../node-threads.ts';
import { fileFor } from './candidates.ts';
import { mainScript } from './main-script.ts';
import { knownResolution, noteResolution } from './resolutions.ts';
import { mappedPaths, tsConfigOf } from './tsconfig.ts';
import { isTypeScript, isUserFile, OWN_INDEX } from './user-file.ts';

type Next = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

/** The resolve hook. */
export function resolve(specifier: string, context: ResolveHookContext, next: Next): ResolveFnOutput {
  const known = knownResolution(specifier, context);
  if (known !== undefined) return known;
  const resolved = resolveFile(specifier, context, next);
  noteResolution(specifier, context, resolved);
  return specifier === 'parascope' ? forImporter(resolved, context) : resolved;
}

/**
 * `isMain` is true for the script alone: in the main thread all other modules get the twin of the package's index in which
 * it is false.
 */
function forImporter(resolved: ResolveFnOutput, { parentURL }: ResolveHookContext): ResolveFnOutput {
  if (!isMainThread || parentURL === undefined || parentURL === mainScript()) return resolved;
  const twin = new URL('imported.js', resolved.url);
  return existsSync(twin) ? { ...resolved, url: twin.href } : resolved;
}

function resolveFile(specifier: string, context: ResolveHookContext, next: Next): ResolveFnOutput {
  const { parentURL } = context;
  if (specifier.startsWith('node:') || specifier.startsWith('data:')) return next(specifier, context);
  if (parentURL !== undefined && !isUserFile(parentURL)) return next(specifier, context);
  const found = fromUserFile(specifier, parentURL);
  if (found !== undefined) return next(spell(found, context), context);
  try {
    return next(specifier, context);
  } catch (error) {
    const fallback = afterFailure(specifier, error, parentURL);
    if (fallback === undefined) throw error;
    return next(spell(fallback, context), context);
  }
}

/** `require` knows paths only, `import` URLs only. */
function spell(url: string, context: ResolveHookContext): string {
  return context.conditions.includes('require') ? fileURLToPath(url) : url;
}

/** The URL of the file that TypeScript's rules give, or `undefined` to leave it to Node. */
export function fromUserFile(specifier: string, parentURL: string | undefined): string | undefined {
  const fromTypeScript = parentURL !== undefined && isTypeScript(parentURL);
  if (isPathLike(specifier)) {
    const { target, query } = split(specifier, parentURL);
    const file = target === undefined ? undefined : fileFor(target, fromTypeScript);
    return file === undefined || file === target ? undefined : pathToFileURL(file).href + query;
  }
  if (parentURL === undefined || specifier.startsWith('#') || process.getBuiltinModule(specifier) !== undefined)
    return undefined;
  for (const target of mappedPaths(tsConfigOf(path.dirname(fileURLToPath(parentURL))), specifier)) {
    const file = fileFor(target, fromTypeScript);
    if (file !== undefined) return pathToFileURL(file).href;
  }
  return undefined;
}

function isPathLike(specifier: string): boolean {
  return /^\.{0,2}\/|^\.{1,2}$|^file:/.test(specifier) || path.isAbsolute(specifier);
}

/** An absolute path, and the query that ES modules may carry; no target where the specifier is no file. */
function split(specifier: string, parentURL: string | undefined): { target: string | undefined; query: string } {
  if (path.isAbsolute(specifier)) return { target: specifier, query: '' };
  const at = specifier.search(/[?#]/);
  const query = at < 0 ? '' : specifier.slice(at);
  try {
    return { target: fileURLToPath(new URL(at < 0 ? specifier : specifier.slice(0, at), parentURL)), query };
  } catch {
    // Not a file URL, or a relative one without a base: Node says what is wrong.
    return { target: undefined, query };
  }
}

/** What a specifier that Node did not find may still mean. */
function afterFailure(specifier: string, error: unknown, parentURL: string | undefined): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (specifier === 'parascope') return OWN_INDEX;
  // `imports` and `exports` of a package, and paths into one: Node names the file it looked for.
  const url = 'url' in error && typeof error.url === 'string' ? error.url : undefined;
  if (url?.startsWith('file:') !== true) return undefined;
  const target = fileURLToPath(url);
  const file = fileFor(target, parentURL !== undefined && isTypeScript(parentURL));
  return file === undefined || file === target ? undefined : pathToFileURL(file).href;
}
