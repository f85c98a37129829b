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

function replaceOnce(file, text, replacement) {
  const parts = readFileSync(file, 'utf8').split(text);
  if (parts.length !== 2)
    throw new Error(`expected ${JSON.stringify(text)} once in ${file}, found ${parts.length - 1}`);
  writeFileSync(file, parts.join(replacement));
}

install();
if (!values['no-build']) build();
addTransformer();
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const packagePath = path.resolve(values.out ?? path.join(root, 'dist', `parascope-${version}.vsix`));
mkdirSync(path.dirname(packagePath), { recursive: true });
// Loaded late: on a fresh clone it is there only after install().
const { createVSIX } = await import('@vscode/vsce');
await createVSIX({
  cwd: root,
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
  useYarn: false,
});
console.log(`${path.relative(process.cwd(), packagePath)}: ${(statSync(packagePath).size / 1e6).toFixed(2)} MB`);
