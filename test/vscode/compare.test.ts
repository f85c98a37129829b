/** Two runs that are kept are picked, shown beside each other, and still there after a reload of the window. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { launchBrowser } from '../browser.ts';
import { untilCount, untilText } from '../until.ts';
import { canInstallVscodeServer } from './install.ts';
import { packageExtension } from './package-extension.ts';
import { PanelPage } from './panel-page.ts';
import { startServer } from './server.ts';
import { Workbench } from './workbench.ts';

/** Two processes that block for three seconds each, under a lock or without. They use no core: no busy machine makes the verdict another. */
const script = (take: string): string => `import { isMain, Lock, Process } from 'parascope';
function block(lock: Lock) {
  ${take}
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
}
if (isMain) {
  const lock = new Lock();
  const workers = ['first', 'second'].map((name) => new Process({ target: block, args: [lock], name }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
}
`;

const SCRIPTS = { 'in-turns.mts': script('using _held = lock.acquireSync();'), 'at-once.mts': script('void lock;') };

/** Runs a script by its lens until its panel says that it has ended; closes both. */
async function runOnce(workbench: Workbench, name: string): Promise<void> {
  await workbench.openFile(name);
  await workbench.lens('Run in Parallel').click();
  await new PanelPage(workbench.webview()).phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
  await closeAll(workbench);
}

async function closeAll(workbench: Workbench): Promise<void> {
  await workbench.runCommand('View: Close All Editors');
  await untilCount(workbench.page.locator('iframe.webview'), 0);
}

if (canInstallVscodeServer()) {
  test('two kept runs are picked, compared, and compared again after a reload', { timeout: 480_000 }, async () => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-compare-')));
    for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(path.join(folder, name), text);
    try {
      await using server = await startServer({ vsix: [packageExtension()] });
      await using browser = await launchBrowser();
      const page = await browser.newPage();
      const workbench = await Workbench.open(page, server, { open: folder });
      for (const name of Object.keys(SCRIPTS)) await runOnce(workbench, name);

      await workbench.runCommand('Parascope: Compare Runs…');
      await untilText(workbench.quickPick('at-once.mts'), /cores busy/);
      await untilCount(workbench.quickPick(/\.mts/), 2);
      await workbench.quickPick('at-once.mts').click();
      // The one that was picked is none to compare it with.
      await untilCount(workbench.quickPick(/\.mts/), 1);
      await workbench.quickInput.press('Enter');
      await workbench.activeTab(/^at-once\.mts .*against in-turns\.mts/).waitFor();

      const panel = new PanelPage(workbench.webview());
      await panel.lane('second').waitFor();
      await panel.lane('second (before)').waitFor();
      await untilText(panel.comparison, /at-once\.mts .*in-turns\.mts/);
      await panel.runBefore.check();
      const verdict = await untilText(panel.verdict, /in-turns\.mts:3/);
      await page.screenshot({ path: path.join(import.meta.dirname, '../../test-results/compare.png') });

      const loaded = page.waitForEvent('load');
      await workbench.runCommand('Developer: Reload Window');
      await loaded;
      const again = new PanelPage(workbench.webview());
      await again.lane('second (before)').waitFor();
      assert.equal(await untilText(again.verdict, /in-turns\.mts/), verdict, 'of the run that was chosen');
      assert.ok(await again.runBefore.isChecked());
      await again.verdict.getByRole('link', { name: 'in-turns.mts:3' }).click();
      await workbench.activeTab('in-turns.mts').waitFor();
      await workbench.cursorPosition.filter({ hasText: 'Ln 3,' }).waitFor();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  console.log('Comparing is tested in the VS Code server, which runs on Linux: it is not tested here.');
}
