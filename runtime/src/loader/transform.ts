/** TypeScript source -> the JavaScript that this Node runs, from the disk where it has been made before. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TransformOptions } from 'esbuild';
import { defaultImportOf } from './default-import.ts';
import { packageTypeOf } from './package-type.ts';
import { atPlaces, isParseFailure, parseFailureWords } from './syntax-error.ts';
import { readTransformed, writeTransformed, type ModuleFormat, type Transformed } from './transform-cache.ts';
import { transformerFor } from './transformer.ts';
import { tsConfigOf } from './tsconfig.ts';

/** Raised when the options below change: old entries are then not found. */
const REVISION = 2;
const [major = 22, minor = 0] = process.versions.node.split('.').map(Number);
/** In CommonJS output `import.meta` is this variable. */
const META = '__parascopeMeta';

/** The JavaScript of a TypeScript file. Throws a SyntaxError whose stack shows the place when it does not parse. */
export function transformFile(file: string, source: Buffer): Transformed {
  const folder = path.dirname(file);
  const { transformOptions } = tsConfigOf(folder);
  const wanted = formatOf(file, folder);
  const transformer = transformerFor(folder);
  const key = [REVISION, transformer.version, `${major}.${minor}`, wanted, file, transformOptions].join('\n');
  const kept = readTransformed(key, source);
  if (kept) return kept;
  const made = run(file, source.toString('utf8'), wanted, transformOptions);
  writeTransformed(key, source, made);
  return made;
}

/** As tsx has it: a `.ts` file is CommonJS unless its package says `module`. */
function formatOf(file: string, folder: string): ModuleFormat {
  if (/\.m[tj]s$/.test(file)) return 'module';
  if (/\.c[tj]s$/.test(file)) return 'commonjs';
  return packageTypeOf(folder) === 'module' ? 'module' : 'commonjs';
}

function run(file: string, source: string, wanted: ModuleFormat, transformOptions: string): Transformed {
  try {
    return checked(file, source, { format: wanted, code: transformTo(file, source, wanted, transformOptions) });
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    // Only ES modules have it, so in a package without a type this file must be one.
    if (wanted === 'commonjs' && text.includes('Top-level await') && !file.endsWith('.cts'))
      return checked(file, source, {
        format: 'module',
        code: transformTo(file, source, 'module', transformOptions),
      });
    if (!isParseFailure(error)) throw error;
    const words = parseFailureWords(error);
    // One line in the bundle too: prettier and esbuild leave what fits alone.
    throw atPlaces({ error: new SyntaxError(words), failure: error, thrownOn: 'node-do-not-add-exception-line' });
  }
}

/** Refuses what Node would refuse with less to say. */
function checked(file: string, source: string, made: Transformed): Transformed {
  const failure = made.format === 'module' ? defaultImportOf(file, source, made.code) : undefined;
  if (failure === undefined) return made;
  const error = new SyntaxError(parseFailureWords(failure));
  throw atPlaces({ error, failure, thrownOn: 'node-do-not-add-exception-line' });
}

function transformTo(file: string, source: string, format: ModuleFormat, transformOptions: string): string {
  const usesMeta = format === 'commonjs' && source.includes('import.meta');
  const options: TransformOptions = {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    format: format === 'module' ? 'esm' : 'cjs',
    platform: 'node',
    target: `node${major}.${minor}`,
    // esbuild's table has it later than Node has.
    supported: major >= 24 ? { using: true } : {},
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
    tsconfigRaw: `{"compilerOptions":${withoutTarget(transformOptions)}}`,
    define: usesMeta ? { 'import.meta': META } : {},
    banner: usesMeta ? metaBanner(file) : '',
    logLevel: 'silent',
  };
  return transformerFor(path.dirname(file)).transform(source, options).code;
}

/**
 * TypeScript derives `useDefineForClassFields` from `target`; esbuild does so too, but its own target is this Node's. So the
 * derived option is stated and the target taken away.
 */
function withoutTarget(transformOptions: string): string {
  const { target, ...options } = JSON.parse(transformOptions) as Record<string, unknown>;
  if (typeof target === 'string' && /^es(?:[356]|20(?:1\d|2[01]))$/i.test(target))
    options['useDefineForClassFields'] ??= false;
  return JSON.stringify(options);
}

function metaBanner(file: string): string {
  const [url, name, folder] = [pathToFileURL(file).href, file, path.dirname(file)].map((text) => JSON.stringify(text));
  return (
    `const ${META}={url:${url},filename:${name},dirname:${folder},main:require.main===module,` +
    `resolve:(id)=>{const p=require.resolve(id);return require("node:path").isAbsolute(p)?require("node:url").pathToFileURL(p).href:p}};`
  );
}

/** The path of a file URL, without its query. */
export function pathOf(url: string): string {
  return fileURLToPath(url.replace(/[?#].*$/, ''));
}
