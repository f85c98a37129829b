/**
 * A tour through the packaged extension, in the workbench of a real VS Code: what a person does on the first day, with a
 * picture of each station in test-results/tour/.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { root } from '../../scripts/toolchain.mjs';
import type { TestBrowser } from '../browser.ts';
import { launchBrowser } from '../browser.ts';
import { isAlive } from '../is-alive.ts';
import { until, untilCount, untilText } from '../until.ts';
import { canInstallVscodeServer } from './install.ts';
import { packageExtension } from './package-extension.ts';
import { PanelPage } from './panel-page.ts';
import type { VscodeServer } from './server.ts';
import { startServer } from './server.ts';
import { Workbench } from './workbench.ts';

const PICTURES = path.join(root, 'test-results/tour');
const DARK = 'Default Dark Modern';
const LIGHT = 'Default Light Modern';
const LENS = 'Run in Parallel';

interface Station {
  readonly workbench: Workbench;
  /** The open folder: a temporary copy of fixtures/tour. */
  readonly folder: string;
  /** The panel of the run, whether it is there already or not. */
  readonly panel: () => PanelPage;
  readonly picture: (name: string) => Promise<void>;
}

let server: VscodeServer;
let browser: TestBrowser;

/** A test in a workbench of its own; a failure leaves its picture. */
function station(title: string, theme: string, body: (station: Station) => Promise<void>): void {
  test(title, { timeout: 480_000 }, async () => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-tour-')));
    cpSync(path.join(import.meta.dirname, 'fixtures/tour'), folder, { recursive: true });
    mkdirSync(path.join(folder, '.vscode'));
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    const page = await browser.newPage();
    const picture = async (name: string) => {
      await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    };
    try {
      const workbench = await Workbench.open(page, server, { open: folder });
      await body({ workbench, folder, picture, panel: () => new PanelPage(workbench.webview()) });
    } catch (error) {
      await picture(`failed - ${title.replaceAll(/\W+/g, ' ')}`);
      throw error;
    } finally {
      await page.context().close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** The one-based line of the first occurrence. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

if (canInstallVscodeServer()) {
  before(async () => {
    rmSync(PICTURES, { recursive: true, force: true });
    mkdirSync(PICTURES, { recursive: true });
    server = await startServer({ vsix: [packageExtension()] });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  station('a sample is opened, run by its lens, seen, and leads to its line', DARK, async (here) => {
    const { workbench, folder, picture } = here;
    await workbench.runCommand('Parascope: Open Sample…');
    await workbench.quickPick('cpu-count').waitFor();
    await picture('1 samples');
    // The list draws only the rows in sight.
    await workbench.quickInput.fill('pi-shared-value');
    await workbench.quickPick('pi-shared-value').click();
    await workbench.acceptFileDialog();
    await workbench.activeTab('pi-shared-value.ts').waitFor();
    await workbench.lens(LENS).waitFor();
    await workbench.runButton.waitFor();
    await picture('2 lens');

    await workbench.lens(LENS).click();
    await workbench.terminalShows(/pi is about 3\.1/);
    const panel = here.panel();
    await panel.phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
    await panel.verdict.filter({ hasText: /pi-shared-value\.ts:\d+/ }).waitFor();
    const workers = ['Process-1', 'Process-2', 'Process-3', 'Process-4'];
    for (const worker of workers)
      await panel.drawnSlices(worker, 'states', ({ filledPx, widthPx }) => filledPx.length > widthPx / 10);
    await until(
      `the lanes ${workers.join(', ')}`,
      async () => (await panel.laneNames('thread')).filter((name) => name.startsWith('Process-')),
      (names) => isDeepStrictEqual(names, workers),
    );
    await until(
      'lanes of cores',
      () => panel.laneNames('core'),
      (names) => names.length > 0,
    );
    await workbench.statusItem(/\d of \d+ cores busy/).waitFor();
    await workbench.lens(/last run at .*cores busy/).waitFor();
    await picture('3 panel');

    // A wait for a core, which may be drawn in the same row, is of no line.
    await panel.clickSlice('Process-1', 'deepest', '--wait-lock');
    const line = lineOf(path.join(folder, 'pi-shared-value.ts'), 'acquireSync');
    await workbench.cursorPosition.filter({ hasText: `Ln ${line},` }).waitFor();
    await picture('4 slice clicked');
    assert.deepEqual(await panel.seriousProblems(), []);
    // By now the editor has long looked at the script, whose folder has nothing installed.
    assert.equal(await workbench.squiggles.count(), 0);
  });

  station('a run is saved, opened again, and says the same', LIGHT, async (here) => {
    const { workbench, folder, picture } = here;
    await workbench.openFile('waits-for-a-line.ts');
    await workbench.lens(LENS).click();
    await workbench.terminalShows('type a line');
    await workbench.typeInTerminal('hello\n');
    const panel = here.panel();
    await panel.phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
    const verdict = await untilText(panel.verdict, /\d cores busy/);
    await panel.runAgainButton.waitFor();

    const trace = path.join(folder, 'waits-for-a-line.ts.parascope');
    await panel.save('Trace');
    await workbench.acceptFileDialog();
    await until('the trace', () => existsSync(trace), Boolean);
    const report = path.join(folder, 'waits-for-a-line.ts.html');
    await panel.save('Report');
    await workbench.acceptFileDialog();
    await until('the report', () => existsSync(report), Boolean);
    const picturePath = path.join(folder, 'waits-for-a-line.ts.svg');
    await panel.save('SVG');
    await workbench.acceptFileDialog();
    await until('the picture', () => existsSync(picturePath) && readFileSync(picturePath, 'utf8'), Boolean);

    await workbench.runCommand('View: Close All Editors');
    await untilCount(workbench.page.locator('iframe.webview'), 0);
    await workbench.runCommand('Parascope: Open Trace…');
    await workbench.acceptFileDialog(trace);
    const again = here.panel();
    await again.phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
    assert.equal(await untilText(again.verdict, /\d cores busy/), verdict);
    assert.equal(await again.runAgainButton.count(), 0, 'a file is not run');
    await picture('8 saved and opened');

    const page = await browser.newPage({ offline: true });
    await page.goto(pathToFileURL(report).href);
    assert.equal(await untilText(page.locator('.verdict'), /\d cores busy/), verdict);
    await page.context().close();
  });

  station('a running script is seen before it is told to go on', LIGHT, async (here) => {
    const { workbench, picture } = here;
    await workbench.openFile('waits-for-a-line.ts');
    await workbench.lens(LENS).click();
    await workbench.terminalShows('type a line');
    const panel = here.panel();
    await panel.phase.filter({ hasText: 'Running' }).waitFor();
    await panel.drawnSlices('waiter', 'states');
    await panel.drawnSlices('PoolWorker-1', 'deepest');

    // The wait for a message is open, and longer each time one looks.
    const descriptions = new Set<string>();
    while (descriptions.size < 3) {
      const description = await panel.describeSlice('waiter', 'deepest');
      if (description.includes('so far')) descriptions.add(description);
    }
    await picture('5 live');
    assert.deepEqual(await panel.seriousProblems(), []);

    await workbench.typeInTerminal('hello\n');
    await workbench.terminalShows('the worker got hello');
    await workbench.terminalShows('all done');
    await panel.phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
    await picture('6 ended');
  });

  const stops: Record<string, (here: Station) => Promise<void>> = {
    'the panel’s Stop': (here) => here.panel().stopButton.click(),
    'the command Stop': ({ workbench }) => workbench.runCommand('Parascope: Stop'),
    'Ctrl+C in the terminal': ({ workbench }) => workbench.pressInTerminal('Control+C'),
  };
  for (const [name, stop] of Object.entries(stops)) {
    station(`${name} ends the whole process tree`, DARK, async (here) => {
      const { workbench } = here;
      await workbench.openFile('never-ends.ts');
      await workbench.lens(LENS).click();
      const printed = /pids (\d+) (\d+) end/;
      const pids = printed
        .exec(await untilText(workbench.terminal, printed))!
        .slice(1)
        .map(Number);
      const panel = here.panel();
      await panel.phase.filter({ hasText: 'Running' }).waitFor();
      assert.deepEqual(pids.map(isAlive), [true, true]);
      await stop(here);
      await panel.phase.filter({ hasText: /Stopped|Ended/ }).waitFor();
      await here.picture(`7 ${name}`);
      await workbench.terminalShows(printed);
      await until(
        `the end of ${pids.join(' and ')}`,
        () => pids.filter(isAlive),
        (alive) => alive.length === 0,
      );
    });
  }
} else {
  console.log('The tour needs the VS Code server, which runs on Linux: it is not run here.');
}
