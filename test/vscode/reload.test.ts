/** A reload of the window keeps what the panel shows. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { launchBrowser } from '../browser.ts';
import { canInstallVscodeServer } from './install.ts';
import { packageExtension } from './package-extension.ts';
import { PanelPage } from './panel-page.ts';
import { startServer } from './server.ts';
import { Workbench } from './workbench.ts';

const SCRIPT = `import { isMain, Process } from 'parascope';
function nothing() {}
if (isMain) {
  const worker = new Process({ target: nothing, name: 'the worker' });
  worker.start();
  await worker.join();
}
`;

if (canInstallVscodeServer()) {
  test('after a reload of the window the panel shows its run again', { timeout: 480_000 }, async () => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-reload-')));
    writeFileSync(path.join(folder, 'script.mts'), SCRIPT);
    try {
      await using server = await startServer({ vsix: [packageExtension()] });
      await using browser = await launchBrowser();
      const page = await browser.newPage();
      const workbench = await Workbench.open(page, server, { open: folder });
      await workbench.openFile('script.mts');
      await workbench.lens('Run in Parallel').click();
      const isShown = async () => {
        const panel = new PanelPage(workbench.webview());
        await panel.phase.filter({ hasText: 'Ended with exit code 0' }).waitFor();
        await panel.lane('the worker').waitFor();
      };
      await isShown();
      // As a person does it: the editor saves what is open before it goes.
      const loaded = page.waitForEvent('load');
      await workbench.runCommand('Developer: Reload Window');
      await loaded;
      await isShown();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  console.log('The reload is tested in the VS Code server, which runs on Linux: it is not tested here.');
}
