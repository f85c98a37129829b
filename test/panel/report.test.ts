import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import { complaintsOf, resultsDir } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';
import { reportHtml } from './report-page.ts';

const panels = panelFixture();
const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-report-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function writeReport(
  name: string,
  traceBytes: Uint8Array,
  edit: (html: string) => string = (html) => html,
  most?: number,
): string {
  const file = path.join(dir, `${name}.html`);
  writeFileSync(file, edit(reportHtml(traceBytes, { most })));
  return pathToFileURL(file).href;
}

test('a report is one file that works from disk, offline', async () => {
  const page = await (await panels.browser()).newPage({ offline: true, colorScheme: 'dark' });
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const url = writeReport('whole', piTrace());
  await page.goto(url);
  await page.locator('.verdict', { hasText: 'waits for the lock at pi.ts:14' }).waitFor();
  await untilCount(page.locator('.lane-label'), 11);
  await page.getByText('Ended with exit code 0').waitFor();
  await page.locator('body.vscode-dark').waitFor();
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  await untilText(page.locator('.range'), /^[^0]/);
  await page.getByRole('button', { name: 'Run Again' }).waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'pi.ts:14' }).first().click();
  await page.locator('.notice', { hasText: 'pi.ts:14' }).waitFor();
  await page.screenshot({ path: path.join(resultsDir, 'report.png') });
  assert.deepEqual(requests, [url], 'nothing else is fetched');
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('code that was put into a report is not run', async () => {
  const url = writeReport('tampered', piTrace(), (html) =>
    html.replace('<main', '<script>document.title = "hacked"</script><main'),
  );
  const page = await (await panels.browser()).newPage();
  await page.goto(url);
  await page.locator('.verdict', { hasText: 'lock' }).waitFor();
  assert.equal(await page.title(), 'pi.ts');
  await page.context().close();
});

test('a report whose trace is broken says so, with the reason', async () => {
  const page = await (await panels.browser()).newPage();
  await page.goto(writeReport('broken', new TextEncoder().encode('this is no trace at all, however long it goes on')));
  await untilText(page.locator('.verdict'), /The trace could not be read\..*Make the report again.*: .+/);
  await page.context().close();
});

test('a report of a run that was cut off shows what was recorded', async () => {
  const trace = piTrace();
  const page = await (await panels.browser()).newPage();
  await page.goto(writeReport('cut', trace.subarray(0, trace.length - 700)));
  await page.locator('.lane-label', { hasText: 'Process-1' }).waitFor();
  await page.getByText('Stopped').waitFor();
  await page.context().close();
});

test('a report says how many events were lost', async () => {
  const page = await (await panels.browser()).newPage();
  await page.goto(writeReport('lossy', piTrace({ dropped: 1234 })));
  await untilText(page.locator('.dropped'), /^1,234 events were lost/);
  await page.context().close();
});

test('a report of a trace that is too large has what took long, and says what it leaves out', async () => {
  const page = await (await panels.browser()).newPage();
  const url = writeReport('reduced', piTrace(), undefined, 100);
  await page.goto(url);
  await page.getByText('what took less than 1.00\u202fms is counted here, not drawn').waitFor();
  await page.locator('.verdict', { hasText: 'waits for the lock at pi.ts:14' }).waitFor();
  await page.context().close();
  const whole = await (await panels.browser()).newPage();
  await whole.goto(writeReport('small', piTrace()));
  await whole.locator('.lane-label', { hasText: 'Process-1' }).waitFor();
  assert.equal(await whole.getByText('is counted here').isVisible(), false);
  await whole.context().close();
});

test('a report saves its picture as a download', async () => {
  const page = await (await panels.browser()).newPage();
  await page.goto(writeReport('picture', piTrace()));
  await page.locator('.lane-label', { hasText: 'Process-1' }).waitFor();
  await page.getByText('View', { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'SVG' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'pi.ts.svg');
  assert.match(readFileSync(await download.path(), 'utf8'), /^<svg[\s\S]*Process-1[\s\S]*<\/svg>\n$/);
  await page.context().close();
});

test('a report whose data was cut off says which part, in its own words', async () => {
  const page = await (await panels.browser()).newPage();
  const cut = (html: string): string => html.replaceAll(/(x-parascope-trace">).{0,200}/g, '$1');
  await page.goto(writeReport('cut-data', piTrace(), cut));
  await untilText(page.locator('.verdict'), /Make the report again.*: part 1 of 1 of its data is damaged/);
  await page.context().close();
});

test('a report without scripts says what it needs', async () => {
  const page = await (await panels.browser()).newPage({ javaScriptEnabled: false });
  await page.goto(writeReport('no-scripts', piTrace()));
  const words = page.locator('noscript');
  const box = await words.boundingBox();
  assert.ok(box && box.y < 100, 'it is where one looks first');
  await page.context().close();
});
