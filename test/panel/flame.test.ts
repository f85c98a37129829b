import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { flameGraph } from '../../trace/src/analysis/flame/flame-graph.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { piProfile } from './pi-profile.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const profiled = new Uint8Array(Buffer.concat([piTrace(), piProfile()]));
const open = async (trace: Uint8Array): Promise<PanelPage> => {
  const panel = await panels.open({ trace, phase: { type: 'ended', exitCode: 0 } });
  await panel.page.getByText('Flame chart', { exact: true }).click();
  return panel;
};
/** `rgb(18, 52, 86)` as `#123456`. */
const hexOf = (rgb: string): string =>
  `#${[...rgb.matchAll(/\d+/g)].map(([part]) => Number(part).toString(16).padStart(2, '0')).join('')}`;
const chartOf = ({ page }: PanelPage): Locator => page.getByRole('group', { name: 'Flame chart' });

test('a profiled run: frames by their width, a click opens the line, and the table has the rows of the model', async () => {
  const model = new TraceModel();
  model.append(profiled);
  const { functions } = flameGraph(model, { startNs: 0, endNs: model.endNs });
  await using panel = await open(profiled);
  const frame = chartOf(panel).getByRole('button', { name: /^estimatePi: 300\sms, 75\s% of all, 300\sms itself/ });
  await frame.waitFor();
  const [whole, own] = [await chartOf(panel).boundingBox(), await frame.boundingBox()];
  assert.ok(Math.abs(own!.width / whole!.width - 0.75) < 0.02, `${own!.width} of ${whole!.width}`);
  await frame.click();
  await panel.waitForPosted('open-source');
  assert.deepEqual((await panel.posted('open-source')).at(-1)?.location, {
    file: '/home/me/pi.ts',
    line: 8,
    column: 1,
  });
  await untilText(panel.page.getByRole('status').filter({ hasText: 'estimatePi' }), /75.*pi\.ts:8/);
  const table = panel.page.getByRole('table', { name: /^Functions by CPU time, in the whole run/ });
  assert.deepEqual(
    await table.locator('tbody th').allTextContents(),
    functions.map(({ name }) => name),
  );
  await panel.screenshot('flame-profile');
});

test('a run without a profile says so, shows tasks and waits, and of one thread when asked', async () => {
  await using panel = await open(piTrace());
  await panel.page.getByText(/^No CPU profile was taken.*Profile in Parallel/).waitFor();
  const task = chartOf(panel).getByRole('button', { name: /^estimatePi: 6\.3\d\ss, 100/ });
  const inFlame = await task.evaluate((node) => getComputedStyle(node).backgroundColor);
  const inChart = await panel.coloursAt(await panel.pointOf('Process-1', 450, 0));
  assert.deepEqual(inChart, [hexOf(inFlame)], 'a function has one colour');
  await chartOf(panel)
    .getByRole('button', { name: /^waiting for Lock-1: 3\.04\ss, 48/ })
    .waitFor();
  await panel.page.getByRole('combobox', { name: 'Threads' }).selectOption({ index: 1 });
  await chartOf(panel)
    .getByRole('button', { name: /^estimatePi: 1\.58\ss, 100/ })
    .waitFor();
  await panel.screenshot('flame-slices');
});

test('the keyboard alone opens it, goes from frame to frame, zooms in and out, and opens a line', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });
  const { page } = panel;
  await page.locator('summary', { hasText: 'Flame chart' }).focus();
  await page.keyboard.press('Enter');
  await chartOf(panel).getByRole('button').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const focused = page.locator('.flame-frame:focus');
  await untilText(focused, /^estimatePi$/);
  await page.keyboard.press('ArrowDown');
  await untilText(focused, /^waiting for Lock-1$/);
  await page.keyboard.press('z');
  await chartOf(panel).getByRole('button', { name: 'Show all' }).waitFor();
  await untilText(focused, /^waiting for Lock-1$/);
  const [whole, own] = [await chartOf(panel).boundingBox(), await focused.boundingBox()];
  assert.ok(own!.width > whole!.width * 0.98, 'it takes the whole width');
  await page.keyboard.press('Escape');
  await untilCount(chartOf(panel).getByRole('button', { name: 'Show all' }), 0);
  await page.keyboard.press('ArrowUp');
  await untilText(focused, /^estimatePi$/);
  await page.keyboard.press('Enter');
  await panel.waitForPosted('open-source');
  assert.equal((await panel.posted('open-source')).at(-1)?.location.line, 8);
});

test('a picked range has its own flame chart', async () => {
  await using panel = await open(piTrace());
  await chartOf(panel).getByRole('button').first().waitFor();
  const from = await panel.pointOf('Process-2', 300, 1);
  const to = await panel.pointOf('Process-2', 400, 1);
  await panel.dragRange(from, to);
  await panel.page.getByText(/^No CPU profile was taken.*waited for, \d+.* – \d+/).waitFor();
  await chartOf(panel)
    .getByRole('button', { name: /^waiting for Lock-1: .* 100\s% of all/ })
    .waitFor();
});
