#!/usr/bin/env node
// Builds everything that runs: the runtime package, the command, the extension, the language server and the panel.
// Plain JavaScript, so that it also runs on the Node that a fresh machine has. `--watch` rebuilds on change,
// `--if-stale` does nothing when no source is newer than the last build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtinsWithoutFacades } from './builtins-without-facades.mjs';
import { scriptInTwoParts, wholeScript } from './thread-scripts.mjs';
import { hideThrowingLines } from './unseen-lines.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const stamp = path.join(root, 'runtime/dist/.built');
const typescriptPlugin = path.join(root, 'node_modules/parascope-typescript-plugin');
const esbuild = createRequire(import.meta.url)('esbuild');
const watch = process.argv.includes('--watch');

/** What stands in a bundle of its own: `import('./name.ts')` becomes one of `bundle`, a file beside it. */
const apart = (name, bundle) => ({
  name: `${name}-apart`,
  setup: ({ onResolve }) =>
    onResolve({ filter: new RegExp(`^\\./${name}\\.ts$`) }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: bundle, external: true } : undefined,
    ),
});

/** What runs in the editor: extension host and language server. */
function editorBundles(base) {
  const node = { ...base, format: 'cjs', external: ['vscode'], minify: true };
  return [
    {
      ...node,
      outfile: 'dist/extension/extension.cjs',
      entryPoints: ['extension/src/extension.ts'],
      // Nine tenths of the extension's code: apart, it leaves activation quick.
      plugins: [apart('language-client', './language-client.cjs')],
      // Becomes require(): that is how the editor gives `vscode` to what is loaded later.
      supported: { 'dynamic-import': false },
    },
    {
      ...node,
      outfile: 'dist/extension/language-client.cjs',
      entryPoints: ['extension/src/language-client.ts'],
    },
    {
      ...node,
      outfile: 'dist/extension/trace-worker.cjs',
      entryPoints: ['extension/src/trace-worker.ts'],
    },
    {
      ...node,
      outfile: 'dist/extension/report-worker.cjs',
      entryPoints: ['extension/src/report-worker.ts'],
    },
    { ...node, outfile: 'dist/server/server.cjs', entryPoints: ['server/src/server.ts'] },
    {
      ...node,
      outfile: 'dist/server/typescript-plugin.cjs',
      entryPoints: ['server/src/typescript-plugin.ts'],
    },
  ];
}

/** Bundles that exist in the tree: the list is the map of what runs where. */
function bundles() {
  const node = {
    bundle: true,
    platform: 'node',
    target: 'node22.20',
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const runtime = {
    ...node,
    format: 'esm',
    outdir: 'runtime/dist',
    external: ['esbuild'],
    plugins: [builtinsWithoutFacades],
    // Beside the file but not named in it: Node would read and parse it at every start of a script.
    sourcemap: 'external',
  };
  const browser = {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    sourcemap: 'linked',
    minify: true,
    logLevel: 'warning',
  };
  return [
    {
      // Entries share chunks, so that a class imported by the script and by the worker's entry is one class.
      ...runtime,
      splitting: true,
      entryPoints: {
        index: 'runtime/src/index.ts',
        imported: 'runtime/src/entry/imported.ts',
        register: 'runtime/src/entry/register.ts',
      },
      chunkNames: 'chunks/[name]-[hash]',
    },
    {
      // These run apart from the others: one file each, and fewer chunks above, since every file costs a start half a millisecond.
      ...runtime,
      entryPoints: {
        analysis: 'runtime/src/functions/analysis.ts',
        supervisor: 'runtime/src/entry/supervisor.ts',
        network: 'runtime/src/entry/network.ts',
        commands: 'cli/src/main.ts',
      },
    },
    {
      ...runtime,
      entryPoints: { cli: 'cli/src/first-module.ts' },
      // Compiled after it has said where V8's code is kept.
      plugins: [apart('main', './commands.js'), ...runtime.plugins],
    },
    scriptInTwoParts(runtime, 'worker-core', 'worker-later'),
    scriptInTwoParts(runtime, 'process-core', 'process-later'),
    wholeScript(runtime, 'broker-core'),
    {
      // The first module of a worker or a process of our own, which runs one of them.
      ...runtime,
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      entryPoints: { worker: 'runtime/src/entry/worker.ts' },
    },
    ...editorBundles(node),
    { ...browser, format: 'iife', outfile: 'dist/webview/panel.js', entryPoints: ['webview/src/panel.ts'] },
    { ...browser, outfile: 'dist/webview/panel.css', entryPoints: ['webview/src/panel.css'] },
  ]
    .map((bundle) => ({ ...bundle, entryPoints: existing(bundle.entryPoints) }))
    .filter((bundle) => Object.keys(bundle.entryPoints).length > 0);
}

/** The entries that are in the tree. */
function existing(entryPoints) {
  const isThere = (entry) => existsSync(path.join(root, entry));
  if (Array.isArray(entryPoints)) return entryPoints.filter(isThere);
  return Object.fromEntries(Object.entries(entryPoints).filter(([, entry]) => isThere(entry)));
}

/** The declarations of the package, for the editors of its users. Errors in them are told by the tests' stage `types`. */
async function buildTypes() {
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  await once(spawn(process.execPath, [compiler, '-b', 'runtime'], { stdio: 'ignore' }), 'close');
}

/** The extension carries the runtime and the samples: it must run scripts in folders that have neither. */
function copyIntoExtension() {
  for (const name of ['runtime', 'samples']) rmSync(path.join('dist', name), { recursive: true, force: true });
  // Of the declarations only the package's own: the compiler puts those of other parts beside them.
  const wanted = (source) =>
    !/(^|[/\\])(types[/\\](?!runtime|trace|protocol).*|\.built|tsconfig\.json|.*\.map|.*\.tsbuildinfo)$/.test(source);
  for (const part of ['package.json', 'bin', 'dist', 'README.md', 'LICENSE'])
    if (existsSync(path.join('runtime', part)))
      cpSync(path.join('runtime', part), path.join('dist/runtime', part), { recursive: true, filter: wanted });
  // Where this copy is read, the project may have no types for Node itself: see `addNodeTypes` of package.mjs.
  const types = 'dist/runtime/dist/types/runtime/src/index.d.ts';
  if (existsSync(types)) writeFileSync(types, `/// <reference types="node" />\n${readFileSync(types, 'utf8')}`);
  for (const name of readdirSync('samples').filter((file) => /\.[cm]?ts$/.test(file)))
    cpSync(path.join('samples', name), path.join('dist/samples', name));
}

/**
 * TypeScript's server looks for an extension's plugin in the extension's node_modules, and nowhere else. What lies there is
 * a reference into the bundles; in the clone and in the package the way from one to the other is the same.
 */
function linkTypescriptPlugin() {
  mkdirSync(typescriptPlugin, { recursive: true });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = { name: path.basename(typescriptPlugin), version, main: 'index.js' };
  writeFileSync(path.join(typescriptPlugin, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    path.join(typescriptPlugin, 'index.js'),
    `const path = require('node:path');
const { createPlugin } = require('../../dist/server/typescript-plugin.cjs');
module.exports = () => createPlugin(path.join(__dirname, '../../dist/runtime'));
`,
  );
}

/** The command makes reports: the panel travels with the npm package. */
function copyPanelIntoRuntime() {
  for (const file of ['panel.js', 'panel.css'])
    if (existsSync(`dist/webview/${file}`)) cpSync(`dist/webview/${file}`, `runtime/dist/panel/${file}`);
}

/** Newest modification time under the source folders, ms. */
function newestSource() {
  let newest = 0;
  const visit = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.name === 'dist' || entry.name === 'node_modules') continue;
      const full = path.join(dir, entry.name);
      if (entry.isDirectory()) visit(full);
      else newest = Math.max(newest, statSync(full).mtimeMs);
    }
  };
  for (const part of ['runtime', 'cli', 'trace', 'protocol', 'extension', 'server', 'webview', 'samples', 'scripts'])
    visit(path.join(root, part));
  return newest;
}

/** Removes what earlier builds wrote, but for the declarations, which the compiler keeps up to date itself. */
function clean() {
  for (const dir of ['dist/extension', 'dist/server', 'dist/webview']) rmSync(dir, { recursive: true, force: true });
  if (!existsSync('runtime/dist')) return;
  for (const name of readdirSync('runtime/dist').filter((entry) => entry !== 'types'))
    rmSync(path.join('runtime/dist', name), { recursive: true, force: true });
}

// A new installation of the dependencies takes the plugin away.
const isBuilt = existsSync(stamp) && existsSync(typescriptPlugin);
if (process.argv.includes('--if-stale') && isBuilt && statSync(stamp).mtimeMs >= newestSource()) process.exit(0);

process.chdir(root);
if (!watch) clean();
if (watch) {
  for (const bundle of bundles()) await (await esbuild.context(bundle)).watch();
  console.log('watching');
} else {
  await Promise.all([buildTypes(), ...bundles().map((bundle) => esbuild.build(bundle))]);
  hideThrowingLines();
  copyPanelIntoRuntime();
  copyIntoExtension();
  linkTypescriptPlugin();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}
