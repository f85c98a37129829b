import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage, ShownRange } from './panel-page.ts';
import { END_MS, piTrace } from './pi-trace.ts';

const panels = panelFixture();

const open = (): Promise<PanelPage> => panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });

function assertNear(actual: number, expected: number, within: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= within, `${what}: expected ${expected} ± ${within}, found ${actual}`);
}

const spanOf = ({ startMs, endMs }: ShownRange): number => endMs - startMs;
const isNear = (actual: number, expected: number, within = 0.01): boolean => Math.abs(actual - expected) <= within;
const isWhole = ({ startMs, endMs }: ShownRange): boolean => isNear(startMs, 0) && isNear(endMs, END_MS);

test('at first the whole run shows', async () => {
  await using panel = await open();
  await panel.rangeWhere('the whole run', isWhole);
});

test('the wheel zooms about the pointer, and out again to the whole', async () => {
  await using panel = await open();
  const point = await panel.pointOf('Process-1', 400, 0);
  await panel.page.mouse.move(point.x, point.y);
  await panel.page.mouse.wheel(0, -400);
  await panel.rangeWhere('a nearer chart', (range) => spanOf(range) < END_MS * 0.7);
  assertNear((await panel.pointOf('Process-1', 400, 0)).x, point.x, 1.5, 'place of the time under the pointer');
  for (let turn = 0; turn < 4; turn++) await panel.page.mouse.wheel(0, 800);
  await panel.rangeWhere('the whole run', isWhole);
});

test('a pinch on a trackpad zooms about the pointer', async () => {
  await using panel = await open();
  const point = await panel.pointOf('Process-1', 400, 0);
  await panel.page.mouse.move(point.x, point.y);
  // Browsers tell it as a wheel with Ctrl.
  await panel.page.keyboard.down('Control');
  for (let step = 0; step < 5; step++) await panel.page.mouse.wheel(0, -20);
  await panel.page.keyboard.up('Control');
  await panel.rangeWhere('a nearer chart', (range) => spanOf(range) < END_MS * 0.7);
  // A pointer's place is told in whole pixels, which the zoom has widened.
  assertNear((await panel.pointOf('Process-1', 400, 0)).x, point.x, 4, 'place of the time under the pointer');
});

test('two fingers on a touch screen zoom, one moves', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 }, hasTouch: true });
  const fingers = await panel.page.context().newCDPSession(panel.page);
  const { x, y } = await panel.pointOf('Process-1', 400, 0);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: readonly number[]) =>
    fingers.send('Input.dispatchTouchEvent', { type, touchPoints: places.map((place, id) => ({ x: place, y, id })) });
  await touch('touchStart', x - 40, x + 40);
  await touch('touchMove', x - 80, x + 80);
  await touch('touchMove', x - 120, x + 120);
  await touch('touchEnd');
  const zoomed = await panel.rangeWhere('a nearer chart', (range) => spanOf(range) < END_MS * 0.5);
  assertNear((await panel.pointOf('Process-1', 400, 0)).x, x, 3, 'place of the time between the fingers');
  await touch('touchStart', x);
  await touch('touchMove', x - 30);
  await touch('touchMove', x - 60);
  await touch('touchEnd');
  const moved = await panel.rangeWhere('a chart that moved', ({ startMs }) => startMs > zoomed.startMs);
  assertNear(spanOf(moved), spanOf(zoomed), 0.01, 'span');
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
  const plot = (await panel.page.locator('.plot').boundingBox())!;
  const movedMs = (120 / plot.width) * spanOf(before);
  const after = await panel.rangeWhere(`a chart that moved by ${movedMs} from ${before.startMs}`, ({ startMs }) =>
    isNear(startMs - before.startMs, movedMs, movedMs * 0.05),
  );
  assertNear(spanOf(after), spanOf(before), 0.01, 'span');
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
  const after = await panel.rangeWhere('a chart that moved', ({ startMs }) => startMs > before.startMs);
  assertNear(spanOf(after), spanOf(before), 0.01, 'span');
});

test('the keyboard zooms, moves, goes to both ends and back to all', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  const press = async (key: string, isRight: (range: ShownRange) => boolean): Promise<ShownRange> => {
    await panel.page.keyboard.press(key);
    return panel.rangeWhere(`what ${key} does`, isRight);
  };
  const zoomed = await press('w', (range) => spanOf(range) < END_MS);
  const moved = await press('d', ({ startMs }) => startMs > zoomed.startMs);
  await press('a', ({ startMs }) => isNear(startMs, zoomed.startMs));
  await press('ArrowRight', ({ startMs }) => startMs > zoomed.startMs);
  await press('ArrowLeft', ({ startMs }) => startMs < moved.startMs);
  await press('End', ({ endMs }) => isNear(endMs, END_MS));
  await press('Home', ({ startMs }) => isNear(startMs, 0));
  const further = await press('s', (range) => spanOf(range) > spanOf(zoomed));
  await press('+', (range) => spanOf(range) < spanOf(further));
  await press('0', isWhole);
});

test('the buttons zoom and fit, and the range shown is said in words', async () => {
  await using panel = await open();
  await panel.page.getByRole('button', { name: 'Zoom in' }).click();
  await panel.rangeWhere('a nearer chart', (range) => spanOf(range) < END_MS);
  await panel.page.getByRole('button', { name: 'Fit: show everything' }).click();
  await panel.rangeWhere('the whole run', isWhole);
  await untilText(panel.page.locator('.range'), /^0\u202fs – 1\.80/);
});

test('the overview takes one anywhere', async () => {
  await using panel = await open();
  for (let press = 0; press < 4; press++) await panel.page.keyboard.press('w');
  const overview = (await panel.page.locator('.overview').boundingBox())!;
  await panel.page.mouse.click(overview.x + overview.width * 0.25, overview.y + 10);
  await panel.rangeWhere('a quarter of the run as the middle', ({ startMs, endMs }) =>
    isNear((startMs + endMs) / 2, END_MS / 4, END_MS / 100),
  );
});

test('a finding shows its stretch in the chart', async () => {
  await using panel = await open();
  for (let press = 0; press < 6; press++) await panel.page.keyboard.press('w');
  const before = await panel.range();
  await panel.page.locator('.findings summary').click();
  await panel.page.getByRole('button', { name: 'Show in chart' }).first().click();
  await panel.rangeWhere('the longer stretch of the finding', (range) => spanOf(range) > spanOf(before));
});

test('a double click on a slice fills the chart with it', async () => {
  await using panel = await open();
  const { x, y } = await panel.pointOf('Process-1', 600, 0);
  await panel.page.mouse.dblclick(x, y);
  await panel.rangeWhere(
    'the slice with a little room beside it',
    ({ startMs, endMs }) => startMs < 500 && startMs > 400 && endMs > 895 && endMs < 1000,
  );
});

test('range and collapsed groups come back after a reload', async () => {
  await using panel = await open();
  await panel.page.keyboard.press('w');
  await panel.page.keyboard.press('d');
  await panel.page.getByRole('button', { name: /^Cores/ }).click();
  const before = await panel.range();
  await untilCount(panel.page.locator('.lane-label[data-kind=core]'), 0);
  await panel.page.reload();
  await panel.append(piTrace());
  await panel.setPhase({ type: 'ended', exitCode: 0 });
  await panel.drawn();
  await panel.rangeWhere(
    `the range of before, ${before.startMs} to ${before.endMs}`,
    ({ startMs, endMs }) => isNear(startMs, before.startMs) && isNear(endMs, before.endMs),
  );
  await untilCount(panel.page.locator('.lane-label[data-kind=core]'), 0);
});
