/** `npm run gallery`: draws the scenes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from '../browser.ts';
import { complaintsOf, PanelPage, servePanel, type OpenOptions } from '../panel/panel-page.ts';
import { reportHtml } from '../panel/report-page.ts';
import { runProcess } from '../run-process.ts';
import { SCENES, type Scene } from './scenes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const command = path.join(root, 'runtime/bin/parascope.js');
const pictures = path.join(root, 'test-results/gallery');

interface RecordedRun {
  readonly trace: Uint8Array;
  readonly exitCode: number;
}

/** Runs a script under the instrument, once for all scenes that show it. */
async function record(run: readonly string[], folder: string): Promise<RecordedRun> {
  const trace = path.join(folder, 'run.parascope');
  const { exitCode } = await runProcess([process.execPath, command, 'run', '--trace', trace, ...run], { cwd: root });
  return { trace: readFileSync(trace), exitCode: exitCode ?? 1 };
}

const wanted = new Set(process.argv.slice(2));
const scenes = SCENES.filter(({ name }) => wanted.size === 0 || wanted.has(name));
if (scenes.length < Math.max(1, wanted.size)) {
  console.error(`expected names of scenes: ${SCENES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-gallery-'));
const runs = new Map<string, Promise<RecordedRun>>();
const runOf = (run: readonly string[]): Promise<RecordedRun> => {
  const key = run.join(' ');
  const known = runs.get(key) ?? record(run, folder);
  runs.set(key, known);
  return known;
};

async function generated(rows: number): Promise<Uint8Array> {
  const file = path.join(folder, 'large.parascope');
  await runProcess([process.execPath, path.join(root, 'bench/large-trace/write.ts'), String(rows), file]);
  return readFileSync(file);
}

type Content = Pick<OpenOptions, 'phase' | 'title' | 'trace' | 'before'>;

const titleOf = (run: readonly string[]): string => path.basename(run.find((word) => /\.[cm]?[jt]s$/.test(word)) ?? '');

async function contentOf({ run, before, rows, phase, part = 1 }: Scene): Promise<Content> {
  if (rows !== undefined)
    return { title: 'large.ts', trace: await generated(rows), phase: { type: 'ended', exitCode: 0 } };
  if (!run) return phase ? { phase } : {};
  const { trace, exitCode } = await runOf(run);
  const title = titleOf(run);
  return {
    title,
    trace: trace.subarray(0, Math.floor(trace.length * part)),
    ...(before && { before: (await runOf(before)).trace }),
    phase: phase ?? { type: 'ended', exitCode },
  };
}

/** The picture of a report, which opens from disk as anybody would open it. */
async function drawReport({ name, run = [], report, page: options = {} }: Scene): Promise<readonly string[]> {
  const { trace } = await runOf(run);
  const html = reportHtml(trace, { title: titleOf(run), most: report === 'reduced' ? 100 : undefined });
  const file = path.join(folder, `${name}.html`);
  writeFileSync(file, report === 'cut' ? html.replaceAll(/(x-parascope-trace">).{0,200}/g, '$1') : html);
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  const complaints = complaintsOf(page);
  await page.goto(pathToFileURL(file).href);
  if (options.javaScriptEnabled !== false) {
    await page.locator('.verdict').waitFor();
    await page.locator('.lane-label, .next-step').first().waitFor();
  }
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  await page.context().close();
  return complaints;
}

/** The picture of the panel in the editor. */
async function drawPanel(scene: Scene): Promise<readonly string[]> {
  const { name, theme = 'vscode-dark', page = {} } = scene;
  await using panel = await PanelPage.open(browser, server, { ...page, theme, ...(await contentOf(scene)) });
  await scene.act?.(panel);
  await panel.atRest();
  await panel.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  return panel.complaints;
}

await using browser = await launchBrowser();
await using server = await servePanel();
try {
  for (const scene of scenes) {
    const complaints = await (scene.report ? drawReport(scene) : drawPanel(scene));
    for (const complaint of complaints) console.error(`${scene.name}: ${complaint}`);
    console.log(`${scene.name}.png`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
