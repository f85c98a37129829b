#!/usr/bin/env node
// `npm run package`: builds everything and writes the extension as dist/parascope-<version>.vsix. `--out FILE` writes
// elsewhere, `--no-build` takes what has been built. What goes in is the allow-list `files` of package.json.
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, install, root } from './toolchain.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' }, 'no-build': { type: 'boolean', default: false } } });

/**
 * The runtime's transformer for folders that have none of their own: esbuild as WebAssembly, which runs on every
 * platform. It starts `node` by name, but the Node that runs a script need not be on PATH.
 */
function addTransformer() {
  const from = path.join(root, 'node_modules/esbuild-wasm');
  const to = path.join(root, 'dist/runtime/node_modules/esbuild');
  rmSync(to, { recursive: true, force: true });
  const files = ['LICENSE.md', 'bin/esbuild', 'esbuild.wasm', 'lib/main.js', 'wasm_exec.js', 'wasm_exec_node.js'];
  for (const file of files) cpSync(path.join(from, file), path.join(to, file));
  const { version } = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'));
  writeFileSync(path.join(to, 'package.json'), JSON.stringify({ name: 'esbuild', version, main: 'lib/main.js' }));
  replaceOnce(path.join(to, 'lib/main.js'), 'return ["node", [path', 'return [process.execPath, [path');
}

/**
 * Node's own types, for scripts whose project has none: without them `process` and `node:fs` have red squiggles. Those of a
 * project are found before these.
 */
function addNodeTypes() {
  for (const name of ['@types/node', 'undici-types']) {
    const to = path.join(root, 'dist/runtime/node_modules', name);
    rmSync(to, { recursive: true, force: true });
    cpSync(path.join(root, 'node_modules', name), to, { recursive: true });
  }
}

/**
 * Copies what `files` of the manifest may name to a folder of its own, where the plugin of TypeScript's server is the only
 * dependency: vsce takes nothing from node_modules but the manifest's dependencies.
 */
function stage() {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { devDependencies, workspaces, scripts, allowScripts, private: _private, ...published } = manifest;
  const to = path.join(root, 'dist/package');
  rmSync(to, { recursive: true, force: true });
  const wanted = manifest.files.map((pattern) => pattern.replace(/\/\*.*$/, ''));
  for (const file of new Set(wanted)) cpSync(path.join(root, file), path.join(to, file), { recursive: true });
  const plugins = manifest.contributes.typescriptServerPlugins.map(({ name }) => [name, manifest.version]);
  published.dependencies = Object.fromEntries(plugins);
  writeFileSync(path.join(to, 'package.json'), JSON.stringify(published, null, 2));
  return to;
}

function replaceOnce(file, text, replacement) {
  const parts = readFileSync(file, 'utf8').split(text);
  if (parts.length !== 2)
    throw new Error(`expected ${JSON.stringify(text)} once in ${file}, found ${parts.length - 1}`);
  writeFileSync(file, parts.join(replacement));
}

install();
if (!values['no-build']) build();
addTransformer();
addNodeTypes();
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const packagePath = path.resolve(values.out ?? path.join(root, 'dist', `parascope-${version}.vsix`));
mkdirSync(path.dirname(packagePath), { recursive: true });
const folder = stage();
// Loaded late: on a fresh clone it is there only after install().
const { createVSIX } = await import('@vscode/vsce');
await createVSIX({
  cwd: folder,
  packagePath,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
  useYarn: false,
});
rmSync(folder, { recursive: true });
console.log(`${path.relative(process.cwd(), packagePath)}: ${(statSync(packagePath).size / 1e6).toFixed(2)} MB`);
