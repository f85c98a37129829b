import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const open = (): Promise<PanelPage> => panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });
const figuresOf = (panel: PanelPage) => panel.page.getByRole('region', { name: 'Picked range' });

test('dragging with Shift picks a range: its figures, not those of the run; the chart stays, nothing opens', async () => {
  await using panel = await open();
  const before = await panel.range();
  const [from, to] = [await panel.pointOf('Process-1', 300, 0), await panel.pointOf('Process-1', 490, 0)];
  await panel.dragRange(from, to);
  // In the second half of a task all four workers wait for the lock.
  await untilText(figuresOf(panel), /^(189|190|191)\u202fms:.*waiting for a lock.*7\d\d\u202fms.*estimatePi.*4 calls/);
  assert.deepEqual(await panel.range(), before);
  assert.deepEqual(await panel.posted('open-source'), []);
  await panel.screenshot('picked-range');
  await figuresOf(panel).getByRole('button', { name: 'Zoom to it' }).click();
  await panel.rangeWhere('the picked range', ({ startMs, endMs }) => startMs > 270 && endMs < 520);
  await figuresOf(panel).getByRole('button', { name: 'Clear the picked range' }).click();
  await figuresOf(panel).waitFor({ state: 'hidden' });
});

test('brackets pick a range from the slice that has the focus, the tables follow, Escape gives it up', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('Tab');
  for (const key of ['ArrowDown', 'ArrowDown']) await panel.page.keyboard.press(key);
  await panel.atRest();
  await panel.page.keyboard.press('[');
  await panel.page.keyboard.press(']');
  await panel.page.locator('.spoken[role=status]', { hasText: 'Picked' }).waitFor({ state: 'attached' });
  await untilText(figuresOf(panel), /^190\u202fms:/);
  await panel.page.getByText('Tables', { exact: true }).click();
  const threads = panel.page.getByRole('table', { name: /^Threads and their states, .* – / });
  await untilText(threads.getByRole('row', { name: /^Process-1/ }), /190\u202fms/);
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('z');
  await panel.rangeWhere('the picked range', ({ startMs, endMs }) => endMs - startMs < 250);
  await panel.page.keyboard.press('Escape');
  await figuresOf(panel).waitFor({ state: 'hidden' });
});

test('the picked range is there again after the page was made anew', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('w');
  await panel.page.keyboard.press('[');
  await panel.page.keyboard.press(']');
  await figuresOf(panel).waitFor();
  await panel.atRest();
  await panel.page.reload();
  await panel.append(piTrace());
  await panel.drawn();
  await untilText(figuresOf(panel), /estimatePi/);
});

test('alt and the arrows lead back to what was shown, and forward again', async () => {
  await using panel = await open();
  const whole = await panel.range();
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('w');
  const near = await panel.rangeWhere('a nearer chart', ({ startMs }) => startMs > whole.startMs);
  await panel.page.keyboard.press('d');
  await panel.rangeWhere('a chart that has moved', ({ startMs }) => startMs > near.startMs);
  await panel.page.keyboard.press('Alt+ArrowLeft');
  await panel.rangeWhere('the nearer chart', ({ startMs }) => startMs === near.startMs);
  await panel.page.getByRole('button', { name: 'Back to what was shown before' }).click();
  await panel.rangeWhere('the whole run', ({ endMs }) => endMs === whole.endMs);
  await until(
    'nothing to go back to',
    () => panel.page.getByRole('button', { name: 'Back to what was shown before' }).isDisabled(),
    (disabled) => disabled,
  );
  await panel.page.keyboard.press('Alt+ArrowRight');
  await panel.rangeWhere('the nearer chart again', ({ startMs }) => startMs === near.startMs);
});
