import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { END_MS, piTrace } from './pi-trace.ts';

const panels = panelFixture();

const open = (): Promise<PanelPage> => panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });

function assertNear(actual: number, expected: number, within: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= within, `${what}: expected ${expected} ± ${within}, found ${actual}`);
}

test('at first the whole run shows', async () => {
  await using panel = await open();
  const { startMs, endMs } = await panel.range();
  assertNear(startMs, 0, 0.01, 'start');
  assertNear(endMs, END_MS, 0.01, 'end');
});

test('the wheel zooms about the pointer, and out again to the whole', async () => {
  await using panel = await open();
  const point = await panel.pointOf('Process-1', 400, 0);
  await panel.page.mouse.move(point.x, point.y);
  await panel.page.mouse.wheel(0, -400);
  const zoomed = await panel.range();
  assert.ok(zoomed.endMs - zoomed.startMs < END_MS * 0.7);
  assertNear((await panel.pointOf('Process-1', 400, 0)).x, point.x, 1.5, 'place of the time under the pointer');
  for (let turn = 0; turn < 4; turn++) await panel.page.mouse.wheel(0, 800);
  const { startMs, endMs } = await panel.range();
  assertNear(startMs, 0, 0.01, 'start');
  assertNear(endMs, END_MS, 0.01, 'end');
});

test('dragging moves the chart with the pointer and opens nothing', async () => {
  await using panel = await open();
  await panel.page.keyboard.press('w');
  await panel.page.keyboard.press('w');
  const before = await panel.range();
  const from = await panel.pointOf('Process-2', (before.startMs + before.endMs) / 2, 0);
  await panel.page.mouse.move(from.x, from.y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(from.x - 60, from.y, { steps: 3 });
  await panel.page.mouse.move(from.x - 120, from.y, { steps: 3 });
  await panel.page.mouse.up();
  const after = await panel.range();
  const plot = (await panel.page.locator('.plot').boundingBox())!;
  const movedMs = (120 / plot.width) * (before.endMs - before.startMs);
  assertNear(after.startMs - before.startMs, movedMs, movedMs * 0.05, 'moved by');
  assertNear(after.endMs - after.startMs, before.endMs - before.startMs, 0.01, 'span');
  assert.deepEqual(await panel.posted('open-source'), []);
});

test('shift and the wheel move, without zooming', async () => {
  await using panel = await open();
  await panel.page.keyboard.press('+');
  const before = await panel.range();
  const { x, y } = await panel.pointOf('Process-2', (before.startMs + before.endMs) / 2, 0);
  await panel.page.mouse.move(x, y);
  await panel.page.keyboard.down('Shift');
  await panel.page.mouse.wheel(0, 120);
  await panel.page.keyboard.up('Shift');
  const after = await panel.range();
  assert.ok(after.startMs > before.startMs);
  assertNear(after.endMs - after.startMs, before.endMs - before.startMs, 0.01, 'span');
});

test('the keyboard zooms, moves, goes to both ends and back to all', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  const press = async (key: string): Promise<{ startMs: number; endMs: number }> => {
    await panel.page.keyboard.press(key);
    return panel.range();
  };
  const span = ({ startMs, endMs }: { startMs: number; endMs: number }): number => endMs - startMs;
  const whole = await panel.range();
  const zoomed = await press('w');
  assert.ok(span(zoomed) < span(whole));
  const moved = await press('d');
  assert.ok(moved.startMs > zoomed.startMs);
  assertNear((await press('a')).startMs, zoomed.startMs, 0.01, 'start after d and a');
  assert.ok((await press('ArrowRight')).startMs > zoomed.startMs);
  assert.ok((await press('ArrowLeft')).startMs < moved.startMs);
  assertNear((await press('End')).endMs, END_MS, 0.01, 'end after End');
  assertNear((await press('Home')).startMs, 0, 0.01, 'start after Home');
  assert.ok(span(await press('s')) > span(zoomed));
  await press('+');
  assertNear(span(await press('0')), END_MS, 0.01, 'span after 0');
});

test('the buttons zoom and fit, and the range shown is said in words', async () => {
  await using panel = await open();
  await panel.page.getByRole('button', { name: 'Zoom in' }).click();
  const zoomed = await panel.range();
  assert.ok(zoomed.endMs - zoomed.startMs < END_MS);
  await panel.page.getByRole('button', { name: 'Fit: show everything' }).click();
  assertNear((await panel.range()).endMs, END_MS, 0.01, 'end');
  assert.match((await panel.page.locator('.range').textContent()) ?? '', /^0\u202fs – 1\.80/);
});

test('the overview takes one anywhere', async () => {
  await using panel = await open();
  for (let press = 0; press < 4; press++) await panel.page.keyboard.press('w');
  const overview = (await panel.page.locator('.overview').boundingBox())!;
  await panel.page.mouse.click(overview.x + overview.width * 0.25, overview.y + 10);
  const { startMs, endMs } = await panel.range();
  assertNear((startMs + endMs) / 2, END_MS / 4, END_MS / 100, 'middle');
});

test('a finding shows its stretch in the chart', async () => {
  await using panel = await open();
  for (let press = 0; press < 6; press++) await panel.page.keyboard.press('w');
  const before = await panel.range();
  await panel.page.getByRole('button', { name: 'Show in chart' }).first().click();
  const { startMs, endMs } = await panel.range();
  assert.ok(endMs - startMs > before.endMs - before.startMs);
});

test('a double click on a slice fills the chart with it', async () => {
  await using panel = await open();
  const { x, y } = await panel.pointOf('Process-1', 600, 0);
  await panel.page.mouse.dblclick(x, y);
  const { startMs, endMs } = await panel.range();
  assert.ok(startMs < 500 && startMs > 400 && endMs > 895 && endMs < 1000, `${startMs} ${endMs}`);
});

test('range and collapsed groups come back after a reload', async () => {
  await using panel = await open();
  await panel.page.keyboard.press('w');
  await panel.page.keyboard.press('d');
  await panel.page.getByRole('button', { name: /^Cores/ }).click();
  const before = await panel.range();
  assert.equal(await panel.page.locator('.lane-label[data-kind=core]').count(), 0);
  await panel.page.reload();
  await panel.append(piTrace());
  await panel.setPhase({ type: 'ended', exitCode: 0 });
  await panel.drawn();
  const after = await panel.range();
  assertNear(after.startMs, before.startMs, 0.01, 'start');
  assertNear(after.endMs, before.endMs, 0.01, 'end');
  assert.equal(await panel.page.locator('.lane-label[data-kind=core]').count(), 0);
});
