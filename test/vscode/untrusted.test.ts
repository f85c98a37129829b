/** Restricted Mode, in the workbench: the lens is there, and nothing of the folder runs before the person trusts it. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { launchBrowser } from '../browser.ts';
import { until, untilCount } from '../until.ts';
import { canInstallVscodeServer } from './install.ts';
import { packageExtension } from './package-extension.ts';
import { startServer } from './server.ts';
import { Workbench } from './workbench.ts';

/** Leaves a file behind as soon as it runs. */
const SCRIPT = `import { isMain } from 'parascope';
import { writeFileSync } from 'node:fs';
if (isMain) writeFileSync(process.argv[1] + '.ran', '');
`;

if (canInstallVscodeServer()) {
  test('an untrusted folder runs nothing until it is trusted', { timeout: 480_000 }, async () => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-untrusted-')));
    const script = path.join(folder, 'script.ts');
    const hasRun = () => existsSync(`${script}.ran`);
    writeFileSync(script, SCRIPT);
    try {
      await using server = await startServer({ vsix: [packageExtension()], workspaceTrust: true });
      await using browser = await launchBrowser();
      const page = await browser.newPage();
      const workbench = await Workbench.open(page, server, { open: folder });
      const restricted = page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
      await restricted.waitFor();
      await workbench.openFile('script.ts');
      await workbench.lens('Run in Parallel').click();
      const reason = workbench.toast('Nothing runs in a workspace that is not trusted');
      await reason.waitFor();
      await untilCount(page.locator('.terminal-wrapper'), 0);
      await untilCount(page.locator('iframe.webview'), 0);
      assert.equal(hasRun(), false);

      await reason.getByRole('button', { name: 'Manage Workspace Trust' }).click();
      await page.getByRole('button', { name: 'Trust', exact: true }).click();
      // Trust is stored before it counts: a script that is started sooner is refused once more.
      await restricted.waitFor({ state: 'hidden' });
      await workbench.openFile('script.ts');
      await workbench.lens('Run in Parallel').click();
      await until('the script to run', hasRun, (ran) => ran);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  console.log('Restricted Mode is tested in the VS Code server, which runs on Linux: it is not tested here.');
}
