/** The launch configuration behind F5 builds, and opens the samples in a window with the extension under development. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/toolchain.mjs';
import { launchBrowser } from '../browser.ts';
import { canInstallVscodeServer } from './install.ts';
import { PanelPage } from './panel-page.ts';
import { startServer } from './server.ts';
import { Workbench } from './workbench.ts';

if (canInstallVscodeServer()) {
  test('the launch configuration opens the extension on the samples', { timeout: 480_000 }, async () => {
    const pictures = path.join(root, 'test-results/launch');
    const userDataDir = mkdtempSync(path.join(os.tmpdir(), 'parascope-launch-'));
    try {
      await using server = await startServer({ userDataDir, developmentWindows: true });
      await using browser = await launchBrowser();
      const page = await browser.newPage();
      const opened = page.context().waitForEvent('page', { timeout: 240_000 });
      const editor = await Workbench.open(page, server, { open: root });
      // Without the debugger, which gives up after 10 s. By its command: the keys go unheard while the workbench starts.
      await editor.runCommand('Debug: Start Without Debugging');
      const samples = await Workbench.shown(await opened);
      try {
        await samples.openFile('pool-map.ts');
        await samples.lens('Run in Parallel').click();
        const panel = new PanelPage(samples.webview());
        await panel.phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
        await panel.lane('main').waitFor();
      } finally {
        await samples.page.screenshot({ path: path.join(pictures, 'samples.png') });
        await page.screenshot({ path: path.join(pictures, 'editor.png') });
      }
    } finally {
      rmSync(userDataDir, { recursive: true, force: true });
    }
  });
}
