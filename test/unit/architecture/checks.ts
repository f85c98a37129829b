/** The rules about code: each a function from the tree to what breaks it. Data in, data out; nothing is read but the tree. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { SourceFile, Tree } from './source-tree.ts';

export interface Violation {
  readonly file: string;
  /** With the line in front where there is one. */
  readonly message: string;
}

export interface PartRule {
  /** Other parts it may import; `types` only by `import type`. */
  readonly parts: Readonly<Record<string, 'code' | 'types'>>;
  /** Whether it may import Node's built-in modules. */
  readonly node: boolean;
  /** Packages it may import; a trailing `*` stands for any ending. */
  readonly packages: readonly string[];
  /** The manifest that declares them. */
  readonly manifest: string;
}

/** Rules by folder; the longest folder that contains a file holds for it. */
export type PartRules = Readonly<Record<string, PartRule>>;

const BUILTINS = new Set([...builtinModules, 'sqlite', 'test', 'sea', 'test/reporters']);

/** The folder of the rules that a file belongs to. */
export function partOf(file: string, rules: PartRules): string | undefined {
  return Object.keys(rules)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Who may import whom: parts, built-in modules and packages. */
export function checkImports(tree: Tree, rules: PartRules): Violation[] {
  return [...tree.sources.values()].flatMap((source) => {
    const part = partOf(source.path, rules);
    if (part === undefined)
      return source.path.includes('/') ? [{ file: source.path, message: 'lies in no part that the rules name' }] : [];
    return source.imports.flatMap((imported) => {
      const broken = imported.specifier.startsWith('.')
        ? describeRelative(tree, rules, source, part, imported)
        : describePackage(rules[part]!, part, imported.specifier);
      return broken === undefined ? [] : [{ file: source.path, message: `${imported.line}: ${broken}` }];
    });
  });
}

function describeRelative(
  tree: Tree,
  rules: PartRules,
  source: SourceFile,
  part: string,
  imported: SourceFile['imports'][number],
): string | undefined {
  const target = path.posix.join(path.posix.dirname(source.path), imported.specifier);
  // What is built is not there yet; only a part's own build may be imported.
  if (target.startsWith(`${part}/dist/`)) return undefined;
  if (!tree.files.has(target)) return `imports ${imported.specifier}, which does not exist (write the extension)`;
  const other = partOf(target, rules);
  if (other === part || other === undefined) return undefined;
  const permission = rules[part]!.parts[other];
  if (permission === undefined) return `${part} must not import ${other} (${imported.specifier})`;
  if (permission === 'types' && !imported.typeOnly) return `${part} may import only types of ${other}: import type`;
  return undefined;
}

function describePackage(rule: PartRule, part: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return rule.node ? undefined : `${part} must not import ${specifier}`;
  if (BUILTINS.has(specifier)) return `write node:${specifier}`;
  const name = packageName(specifier);
  const allowed = rule.packages.some((entry) =>
    entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry,
  );
  return allowed ? undefined : `${part} must not import the package ${name}`;
}

/** `@scope/name` or `name` of `name/sub/path`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Each imported package is declared where the part that imports it declares its own. */
export function checkDeclared(
  tree: Tree,
  rules: PartRules,
  declared: (manifest: string) => ReadonlySet<string>,
): Violation[] {
  return [...tree.sources.values()].flatMap((source) => {
    const rule = rules[partOf(source.path, rules) ?? ''];
    if (rule === undefined) return [];
    const known = declared(rule.manifest);
    return source.imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ specifier }) => !BUILTINS.has(specifier) && !known.has(packageName(specifier)))
      .map(({ specifier, line }) => ({
        file: source.path,
        message: `${line}: ${packageName(specifier)} is not declared in ${rule.manifest}`,
      }));
  });
}

/** Import cycles, type imports included: each once, at its first file by name. */
export function checkCycles(tree: Tree): Violation[] {
  const cycles = new Map<string, Violation>();
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      const members = trail.slice(trail.indexOf(file));
      const first = members.indexOf([...members].sort()[0]!);
      const ordered = [...members.slice(first), ...members.slice(0, first)];
      cycles.set(ordered.join(), { file: ordered[0]!, message: `import cycle: ${ordered.join(' -> ')} -> itself` });
      return;
    }
    state.set(file, 'open');
    trail.push(file);
    for (const { specifier } of tree.sources.get(file)?.imports ?? [])
      if (specifier.startsWith('.')) visit(path.posix.join(path.posix.dirname(file), specifier));
    trail.pop();
    state.set(file, 'done');
  };
  for (const file of tree.sources.keys()) visit(file);
  return [...cycles.values()];
}

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|config|d))?\.[cm]?[jt]sx?$/;

/** File names: kebab-case, and none that says nothing. */
export function checkNames(tree: Tree, drawers: readonly string[]): Violation[] {
  return [...tree.sources.keys()].flatMap((file) => {
    const name = path.posix.basename(file);
    const segments = file.split('/').map((segment) => segment.split('.')[0]!);
    const drawer = segments.find((segment) => drawers.includes(segment));
    return [
      ...(KEBAB.test(name) ? [] : [{ file, message: 'is not in kebab-case' }]),
      ...(drawer === undefined ? [] : [{ file, message: `"${drawer}" says nothing: name it after what it holds` }]),
    ];
  });
}

export function checkDefaultExports(tree: Tree): Violation[] {
  return [...tree.sources.values()]
    .filter((source) => source.hasDefaultExport && !/\.config\.[cm]?[jt]s$/.test(source.path))
    .map(({ path: file }) => ({ file, message: 'has a default export: use a named one' }));
}

/** Files over the limit, and functions (outside tests, where a table may be long) over theirs. */
export function checkBudgets(tree: Tree, limits: { readonly fileLines: number; readonly functionLines: number }) {
  return [...tree.sources.values()].flatMap((source): Violation[] => [
    ...(source.lineCount > limits.fileLines
      ? [{ file: source.path, message: `has ${source.lineCount} lines: at most ${limits.fileLines}` }]
      : []),
    ...source.functions
      .filter(({ lineCount }) => lineCount > limits.functionLines && !source.path.startsWith('test/'))
      .map(({ name, line, lineCount }) => ({
        file: source.path,
        message: `${line}: ${name} has ${lineCount} lines: at most ${limits.functionLines}`,
      })),
  ]);
}

/** Each folder with source files says what is in it. A part's own README stands for its `src`. */
export function checkReadmes(tree: Tree, exempt: RegExp): Violation[] {
  const folders = new Set([...tree.sources.keys()].map((file) => path.posix.dirname(file)));
  return [...folders]
    .filter((folder) => folder !== '.' && !exempt.test(folder))
    .filter((folder) => {
      const places = folder.endsWith('/src') ? [folder, path.posix.dirname(folder)] : [folder];
      return !places.some((place) => tree.files.has(`${place}/README.md`));
    })
    .map((folder) => ({ file: folder, message: 'has no README.md' }));
}

/** Paths of files and folders that a document names (links, and code spans that begin with a folder of the root) exist. */
export function checkDocumentPaths(tree: Tree, read: (file: string) => string, ignored: RegExp): Violation[] {
  const folders = new Set<string>();
  for (const file of tree.files) {
    const parts = file.split('/');
    for (let end = 1; end < parts.length; end++) folders.add(parts.slice(0, end).join('/'));
  }
  const exists = (target: string) => tree.files.has(target) || folders.has(target);
  return [...tree.files]
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      namedPaths(read(file), folders)
        .filter((named) => !ignored.test(named.replace(/^(\.\.?\/)+/, '')))
        .filter((named) => {
          const target = named.replace(/[/]+$/, '');
          return !exists(path.posix.join(path.posix.dirname(file), target)) && !exists(target);
        })
        .map((named) => ({ file, message: `names ${named}, which does not exist` })),
    );
}

function namedPaths(markdown: string, folders: ReadonlySet<string>): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '');
  const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]!);
  const spans = [...prose.matchAll(/`([\w.@-]+\/[\w./@-]*)`/g)].map((match) => match[1]!);
  return [
    ...links.filter((target) => !/^[a-z]+:/.test(target)),
    ...spans.filter((target) => folders.has(target.split('/')[0]!)),
  ];
}

/** A compiler configuration that keeps a part pure: no ambient types of Node, no DOM. */
export function checkPureConfiguration(file: string, options: { readonly types?: unknown; readonly lib?: unknown }) {
  const libraries = Array.isArray(options.lib) ? options.lib.map(String) : [];
  return [
    ...(Array.isArray(options.types) && options.types.length === 0 ? [] : [{ file, message: 'types must be []' }]),
    ...(libraries.some((name) => /^(lib\.)?(dom|webworker)/i.test(name))
      ? [{ file, message: 'lib must not have DOM' }]
      : []),
  ];
}

/** The manifest and the code know the same settings with the same defaults. */
export function checkSettings(
  manifest: Readonly<Record<string, { readonly default?: unknown }>>,
  section: string,
  defaults: Readonly<Record<string, unknown>>,
): Violation[] {
  const declared = new Map(Object.entries(manifest).map(([key, { default: value }]) => [key, JSON.stringify(value)]));
  const used = new Map(Object.entries(defaults).map(([key, value]) => [`${section}.${key}`, JSON.stringify(value)]));
  return [...new Set([...declared.keys(), ...used.keys()])]
    .filter((key) => declared.has(key) !== used.has(key) || declared.get(key) !== used.get(key))
    .map((file) => ({
      file,
      message: `default ${declared.get(file) ?? 'none'} in the manifest, ${used.get(file) ?? 'none'} in the code`,
    }));
}
