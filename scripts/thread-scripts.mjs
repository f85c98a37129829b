// Bundles of what a thread of ours runs: scripts, of which V8's code is kept (see runtime/src/loader/kept-script.ts).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const acorn = createRequire(import.meta.url)('acorn');
const ENTRIES = 'runtime/src/entry';

/** What both kinds have. */
function threadScript(runtime, plugins) {
  return {
    ...runtime,
    write: false,
    sourcemap: false,
    // A third less to read for each thread. Names stay: stacks and `inspect` show them.
    minifyWhitespace: true,
    minifySyntax: true,
    define: { 'import.meta.url': 'moduleUrl' },
    plugins: [...plugins, ...runtime.plugins],
  };
}

/** One script that is a function of its URL; it gives what the entry exports. */
export function wholeScript(runtime, name) {
  const written = {
    name: `${name}-script`,
    setup: ({ onEnd }) =>
      onEnd(({ outputFiles = [] }) => outputFiles.forEach((file) => writeScript(file.path, file.text.trimEnd()))),
  };
  return {
    ...threadScript(runtime, [written]),
    entryPoints: { [name]: `${ENTRIES}/${name}.ts` },
    format: 'iife',
    globalName: 'core',
    banner: { js: '(moduleUrl=>{"use strict";' },
    footer: { js: 'return core})' },
  };
}

/**
 * Two scripts of one set of modules: `name` and `later`, whose entry re-exports modules of functions, or lists of such. To all others these are
 * functions that evaluate the second script when the first of them is called. esbuild splits the modules: what both need
 * comes with the first.
 */
export function scriptInTwoParts(runtime, name, later) {
  const laterEntry = path.resolve(ENTRIES, `${later}.ts`);
  const apart = {
    name: `${later}-apart`,
    setup({ onResolve, onLoad, onEnd }) {
      const modules = new Set();
      const called = new Set();
      const lists = [laterEntry];
      for (const list of lists)
        for (const [, module] of readFileSync(list, 'utf8').matchAll(/^export \* from '(.*)';$/gm))
          if (module.startsWith('./')) lists.push(path.resolve(ENTRIES, module));
          else modules.add(path.resolve(ENTRIES, module));
      onResolve({ filter: /^\./ }, ({ path: specifier, importer, resolveDir }) => {
        const file = path.resolve(resolveDir, specifier);
        return modules.has(file) && !lists.includes(importer) ? { path: file, namespace: later } : undefined;
      });
      onLoad({ filter: /./, namespace: later }, ({ path: file }) => {
        const names = exportedFunctions(readFileSync(file, 'utf8'));
        for (const name of names) called.add(name);
        return { contents: callingLater(names), resolveDir: path.resolve(ENTRIES) };
      });
      onEnd(({ outputFiles = [], errors }) => {
        if (errors.length > 0) return;
        const part = (which) => outputFiles.find((file) => path.basename(file.path).startsWith(which));
        writeParts({ first: part(`${name}.`), second: part(`${later}.`), both: part(`chunk-`), called });
      });
    },
  };
  return {
    ...threadScript(runtime, [apart]),
    entryPoints: { [name]: `${ENTRIES}/${name}.ts`, [later]: `${ENTRIES}/${later}.ts` },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
  };
}

/** Their names; overloads name a function more than once. */
function exportedFunctions(source) {
  return new Set(Array.from(source.matchAll(/^export (?:async )?function (\w+)/gm), ([, name]) => name));
}

/** A module with functions of these names, each of which evaluates the second script first. */
function callingLater(names) {
  const functions = Array.from(names, (name) => `export const ${name} = (...args) => laterScript().${name}(...args);`);
  return ["import { laterScript } from './later-script.ts';", ...functions].join('\n');
}

function writeParts({ first, second, both, called }) {
  const { body, exported } = withoutModuleSyntax(both.text);
  const own = withoutModuleSyntax(first.text);
  const later = withoutModuleSyntax(second.text);
  if (own.body !== '') throw new Error(`${first.path}: expected all of it in what the second script shares`);
  // Of two functions of one name neither is exported.
  for (const name of called) if (!later.exported.has(name)) throw new Error(`${second.path}: it has no ${name}`);
  const given = properties([...own.exported].map(([name, from]) => [name, exported.get(own.imported.get(from))]));
  const names = properties([...later.imported.values()].map((name) => [name, exported.get(name)]));
  // Taken once, when the second script is evaluated: no module here assigns what it exports (`export let`).
  const taken = properties([...later.imported].map(([from, name]) => [name, from]));
  const code = withPlainPackage(body);
  writeScript(first.path, `(moduleUrl=>{"use strict";function coreNames(){return${names}}${code}return${given}})`);
  const returned = properties([...later.exported]);
  // A name that no module has: its variables are in the same function.
  writeScript(
    second.path,
    `((__first,moduleUrl)=>{"use strict";const${taken}=__first;${later.body}return${returned}})`,
  );
}

/**
 * esbuild makes an object of a module (`import * as api`) of getters, each a function: 0.3 ms of a start, and 50 KB that V8 soon
 * collects. What the package consists of is all there where its object is first used, in `own-package`: a plain one is made there.
 */
function withPlainPackage(body) {
  const getters = /var api_exports=\{\};__export\(api_exports,\{([^}]*)\}\);/;
  const use = /var (\w+)=\{\.\.\.api_exports,/;
  const [, members] = getters.exec(body) ?? [];
  if (members === undefined || !use.test(body)) throw new Error('expected api_exports, and own-package to spread it');
  const plain = `var api_exports={${members.replaceAll(':()=>', ':')}},`;
  return body.replace(getters, '').replace(use, (_, name) => `${plain}${name}={...api_exports,`);
}

/** As in an object, or where one is taken apart. */
function properties(pairs) {
  return `{${pairs.map(([name, local]) => (name === local ? name : `${name}:${local}`)).join()}}`;
}

/** The text of a module without its imports and exports; local names by those that the other module knows. */
function withoutModuleSyntax(text) {
  const imported = new Map();
  const exported = new Map();
  let body = '';
  let at = 0;
  for (const node of acorn.parse(text, { ecmaVersion: 'latest', sourceType: 'module' }).body) {
    if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') continue;
    for (const { type, local, imported: name, exported: as } of node.specifiers)
      if (type === 'ImportSpecifier') imported.set(local.name, name.name);
      else exported.set(as.name, local.name);
    body += text.slice(at, node.start);
    at = node.end;
  }
  return { body: (body + text.slice(at)).trim(), imported, exported };
}

/** A script ends in a hash of itself. */
function writeScript(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${text}//${createHash('sha256').update(text).digest('hex').slice(0, 8)}`);
}
