/** `npm run gallery`: draws the scenes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from '../browser.ts';
import { PanelPage, servePanel, type OpenOptions } from '../panel/panel-page.ts';
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

async function contentOf({ run, phase, part = 1 }: Scene): Promise<Pick<OpenOptions, 'phase' | 'title' | 'trace'>> {
  if (!run) return phase ? { phase } : {};
  const { trace, exitCode } = await runOf(run);
  const title = path.basename(run.find((word) => /\.[cm]?[jt]s$/.test(word)) ?? '');
  return {
    title,
    trace: trace.subarray(0, Math.floor(trace.length * part)),
    phase: phase ?? { type: 'ended', exitCode },
  };
}

await using browser = await launchBrowser();
await using server = await servePanel();
try {
  for (const scene of scenes) {
    const { theme = 'vscode-dark', page = {} } = scene;
    await using panel = await PanelPage.open(browser, server, { ...page, theme, ...(await contentOf(scene)) });
    await scene.act?.(panel);
    await panel.atRest();
    await panel.page.screenshot({ path: path.join(pictures, `${scene.name}.png`) });
    for (const complaint of panel.complaints) console.error(`${scene.name}: ${complaint}`);
    console.log(`${scene.name}.png`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
