import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { TraceWriter } from '../unit/trace/trace-writer.ts';
import { untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';
import { reportHtml } from './report-page.ts';

const panels = panelFixture();
const before = piTrace();
const open = (): Promise<PanelPage> =>
  panels.open({ trace: quickRun(), before, phase: { type: 'ended', exitCode: 0 }, title: 'main.ts' });

/** The same program without its lock: 900 ms instead of 1.8 s. */
function quickRun(): Uint8Array {
  const cores = [0, 1, 2, 3];
  const writer = new TraceWriter({ coresAvailable: cores.length, cores });
  const site = writer.site('estimatePi', 'main.ts:8:1');
  for (let worker = 1; worker <= 4; worker++)
    writer
      .thread(worker, `Process-${worker}`, 40)
      .slice(worker, RowKind.task, 100, 850, { site })
      .samples(worker, 100, 850, () => 1)
      .exit(worker, 860);
  return writer.end(900).bytes();
}

test('two runs stand on one axis from zero, and what they come to is said', async () => {
  await using panel = await open();
  await untilText(
    panel.page.locator('.comparison'),
    /Against the run before: main\.ts is 2\.0 times as fast as pi\.ts/,
  );
  await panel.page.getByRole('button', { name: /^Run before/ }).waitFor();
  await untilText(panel.page.locator('.range'), /^0\ss – 1\.8/);
  const [task, other] = [await panel.pointOf('Process-1', 400, 0), await panel.pointOf('Process-1 (before)', 400, 0)];
  assert.equal(Math.round(task.x), Math.round(other.x), 'the same time is at the same place');
  assert.ok(other.y > task.y, 'the run before is below');
  const colours = [await panel.coloursAt(task), await panel.coloursAt(other)];
  assert.deepEqual(colours[0], colours[1], 'one function, one colour');
  assert.equal(await panel.page.getByRole('button', { name: 'Run Again' }).count(), 0, 'of which?');
  await panel.screenshot('compare');
});

test('a line that the comparison names is opened in the run that has it', async () => {
  await using panel = await open();
  const comparison = panel.page.locator('.comparison');
  await untilText(comparison, /lock-contention at pi\.ts:14 .* is gone/);
  await comparison.getByRole('link', { name: 'pi.ts:14' }).click();
  await panel.waitForPosted('open-source');
  assert.equal((await panel.posted('open-source'))[0]?.location.file, '/home/me/pi.ts');
});

test('the keyboard alone goes from the one run into the other; tables name the run', async () => {
  await using panel = await open();
  const { page } = panel;
  await page.keyboard.press('/');
  await page.keyboard.type('waiting for Lock-1');
  await untilText(page.getByRole('search'), /16 found/);
  await page.keyboard.press('Enter');
  await untilText(page.getByRole('region', { name: 'Selected slice' }), /waiting for a lock.*Process-\d \(before\)/);
  await page.locator('.tables > summary').focus();
  await page.keyboard.press('Enter');
  const slices = page.getByRole('table', { name: /^Slices/ });
  await slices
    .getByRole('row', { name: /^Process-1 \(before\)/ })
    .first()
    .waitFor();
  await slices
    .getByRole('row', { name: /^Process-1 (?!\(before)/ })
    .first()
    .waitFor();
});

test('by keyboard one chooses which run verdict, findings, path, tables and flame chart are of; figures are of both', async () => {
  await using panel = await open();
  const { page } = panel;
  const verdict = page.locator('.verdict');
  const later = (await verdict.textContent())!;
  const figure = page.locator('.figure', { hasText: 'Wall time' });
  await untilText(figure, /900\u202fms.*before: 1\.80\u202fs/);
  const choice = page.getByRole('group', { name: 'Verdict, findings, cores, critical path and tables of' });
  await choice.getByRole('radio', { name: 'main.ts (later)', checked: true }).focus();
  await page.keyboard.press('c');
  await page.keyboard.press('ArrowRight');
  await choice.getByRole('radio', { name: 'pi.ts (before)', checked: true }).waitFor();
  await untilText(verdict, /lock.*pi\.ts:14/);
  await untilText(page.locator('.core-use-gutter'), /4 available.*run before/);
  assert.doesNotMatch(later, /pi\.ts/);
  await untilText(page.locator('.findings summary'), /lock-contention/);
  await page.getByRole('status').filter({ hasText: 'pi.ts:14' }).waitFor({ state: 'attached' });
  await untilText(figure, /900\u202fms.*before: 1\.80\u202fs/);
  await verdict.getByRole('link', { name: 'pi.ts:14' }).click();
  await panel.waitForPosted('open-source');
  assert.equal((await panel.posted('open-source'))[0]?.location.file, '/home/me/pi.ts', 'of its own script');
  for (const part of ['.flame', '.tables']) await page.locator(`${part} > summary`).press('Enter');
  const of = ', in the whole run, of pi.ts (before)';
  const functions = page.getByRole('table', { name: `Functions that ran as tasks${of}` });
  await functions.getByRole('row', { name: /estimatePi.*16/ }).waitFor();
  await untilText(
    page.getByRole('table', { name: /^Critical path.*, of pi\.ts \(before\)$/ }),
    /Process-\d \(before\)/,
  );
  await untilText(page.locator('.flame-about'), /of pi\.ts \(before\)/);
  const threads = page.getByRole('table', { name: `Threads and their states${of}` });
  await threads.getByRole('button', { name: 'Process-2 (before)' }).click();
  await panel.screenshot('compare-before');
  await choice.getByRole('radio', { name: 'main.ts (later)' }).check();
  await untilText(verdict, new RegExp(`^${later.replace(/[.*+?^${'$'}{}()|[\]\\]/g, '\\$&')}$`));
  await page
    .getByRole('table', { name: 'Functions that ran as tasks, in the whole run, of main.ts (later)' })
    .getByRole('row', { name: /estimatePi.*4/ })
    .waitFor();
  assert.deepEqual(panel.complaints, []);
});

test('a report of two runs shows both, from disk', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-compared-'));
  try {
    const file = path.join(dir, 'compared.html');
    writeFileSync(file, reportHtml(quickRun(), { title: 'main.ts', beforeBytes: before }));
    const page = await (await panels.browser()).newPage({ offline: true });
    await page.goto(pathToFileURL(file).href);
    await untilText(page.locator('.comparison'), /2\.0 times as fast/);
    await page.locator('.lane-label', { hasText: 'Process-4 (before)' }).waitFor();
    await page.context().close();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
