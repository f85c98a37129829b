import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { until, untilCount, untilText } from '../until.ts';
import { RowKind, SleepPlace } from '../../trace/src/vocabulary.ts';
import { TraceWriter } from '../unit/trace/trace-writer.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const ended = { type: 'ended', exitCode: 0 } as const;
const open = (): Promise<PanelPage> => panels.open({ trace: piTrace(), phase: ended });

/** Waits until the keyboard's focus is there. */
async function hasFocus(locator: Locator): Promise<void> {
  await until(
    `the focus on ${String(locator)}`,
    () => locator.evaluate((node) => node === document.activeElement),
    (focused) => focused,
  );
}

/** Waits until that is what a screen reader calls it. */
async function isCalled(locator: Locator, expected: RegExp): Promise<void> {
  await until(
    `${String(expected)} as name of ${String(locator)}`,
    () => locator.getAttribute('aria-label'),
    (name) => expected.test(name ?? ''),
  );
}

const LOCK_LINE = { file: '/home/me/pi.ts', line: 14, column: 5 };
const TASK_LINE = { file: '/home/me/pi.ts', line: 8, column: 1 };

/** One task of 500 ms that computes, waits 300 ms for a timer, and computes again. */
function awaitingTask(): Uint8Array {
  const writer = new TraceWriter();
  const site = writer.site('fetchAll', 'main.ts:3:1');
  writer.thread(1, 'requester', 0).slice(1, RowKind.task, 0, 500, { site });
  writer
    .samples(1, 0, 100, () => 1, { place: SleepPlace.awake })
    .samples(1, 100, 400, () => 0, { place: SleepPlace.eventLoop })
    .samples(1, 400, 500, () => 1, { place: SleepPlace.awake });
  return writer.exit(1, 500).end(600).bytes();
}

test('a click on a slice opens its line and shows its details', async () => {
  await using panel = await open();
  const wait = await panel.pointOf('Process-2', 400, 1);
  await panel.page.mouse.click(wait.x, wait.y);
  await panel.waitForPosted('open-source');
  assert.deepEqual((await panel.posted('open-source')).at(-1)?.location, LOCK_LINE);
  const details = panel.page.getByRole('region', { name: 'Selected slice' });
  await untilText(details, /pi\.ts:14.*waiting for a lock.*190\u202fms.*Process-2.*Lock-1/);
  const task = await panel.pointOf('Process-3', 600, 0);
  await panel.page.mouse.click(task.x, task.y);
  await panel.waitForPosted('open-source', 2);
  assert.deepEqual((await panel.posted('open-source')).at(-1)?.location, TASK_LINE);
  await untilText(
    details,
    /State\s*running 200\u202fms, waiting for a lock 190\u202fms, awaiting I\/O 5\.00\u202fms.*arguments\s*7000/,
  );
  await panel.screenshot('details');
  await details.getByRole('button', { name: 'Close' }).click();
  await details.waitFor({ state: 'hidden' });
});

test('below a task stands what sampling saw of it: tooltip, strip and table say so, the task keeps its name', async () => {
  await using panel = await panels.open({ trace: awaitingTask(), phase: ended });
  const awaits = await panel.variable('--state-awaiting');
  assert.deepEqual(await panel.coloursAt(await panel.pointOf('requester', 300, 1)), [awaits]);
  assert.deepEqual(await panel.coloursAt(await panel.pointOf('requester', 300)), [awaits], 'on the strip');
  assert.deepEqual(await panel.coloursAt(await panel.pointOf('requester', 50)), [
    await panel.variable('--state-running'),
  ]);
  const below = await panel.pointOf('requester', 300, 1);
  await panel.page.mouse.move(below.x, below.y);
  const tooltip = panel.page.getByRole('tooltip');
  await untilText(tooltip, /awaiting I\/O or a timer.*300\u202fms · awaiting I\/O · requester/);
  const task = await panel.pointOf('requester', 300, 0);
  await panel.page.mouse.move(task.x, task.y);
  await untilText(tooltip, /fetchAll.*500\u202fms · awaiting I\/O 300\u202fms, running 200\u202fms · requester/);
  await panel.page.getByText('Tables', { exact: true }).click();
  const slices = panel.page.getByRole('table', { name: 'Slices in the range shown' });
  await untilCount(slices.getByRole('row', { name: /requester.*awaiting I\/O/ }), 1);
});

test('what sampling saw of a task leads to the task', async () => {
  await using panel = await panels.open({ trace: awaitingTask(), phase: ended });
  const { x, y } = await panel.pointOf('requester', 250, 1);
  await panel.page.mouse.click(x, y);
  await panel.waitForPosted('open-source');
  const [opened] = await panel.posted('open-source');
  assert.deepEqual([opened?.location.file, opened?.location.line], ['/home/me/app/main.ts', 3]);
  await untilText(panel.page.getByRole('region', { name: 'Selected slice' }), /fetchAll.*500\u202fms.*requester/);
});

test('a click beside the slices opens nothing', async () => {
  await using panel = await open();
  const { x, y } = await panel.pointOf('Process-2', 20, 0);
  await panel.page.mouse.click(x, y);
  assert.deepEqual(await panel.posted('open-source'), []);
});

test('the verdict and the findings lead to the line, with the remedy beside', async () => {
  await using panel = await open();
  await panel.page.locator('.verdict').getByRole('link', { name: 'pi.ts:14' }).click();
  await panel.waitForPosted('open-source');
  // Relative to the script's folder, as findings name their lines.
  assert.deepEqual((await panel.posted('open-source'))[0]?.location, { file: 'pi.ts', line: 14, column: 1 });
  const finding = panel.page.locator('.finding', { hasText: 'lock-contention' });
  await panel.page.locator('.findings summary').click();
  await untilText(finding, /of worker time waits for the lock.*Take the lock less often/);
  await finding.getByRole('link', { name: 'pi.ts:14' }).first().click();
  await panel.waitForPosted('open-source', 2);
});

test('the tooltip says what lies under the pointer, and goes when it leaves', async () => {
  await using panel = await open();
  const tooltip = panel.page.getByRole('tooltip');
  const wait = await panel.pointOf('Process-4', 400, 1);
  await panel.page.mouse.move(wait.x, wait.y);
  await tooltip.getByText('Open pi.ts:14').waitFor();
  await untilText(tooltip, /Lock-1.*190\u202fms · waiting for a lock · Process-4/);
  await panel.screenshot('tooltip');
  const strip = await panel.pointOf('Process-4', 200);
  await panel.page.mouse.move(strip.x, strip.y);
  await tooltip.getByText('estimatePi').waitFor();
  await panel.page.mouse.move(5, 5);
  await tooltip.waitFor({ state: 'hidden' });
});

test('the tooltip stays inside the window, wherever the pointer is', async () => {
  await using panel = await open();
  const tooltip = panel.page.getByRole('tooltip');
  for (const timeMs of [1490, 101]) {
    const { x, y } = await panel.pointOf('core 1', timeMs + 2);
    await panel.page.mouse.move(x, y);
    await tooltip.waitFor();
    await panel.atRest();
    const box = (await tooltip.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 1200 && box.y >= 0 && box.y + box.height <= 900);
  }
});

test('the keyboard alone finds the wait and opens its line', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('Tab');
  const slice = panel.page.locator('.slice-focus');
  await hasFocus(slice);
  await isCalled(slice, /waiting for results.*main$/);
  for (const key of ['ArrowDown', 'ArrowDown']) await panel.page.keyboard.press(key);
  await isCalled(slice, /Lock-1, waiting for a lock, 190\u202fms.*Process-1$/);
  const [focus, wait] = [(await slice.boundingBox())!, await panel.pointOf('Process-1', 1200, 1)];
  assert.ok(wait.y > focus.y && wait.y < focus.y + focus.height, 'the focus ring lies on the slice');
  await panel.page.getByRole('tooltip').getByText('Open pi.ts:14').waitFor();
  await panel.page.locator('.spoken[role=status]', { hasText: 'waiting for a lock' }).waitFor({ state: 'attached' });
  await panel.screenshot('keyboard-focus');
  await panel.page.keyboard.press('Enter');
  await panel.waitForPosted('open-source');
  assert.deepEqual((await panel.posted('open-source'))[0]?.location, LOCK_LINE);
  const before = (await slice.boundingBox())!;
  await panel.page.keyboard.press('ArrowLeft');
  await until(
    `a focus left of ${before.x}`,
    async () => (await slice.boundingBox())!,
    ({ x }) => x < before.x,
  );
  await panel.page.keyboard.press('Escape');
  await hasFocus(panel.page.locator('.plot'));
});

test('a slice out of view comes into view when focus goes there', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  for (let press = 0; press < 6; press++) await panel.page.keyboard.press('w');
  await panel.page.keyboard.press('Home');
  await panel.page.keyboard.press('Tab');
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
    await panel.page.keyboard.press(key);
    await panel.atRest();
  }
  await panel.rangeWhere('a chart that has moved', ({ startMs }) => startMs > 50);
});

test('the tables say what the chart shows', async () => {
  await using panel = await open();
  await panel.page.getByText('Tables', { exact: true }).click();
  const threads = panel.page.getByRole('table', { name: 'Threads and their states' });
  const row = threads.getByRole('row', { name: /^Process-1/ });
  await untilText(row, /worker.*1\.68\u202fs/);
  const slices = panel.page.getByRole('table', { name: 'Slices in the range shown' });
  await untilCount(slices.getByRole('row', { name: /Process-3.*waiting for a lock/ }), 4);
  await panel.page.mouse.click(600, 420);
  await panel.page.keyboard.press('0');
  await panel.screenshot('tables');
});

test('names with markup are text everywhere', async () => {
  const evil = '<img src=x onerror="document.title=\'hacked\'"><b>bold</b>';
  await using panel = await panels.open({ trace: piTrace({ taskName: evil, lockName: evil }), phase: ended });
  const task = await panel.pointOf('Process-2', 200, 0);
  await panel.page.mouse.click(task.x, task.y);
  await panel.waitForPosted('open-source');
  const wait = await panel.pointOf('Process-2', 400, 1);
  await panel.page.mouse.move(wait.x, wait.y);
  await panel.page.getByRole('tooltip').getByText('<b>bold</b>').first().waitFor();
  await panel.page.getByText('Tables', { exact: true }).click();
  await panel.page.getByRole('table', { name: 'Slices in the range shown' }).getByText('<b>bold</b>').first().waitFor();
  assert.equal(await panel.page.locator('#panel img, #panel b b').count(), 0);
  assert.equal(await panel.page.title(), 'Parascope');
  assert.deepEqual(panel.complaints, []);
});
