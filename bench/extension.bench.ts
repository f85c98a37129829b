/**
 * What the extension costs the person, in a VS Code server with a headless browser on this machine. Activation is loading
 * and activating the bundle in a fresh process whose `vscode` does nothing, against loading an empty file: it isolates our
 * own code from the editor's. The rest is from the person's side, the page's drawing included: opening a file to its lens
 * (the server's start included, and with it running), click to the first frame with a lane. Floor: 50 ms for activation.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../scripts/toolchain.mjs';
import { launchBrowser } from '../test/browser.ts';
import { packageExtension } from '../test/vscode/package-extension.ts';
import { PanelPage } from '../test/vscode/panel-page.ts';
import { startServer } from '../test/vscode/server.ts';
import { Workbench } from '../test/vscode/workbench.ts';
import { compare, median, type Comparison, saveResults } from './harness.ts';

const RUNS = 5;
const SCRIPT = `import { isMain, Process } from 'parascope';
function work() { for (const end = Date.now() + 3000; Date.now() < end; ); }
if (isMain) {
  const worker = new Process({ target: work, name: 'the worker' });
  worker.start();
  await worker.join();
}
`;

/** Loads a CommonJS file in a fresh process with a `vscode` that does nothing, and activates it; prints ms. */
const ACTIVATE = `
const Module = require('node:module');
const values = { textDocuments: [], activeTextEditor: undefined, then: undefined };
const nothing = () => new Proxy(function () {}, {
  get: (_, key) => (key in values ? values[key] : nothing()),
  apply: () => nothing(),
});
const names = ['window', 'workspace', 'commands', 'tasks', 'env', 'Disposable', 'Uri', 'l10n'];
const vscode = Object.fromEntries(names.map((name) => [name, nothing()]));
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));
const start = performance.now();
const loaded = require(process.argv[1]);
loaded.activate?.({ subscriptions: [], extensionUri: {}, workspaceState: {} });
console.log(performance.now() - start);
process.exit(0);
`;

function activationMs(file: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', ACTIVATE, file], { encoding: 'utf8' });
  const ms = Number(stdout.trim());
  if (!(ms > 0)) throw new Error(`the extension did not activate:\n${stderr}`);
  return ms;
}

/** ms from now until `done`. */
async function timed(done: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await done();
  return performance.now() - start;
}

async function inEditor(vsix: string, folder: string): Promise<Record<string, number[]>> {
  const figures: Record<string, number[]> = {};
  const add = (name: string, ms: number) => (figures[name] ??= []).push(ms);
  await using server = await startServer({ vsix: [vsix] });
  await using browser = await launchBrowser();
  for (let run = -1; run < RUNS; run++) {
    const page = await browser.newPage();
    const workbench = await Workbench.open(page, server, { open: folder });
    const lens = workbench.lens('Run in Parallel');
    await workbench.openFile('plain.ts');
    const opened = await timed(async () => {
      await workbench.openFile('script.ts');
      await lens.waitFor();
    });
    const again = await timed(async () => {
      await workbench.openFile('other.ts');
      await lens.waitFor();
    });
    const frame = await timed(async () => {
      await lens.click();
      const panel = new PanelPage(workbench.webview());
      await panel.drawnSlices('main', 'states');
    });
    await page.context().close();
    if (run < 0) continue;
    add('file opened to lens, server started', opened);
    add('file opened to lens, server running', again);
    add('click to first frame with a lane', frame);
  }
  return figures;
}

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-bench-')));
try {
  const empty = path.join(folder, 'empty.cjs');
  writeFileSync(empty, '');
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace);
  for (const name of ['script.ts', 'other.ts']) writeFileSync(path.join(workspace, name), SCRIPT);
  writeFileSync(path.join(workspace, 'plain.ts'), '// No parallel script.\n');
  const vsix = packageExtension();
  const activation = await compare(
    { title: 'activation, cold', unit: 'ms', base: 'an empty file' },
    {
      'an empty file': () => activationMs(empty),
      extension: () => activationMs(path.join(root, 'dist/extension/extension.cjs')),
    },
  );
  const size = { title: 'size of the .vsix', unit: 'MB', values: [statSync(vsix).size / 1e6] };
  const editor = await inEditor(vsix, workspace);
  const rows = [size, ...Object.entries(editor).map(([title, values]) => ({ title, unit: 'ms', values }))];
  for (const { title, unit, values } of rows)
    console.log(`${title.padEnd(44)} ${median(values).toPrecision(4)} ${unit}`);
  const alone = rows.map(({ title, unit, values }): Comparison => {
    const row = { name: 'extension', values, median: median(values), ratio: 1, spread: [1, 1] as const };
    return { title, unit, base: 'extension', rows: [row] };
  });
  saveResults('extension', [activation, ...alone]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
