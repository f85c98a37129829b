#!/usr/bin/env node
// `npm run vscode`: opens a VS Code with the extension and the samples (or the folder that is given): the `code` on PATH,
// else a VS Code server from npm in the browser. `--web` takes the latter in any case.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, install, pinnedNode, root, run } from './toolchain.mjs';

const windows = process.platform === 'win32';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { web: { type: 'boolean', default: false } },
});
const folder = path.resolve(process.env['INIT_CWD'] ?? '.', positionals[0] ?? path.join(root, 'samples'));

/** `code` on Windows is a command file: it needs a shell. */
const desktop = !values.web && spawnSync('code', ['--version'], { stdio: 'ignore', shell: windows }).status === 0;

install();
if (desktop) {
  build();
  run('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder], { shell: windows });
} else {
  if (!values.web) console.log('There is no `code` on PATH: VS Code runs as a server from npm, in the browser.');
  run(pinnedNode, [path.join(root, 'scripts/serve-vscode.ts'), folder]);
}
