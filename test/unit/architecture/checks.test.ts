/** Each rule is shown a small tree that breaks it, and what it says. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  checkBudgets,
  checkCycles,
  checkDeclared,
  checkDefaultExports,
  checkDocumentPaths,
  checkImports,
  checkNames,
  checkPureConfiguration,
  checkReadmes,
  checkSettings,
} from './checks.ts';
import type { PartRules, Violation } from './checks.ts';
import { readConstant, readTree } from './source-tree.ts';
import type { Tree } from './source-tree.ts';

const RULES: PartRules = {
  pure: { parts: {}, node: false, packages: [], manifest: 'package.json' },
  words: { parts: { pure: 'types' }, node: false, packages: [], manifest: 'package.json' },
  host: {
    parts: { pure: 'code', words: 'code' },
    node: true,
    packages: ['editor', '@scope/*'],
    manifest: 'package.json',
  },
};

/** Writes the files to a temporary folder and reads it as a tree. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-tree-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return readTree(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lines = (violations: readonly Violation[]) => violations.map(({ file, message }) => `${file}: ${message}`);
const imports = (files: Readonly<Record<string, string>>) => lines(checkImports(treeOf(files), RULES));

test('a part that may import nothing is refused another part, however it is imported', () => {
  for (const statement of [
    `import { a } from '../host/a.ts';`,
    `import '../host/a.ts';`,
    `export * from '../host/a.ts';`,
    `export const a = await import('../host/a.ts');`,
    `import a = require('../host/a.ts');`,
    `const a = require('../host/a.ts');`,
    `import type { a } from '../host/a.ts';`,
    `export type A = import('../host/a.ts').A;`,
  ]) {
    assert.deepEqual(
      imports({ 'pure/a.ts': `\n${statement}`, 'host/a.ts': '' }),
      ['pure/a.ts: 2: pure must not import host (../host/a.ts)'],
      statement,
    );
  }
});

test('what looks like an import inside text is none', () => {
  assert.deepEqual(imports({ 'pure/a.ts': `// import '../host/a.ts'\nexport const a = "import '../host/a.ts'";` }), []);
});

test('where only types may be imported, code is refused', () => {
  const files = { 'pure/a.ts': '', 'words/good.ts': `import type { A } from '../pure/a.ts';` };
  assert.deepEqual(imports({ ...files, 'words/bad.ts': `import { type A } from '../pure/a.ts';` }), [
    'words/bad.ts: 1: words may import only types of pure: import type',
  ]);
});

test('built-in modules and packages are refused where the rules do not name them', () => {
  assert.deepEqual(imports({ 'pure/a.ts': `import 'node:fs';\nimport 'd3';` }), [
    'pure/a.ts: 1: pure must not import node:fs',
    'pure/a.ts: 2: pure must not import the package d3',
  ]);
  assert.deepEqual(
    imports({ 'host/a.ts': `import 'fs';\nimport 'node:fs';\nimport 'editor/x';\nimport '@scope/y/z';` }),
    ['host/a.ts: 1: write node:fs'],
  );
});

test('an import of a file that is not there is told', () => {
  assert.deepEqual(imports({ 'host/a.ts': `import './b';`, 'host/b.ts': '' }), [
    'host/a.ts: 1: imports ./b, which does not exist (write the extension)',
  ]);
});

test('a source file outside every part is told', () => {
  assert.deepEqual(imports({ 'elsewhere/a.ts': '' }), ['elsewhere/a.ts: lies in no part that the rules name']);
});

test('a package that the manifest does not declare is told', () => {
  const tree = treeOf({ 'host/a.ts': `import '@scope/known/deep';\nimport '@scope/unknown';` });
  assert.deepEqual(lines(checkDeclared(tree, RULES, () => new Set(['@scope/known']))), [
    'host/a.ts: 2: @scope/unknown is not declared in package.json',
  ]);
});

test('an import cycle is told once, from its first file', () => {
  const tree = treeOf({
    'host/c.ts': `import './a.ts';`,
    'host/a.ts': `import './b.ts';`,
    'host/b.ts': `import type {} from './c.ts';`,
    'host/d.ts': `import './a.ts';`,
  });
  assert.deepEqual(lines(checkCycles(tree)), [
    'host/a.ts: import cycle: host/a.ts -> host/b.ts -> host/c.ts -> itself',
  ]);
});

test('file names outside kebab-case and drawers are told', () => {
  const tree = treeOf({
    'host/TraceReader.ts': '',
    'host/utils.ts': '',
    'host/common/a.ts': '',
    'host/a-b.test.ts': '',
  });
  assert.deepEqual(lines(checkNames(tree, ['utils', 'common'])).sort(), [
    'host/TraceReader.ts: is not in kebab-case',
    'host/common/a.ts: "common" says nothing: name it after what it holds',
    'host/utils.ts: "utils" says nothing: name it after what it holds',
  ]);
});

test('each form of a default export is told, but in configuration files', () => {
  const tree = treeOf({
    'host/a.ts': 'export default 1;',
    'host/b.ts': 'export default function b() {}',
    'host/c.ts': 'const c = 1; export { c as default };',
    'host/d.ts': 'export const d = { default: 1 };',
    'host/x.config.ts': 'export default {};',
  });
  const files = checkDefaultExports(tree).map(({ file }) => file);
  assert.deepEqual(files.sort(), ['host/a.ts', 'host/b.ts', 'host/c.ts']);
});

test('files and functions over their budgets are told', () => {
  const tree = treeOf({
    'host/a.ts': 'export const a = () => {\n\n\n};\n\n',
    'host/b.ts': 'export class B {\n  m() {\n\n\n  }\n}\n',
    'test/c.ts': 'export function c() {\n\n\n}\n',
  });
  assert.deepEqual(lines(checkBudgets(tree, { fileLines: 5, functionLines: 3 })), [
    'host/a.ts: 1: a has 4 lines: at most 3',
    'host/b.ts: has 6 lines: at most 5',
    'host/b.ts: 2: m has 4 lines: at most 3',
  ]);
});

test('a source folder without a README is told; that of a part stands for its src', () => {
  const tree = treeOf({ 'a/README.md': '', 'a/src/x.ts': '', 'a/src/deep/x.ts': '', 'b/x.ts': '', 'c/skip/x.ts': '' });
  assert.deepEqual(lines(checkReadmes(tree, /^c\//)), ['a/src/deep: has no README.md', 'b: has no README.md']);
});

test('a document that names a path that is not there is told', () => {
  const documents: Record<string, string> = {
    'docs/A.md': 'see [b](B.md), [c](../host/c.ts#L1), `host/a.ts`, `other/x.ts`, `dist/x.js`, https://x.y/z',
  };
  const tree = treeOf({ ...documents, 'host/a.ts': '' });
  assert.deepEqual(lines(checkDocumentPaths(tree, (file) => documents[file] ?? '', /^dist\//)), [
    'docs/A.md: names B.md, which does not exist',
    'docs/A.md: names ../host/c.ts, which does not exist',
  ]);
});

test('a pure part with ambient Node types or the DOM is told', () => {
  assert.deepEqual(lines(checkPureConfiguration('t.json', { types: ['node'], lib: ['lib.dom.d.ts'] })), [
    't.json: types must be []',
    't.json: lib must not have DOM',
  ]);
  assert.deepEqual(checkPureConfiguration('t.json', { types: [], lib: ['lib.es2023.d.ts'] }), []);
});

test('a setting that manifest and code do not know alike is told', () => {
  const code = `import * as vscode from 'vscode';\nexport const D: S = { a: 'x', b: 1_024, c: [true, null] };`;
  const manifest = { 'p.a': { default: 'x' }, 'p.b': { default: 1 }, 'p.c': { default: [true, null] }, 'p.d': {} };
  const defaults = readConstant(code, 'D') as Record<string, unknown>;
  assert.deepEqual(lines(checkSettings(manifest, 'p', { ...defaults, e: '' })), [
    'p.b: default 1 in the manifest, 1024 in the code',
    'p.d: default none in the manifest, none in the code',
    'p.e: default none in the manifest, "" in the code',
  ]);
});
