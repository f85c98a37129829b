/** The worker's side of the loader: modules come from the parent where it has them, and each keeps its scope reachable. */
import {
  registerHooks,
  createRequire,
  type LoadFnOutput,
  type LoadHookContext,
  type ResolveFnOutput,
} from 'node:module';
import { HostMismatchError } from '../errors.ts';
import { host, HOST_VERSION } from './host.ts';
import { load, mapStacks, transformedFile, type NextLoad } from './hooks.ts';
import type { LoaderState, SharedFile } from './loader-state.ts';
import { moduleOf } from './package-module.ts';
import { packageTypeOf } from './package-type.ts';
import { extendRequireResolve } from './require-resolve.ts';
import { useResolutions } from './resolutions.ts';
import { resolve } from './resolve.ts';
import { acceptScopes, scopeFooter } from './scope-registry.ts';
import { pathOf } from './transform.ts';
import { isOwnFile, isOwnIndex, isTypeScript, isUserFile, OWN_INDEX } from './user-file.ts';

let parentFiles: ReadonlyMap<string, SharedFile> = new Map();

/** `import()` of a module of Node's: this code runs as a script, which has none. */
export type ImportModule = (url: string) => Promise<unknown>;
let importModule: ImportModule;
let ownPackage: object = {};

/**
 * Call once, before the first user module, with what `parascope` is to mean in them. Throws HostMismatchError when the parent
 * is another version.
 */
export function installWorkerLoader(state: LoaderState, importer: ImportModule, members: object): void {
  importModule = importer;
  ownPackage = members;
  if (state.version !== HOST_VERSION)
    throw new HostMismatchError(`the worker's parascope has protocol ${HOST_VERSION}, its parent's ${state.version}`);
  const shared = host();
  shared.script = state.script;
  shared.transforms = state.transforms;
  acceptScopes();
  if (state.transforms) {
    parentFiles = state.files;
    useResolutions(state.resolutions);
    mapStacks();
    registerHooks({ resolve: resolveWithParent, load: loadWithScope });
    extendRequireResolve();
  } else {
    registerHooks({
      resolve: (specifier, context, next) => asInWorkers(next(specifier, context)),
      load: (url, context, next) => (url === OWN_INDEX ? moduleOf(ownPackage) : withFooter(url, next(url, context))),
    });
  }
}

/** What this package imports by itself, such as the script, is named by the URL under which the parent has it. */
const resolveWithParent: typeof resolve = (specifier, context, next) =>
  parentFiles.has(specifier) ? { url: specifier, shortCircuit: true } : asInWorkers(resolve(specifier, context, next));

/** The package is one module here, of what the thread has: another copy of it would not be the same, and takes time. */
function asInWorkers(resolved: ResolveFnOutput): ResolveFnOutput {
  return isOwnIndex(resolved.url) ? { ...resolved, url: OWN_INDEX } : resolved;
}

function loadWithScope(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput {
  if (url === OWN_INDEX) return moduleOf(ownPackage);
  takeFromParent(url);
  return withFooter(url, load(url, context, next));
}

/** What the parent has transformed is not transformed again. */
function takeFromParent(url: string): void {
  const file = parentFiles.get(url);
  const { transformed } = host();
  if (file && !transformed.has(url))
    transformed.set(url, { format: file.format, code: Buffer.from(file.bytes).toString('utf8') });
}

function withFooter(url: string, loaded: LoadFnOutput): LoadFnOutput {
  const { format, source } = loaded;
  if (!isUserFile(url) || !source || !isJavaScript(format)) return loaded;
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
  const isModule = format?.startsWith('module') === true;
  return { ...loaded, source: text + scopeFooter(url, isModule ? url : pathOf(url), isModule) };
}

function isJavaScript(format: string | null | undefined): boolean {
  return /^(?:module|commonjs)(?:-typescript)?$/.test(format ?? '');
}

/**
 * Loads a user module in this thread: the main script first, then those of the functions that arrive. Done when the
 * returned promise settles; rejects or throws with what the module throws.
 */
export function loadScript(url: string): unknown {
  if (isOwnFile(url)) return ownPackage;
  // Node 22 gives an imported CommonJS module a `require` that cannot load ES modules; the module's own one can.
  return isCommonJs(url) ? createRequire(url)(pathOf(url)) : importModule(url);
}

function isCommonJs(url: string): boolean {
  const known = parentFiles.get(url);
  if (known) return known.format === 'commonjs';
  if (host().transforms && isTypeScript(url)) {
    // Only its text tells: in a package without a type, a top-level await makes a file an ES module.
    return transformedFile(url).format === 'commonjs';
  }
  const file = pathOf(url);
  if (/\.c[jt]s$/.test(file)) return true;
  if (/\.m[jt]s$/.test(file) || !/\.[jt]sx?$/.test(file)) return false;
  return packageTypeOf(file.slice(0, file.lastIndexOf('/'))) === 'commonjs';
}
