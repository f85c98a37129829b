/** What the loader needs to know of a folder's tsconfig.json. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseJsonWithComments } from './json-with-comments.ts';

/** The compiler options that change what a single file means; handed to the transformer as they are. */
const TRANSFORM_OPTIONS = [
  'alwaysStrict',
  'experimentalDecorators',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'preserveValueImports',
  'importsNotUsedAsValues',
  'strict',
  'target',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
] as const;

export interface TsConfig {
  /** JSON of the transform options, with a stable order: part of the cache's key. */
  readonly transformOptions: string;
  /** Folders and patterns that bare specifiers are looked up in, most specific pattern first. */
  readonly paths: readonly PathMapping[];
  /** `baseUrl`, absolute. */
  readonly baseUrl: string | undefined;
}

export interface PathMapping {
  readonly prefix: string;
  readonly suffix: string;
  /** `true` for a pattern with `*`, `false` for one that must match exactly. */
  readonly wildcard: boolean;
  /** Absolute, `*` still in place. */
  readonly targets: readonly string[];
}

const EMPTY: TsConfig = { transformOptions: '{}', paths: [], baseUrl: undefined };
const byFolder = new Map<string, TsConfig>();

/** The nearest tsconfig.json at or above a folder. A broken one counts as empty: the editor says what is wrong with it. */
export function tsConfigOf(folder: string): TsConfig {
  let config = byFolder.get(folder);
  if (!config) {
    const file = path.join(folder, 'tsconfig.json');
    const parent = path.dirname(folder);
    if (isFile(file)) config = toTsConfig(readOptions(file, new Set()));
    else config = parent === folder || path.basename(folder) === 'node_modules' ? EMPTY : tsConfigOf(parent);
    byFolder.set(folder, config);
  }
  return config;
}

/** Compiler options with the paths in them already absolute. */
type Options = Record<string, unknown>;

function readOptions(file: string, seen: Set<string>): Options {
  if (seen.has(file)) return {};
  seen.add(file);
  const config = readJsonObject(file);
  const folder = path.dirname(file);
  const inherited: Options = {};
  for (const base of [config['extends']].flat())
    if (typeof base === 'string') Object.assign(inherited, readOptions(resolveExtends(base, folder), seen));
  const own = isRecord(config['compilerOptions']) ? { ...config['compilerOptions'] } : {};
  if (typeof own['baseUrl'] === 'string') own['baseUrl'] = path.resolve(folder, own['baseUrl']);
  // `paths` without `baseUrl` are relative to the file that states them.
  if (isRecord(own['paths'])) own['pathsBase'] = own['baseUrl'] ?? inherited['baseUrl'] ?? folder;
  return { ...inherited, ...own };
}

function readJsonObject(file: string): Record<string, unknown> {
  try {
    const value = parseJsonWithComments(readFileSync(file, 'utf8'));
    return isRecord(value) ? value : {};
  } catch {
    // Unreadable or malformed: as if it stated nothing.
    return {};
  }
}

function resolveExtends(base: string, folder: string): string {
  if (/^\.{0,2}\//.test(base) || path.isAbsolute(base)) {
    const file = path.resolve(folder, base);
    return isFile(file) ? file : `${file}.json`;
  }
  const require = createRequire(path.join(folder, 'tsconfig.json'));
  for (const candidate of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return require.resolve(candidate);
    } catch {
      // Not this spelling; the next one.
    }
  }
  return path.resolve(folder, base);
}

function toTsConfig(options: Options): TsConfig {
  const picked: Options = {};
  for (const name of TRANSFORM_OPTIONS) if (options[name] !== undefined) picked[name] = options[name];
  const base = options['pathsBase'];
  const paths = isRecord(options['paths']) && typeof base === 'string' ? toMappings(options['paths'], base) : [];
  const baseUrl = typeof options['baseUrl'] === 'string' ? options['baseUrl'] : undefined;
  return { transformOptions: JSON.stringify(picked), paths, baseUrl };
}

function toMappings(paths: Record<string, unknown>, base: string): PathMapping[] {
  const mappings = Object.entries(paths).map(([pattern, targets]): PathMapping => {
    const star = pattern.indexOf('*');
    return {
      prefix: star < 0 ? pattern : pattern.slice(0, star),
      suffix: star < 0 ? '' : pattern.slice(star + 1),
      wildcard: star >= 0,
      targets: [targets].flat().flatMap((t) => (typeof t === 'string' ? [path.resolve(base, t)] : [])),
    };
  });
  // TypeScript's rule: an exact pattern first, then the longest prefix.
  return mappings.sort((a, b) => Number(a.wildcard) - Number(b.wildcard) || b.prefix.length - a.prefix.length);
}

/** The absolute paths, without extension perhaps, that `paths` and `baseUrl` give for a bare specifier, best first. */
export function mappedPaths(config: TsConfig, specifier: string): string[] {
  for (const { prefix, suffix, wildcard, targets } of config.paths) {
    const matches = wildcard
      ? specifier.length >= prefix.length + suffix.length && specifier.startsWith(prefix) && specifier.endsWith(suffix)
      : specifier === prefix;
    if (!matches) continue;
    const middle = specifier.slice(prefix.length, specifier.length - suffix.length);
    return targets.map((target) => (wildcard ? target.replace('*', () => middle) : target));
  }
  return config.baseUrl === undefined ? [] : [path.join(config.baseUrl, specifier)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
