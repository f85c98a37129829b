/** What is in the .vsix: everything that the extension needs at run time, and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { packageExtension } from './package-extension.ts';

const ALLOWED = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/package(\.nls(\.[a-z-]+)?)?\.json$/,
  /^extension\/(readme|changelog)\.md$/i,
  /^extension\/license(\.\w+)?$/i,
  /^extension\/media\/[\w-]+\.(png|svg|md)$/,
  /^extension\/dist\/(extension|server)\/[\w-]+\.cjs$/,
  /^extension\/dist\/webview\/panel\.(js|css)$/,
  // The runtime as it is published: what runs a script whose project has none.
  /^extension\/dist\/runtime\/(package\.json|README\.md|LICENSE|bin\/(parascope|run-with)\.js)$/,
  /^extension\/dist\/runtime\/dist\/([\w-]+\/)*[\w-]+\.(js|cjs|css)$/,
  /^extension\/dist\/runtime\/dist\/types\/([\w-]+\/)*[\w-]+\.d\.ts$/,
  // Its transformer for projects that have none: esbuild as WebAssembly.
  /^extension\/dist\/runtime\/node_modules\/esbuild\/(package\.json|LICENSE\.md|bin\/esbuild|esbuild\.wasm|(lib\/main|wasm_exec|wasm_exec_node)\.js)$/,
  // Types of Node itself, for projects that have none.
  /^extension\/dist\/runtime\/node_modules\/(@types\/node|undici-types)\/([\w.-]+\/)*([\w.-]+\.d\.ts|package\.json|LICENSE|README\.md)$/,
  // TypeScript's server looks for plugins here only.
  /^extension\/node_modules\/parascope-typescript-plugin\/(package\.json|index\.js)$/,
  /^extension\/dist\/samples\/[\w-]+\.ts$/,
];

const NEEDED = [
  'extension/package.json',
  'extension/package.nls.json',
  'extension/LICENSE.txt',
  'extension/dist/extension/extension.cjs',
  'extension/dist/extension/language-client.cjs',
  'extension/dist/extension/trace-worker.cjs',
  'extension/dist/extension/report-worker.cjs',
  'extension/dist/server/server.cjs',
  'extension/dist/server/typescript-plugin.cjs',
  'extension/node_modules/parascope-typescript-plugin/index.js',
  'extension/dist/webview/panel.js',
  'extension/dist/webview/panel.css',
  'extension/dist/runtime/package.json',
  'extension/dist/runtime/bin/parascope.js',
  'extension/dist/runtime/bin/run-with.js',
  'extension/dist/runtime/dist/index.js',
  'extension/dist/runtime/dist/types/runtime/src/index.d.ts',
  'extension/dist/runtime/node_modules/@types/node/index.d.ts',
  'extension/dist/runtime/node_modules/esbuild/esbuild.wasm',
  'extension/dist/samples/pi-shared-value.ts',
];

const MAX_BYTES = 20_000_000;

test('the package holds what the extension needs and nothing else', () => {
  const vsix = packageExtension();
  const names = zipEntries(readFileSync(vsix));
  assert.deepEqual(
    names.filter((name) => !ALLOWED.some((pattern) => pattern.test(name))),
    [],
    'files that should not be there',
  );
  assert.deepEqual(
    NEEDED.filter((name) => !names.includes(name)),
    [],
    'files that are missing',
  );
  assert.ok(statSync(vsix).size < MAX_BYTES, `${statSync(vsix).size} bytes`);
});

/** Names of a zip's entries, from its central directory (APPNOTE.TXT 4.3.12 and 4.3.16); folders left out. */
function zipEntries(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert.ok(end >= 0, 'not a zip: it has no end of central directory');
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names.filter((name) => !name.endsWith('/'));
}
