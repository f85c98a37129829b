/** Node's synchronous module hooks: TypeScript in, JavaScript out; and what is known of the files that were loaded. */
import { readFileSync } from 'node:fs';
import * as module from 'node:module';
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { recordInstant } from '../instrument/record.ts';
import { isMainThread } from '../node-threads.ts';
import { host } from './host.ts';
import { mainScript } from './main-script.ts';
import { jsonModule } from './json-module.ts';
import { extendRequireResolve } from './require-resolve.ts';
import { resolve } from './resolve.ts';
import { pathOf, transformFile } from './transform.ts';
import type { Transformed } from './transform-cache.ts';
import { isTypeScript, isUserFile } from './user-file.ts';

const NODE_MAJOR = Number.parseInt(process.versions.node);

export type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;

/** Makes TypeScript run in this thread from now on. */
export function installLoader(): void {
  host().transforms = true;
  mapStacks();
  module.registerHooks({ resolve, load });
  extendRequireResolve();
}

/** Stacks name TypeScript lines. Packages are left out: reading their maps is slow and nobody asked for it. */
export function mapStacks(): void {
  module.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
}

/** The load hook. */
export function load(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput {
  const loaded = loadFile(url, context, next);
  // What came before was the start of Node and our own: none of the script's time.
  if (isMainThread && url === mainScript()) recordInstant(RowKind.online, 0, 0, 0);
  return loaded;
}

function loadFile(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput {
  if (!url.startsWith('file:')) return next(url, context);
  if (isTypeScript(url) && !url.includes('/node_modules/')) {
    const { format, code } = transformedFile(url);
    if (NODE_MAJOR < 24 && format === 'commonjs' && isImport(context) && url === mainScript())
      return { format: 'module', source: startAsCommonJs(pathOf(url)), shortCircuit: true };
    return { format, source: code, shortCircuit: true };
  }
  if (isBareJsonImport(url, context)) return { format: 'module', source: jsonModule(pathOf(url)), shortCircuit: true };
  return next(url, context);
}

/**
 * Node 22 imports the script when there is a `--import`, and gives imported CommonJS a `require` that cannot load ES modules.
 * So what it imports starts the script as Node does without `--import`.
 */
function startAsCommonJs(file: string): string {
  return `import { Module } from 'node:module'; Module._load(${JSON.stringify(file)}, null, true);`;
}

/** The JavaScript of a TypeScript file: each is transformed once per program, and once per content on this machine. */
export function transformedFile(url: string): Transformed {
  const { transformed } = host();
  let result = transformed.get(url);
  if (!result) {
    const file = pathOf(url);
    result = transformFile(file, readFileSync(file));
    transformed.set(url, result);
  }
  return result;
}

/** `import x from './x.json'` without `with { type: 'json' }`, which Node refuses and TypeScript's tools allow. */
function isBareJsonImport(url: string, context: LoadHookContext): boolean {
  return (
    /\.json(?:[?#]|$)/.test(url) && isUserFile(url) && context.importAttributes.type === undefined && isImport(context)
  );
}

function isImport({ conditions }: LoadHookContext): boolean {
  return conditions.includes('import');
}
