/**
 * The rules about the code itself, held on the syntax tree. docs/ARCHITECTURE.md says why; this file is the truth.
 * What is known to break a rule is a debt, listed with its reason at the bottom; a paid debt must be crossed out.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from '../../scripts/toolchain.mjs';
import type { PartRules, Violation } from './architecture/checks.ts';
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
} from './architecture/checks.ts';
import { readConstant, readTree } from './architecture/source-tree.ts';

const EDITOR = 'package.json';
const PACKAGE = 'runtime/package.json';

/** Who may import whom. `packages` of what is bundled are development dependencies of the root. */
const PARTS: PartRules = {
  trace: { parts: {}, node: false, packages: [], manifest: EDITOR },
  protocol: { parts: { trace: 'types' }, node: false, packages: [], manifest: EDITOR },
  runtime: {
    parts: { protocol: 'code', trace: 'code' },
    node: true,
    packages: ['esbuild', 'acorn'],
    manifest: PACKAGE,
  },
  cli: { parts: { runtime: 'code', protocol: 'code', trace: 'code' }, node: true, packages: [], manifest: PACKAGE },
  webview: { parts: { protocol: 'code', trace: 'code' }, node: false, packages: ['d3-*'], manifest: EDITOR },
  extension: {
    parts: { protocol: 'code', trace: 'code' },
    node: true,
    packages: ['vscode', 'vscode-languageclient'],
    manifest: EDITOR,
  },
  server: {
    parts: { protocol: 'code' },
    node: true,
    // TypeScript's types only: the plugin is given the server that it runs in.
    packages: ['vscode-languageserver', 'vscode-languageserver-textdocument', '@lezer/*', 'typescript'],
    manifest: EDITOR,
  },
  samples: { parts: {}, node: true, packages: ['parascope'], manifest: 'samples/package.json' },
  scripts: {
    parts: { test: 'code' },
    node: true,
    packages: ['esbuild', '@vscode/vsce', '@vscode/test-electron'],
    manifest: EDITOR,
  },
  bench: everything(),
  test: everything(),
  'test/vscode/suite': {
    parts: { extension: 'code', protocol: 'code', trace: 'code', test: 'code' },
    node: true,
    packages: ['vscode', 'mocha'],
    manifest: EDITOR,
  },
};

/** Parts that run anywhere. */
const PURE = ['trace', 'protocol'];

/** Names under which everything is thrown together. */
const DRAWERS = ['utils', 'util', 'common', 'helpers', 'helper', 'misc', 'shared', 'stuff'];

const LIMITS = { fileLines: 500, functionLines: 80 };
/** What is aimed at; longer files are told, not refused. */
const AIM_FILE_LINES = 300;

/** Folders whose parent's README speaks for them. */
const README_EXEMPT = /^test\/(unit|runtime|e2e|panel)\b|^runtime\/bin$/;
/** What a document may name although it is made only when something runs. */
const MADE = /^(dist|out|node_modules|test-results|runtime\/dist|bench\/results)\b/;

const tree = readTree(root);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('each part imports only what it may', () => hold('imports', checkImports(tree, PARTS)));
test('each imported package is declared', () => hold('declared', checkDeclared(tree, PARTS, declaredIn)));
test('no import cycles', () => hold('cycles', checkCycles(tree)));
test('file names are kebab-case and say what is inside', () => hold('names', checkNames(tree, DRAWERS)));
test('no default exports', () => hold('default-exports', checkDefaultExports(tree)));
test('files and functions stay within their budgets', () => {
  for (const { path: file, lineCount } of tree.sources.values())
    if (lineCount > AIM_FILE_LINES && lineCount <= LIMITS.fileLines)
      console.log(`${file} has ${lineCount} lines: more than the ${AIM_FILE_LINES} aimed at`);
  hold('budgets', checkBudgets(tree, LIMITS));
});
test('each source folder has a README', () => hold('readmes', checkReadmes(tree, README_EXEMPT)));
test('paths named in documents exist', () => hold('document-paths', checkDocumentPaths(tree, read, MADE)));
test('the pure parts are compiled without Node and DOM', () => {
  hold(
    'pure',
    PURE.flatMap((part) => {
      const file = `${part}/tsconfig.json`;
      const parsed = ts.getParsedCommandLineOfConfigFile(
        path.join(root, file),
        {},
        { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
      );
      return checkPureConfiguration(file, parsed?.options ?? {});
    }),
  );
});

test('the manifest and the code agree on the settings', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const defaults = readConstant(read('extension/src/config.ts'), 'DEFAULTS') as Record<string, unknown>;
  hold('settings', checkSettings(manifest.contributes.configuration.properties, 'parascope', defaults));
});

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
}

function everything() {
  const parts = ['trace', 'protocol', 'runtime', 'cli', 'webview', 'extension', 'server', 'scripts', 'test'];
  return {
    parts: Object.fromEntries([...parts, 'test/vscode/suite'].map((part) => [part, 'code' as const])),
    node: true,
    packages: ['*'],
    manifest: EDITOR,
  };
}

/** Packages that a manifest declares, by whatever kind of dependency. `vscode` is given by the editor. */
function declaredIn(manifest: string): ReadonlySet<string> {
  const file = path.join(root, manifest);
  const content = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>) : {};
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  return new Set([...kinds.flatMap((kind) => Object.keys(content[kind] ?? {})), 'vscode']);
}

/** Fails with every violation that is no debt, and with every debt that is paid. */
function hold(rule: string, violations: readonly Violation[]): void {
  const debts = DEBTS.filter((debt) => debt.rule === rule);
  const open = violations.filter(({ file }) => !debts.some((debt) => debt.file === file));
  const paid = debts.filter((debt) => !violations.some(({ file }) => debt.file === file));
  assert.deepEqual(
    [
      ...open.map(({ file, message }) => `${file}: ${message}`),
      ...paid.map(({ file }) => `${file}: paid, remove it from the debts of "${rule}"`),
    ],
    [],
  );
}

// --- Debts -----------------------------------------------------------------------------------------------------------
interface Debt {
  readonly rule: string;
  readonly file: string;
  readonly why: string;
}

const DEBTS: readonly Debt[] = [
  {
    rule: 'default-exports',
    file: 'scripts/test-reporter.mjs',
    why: 'node:test takes a reporter from the default export',
  },
];
