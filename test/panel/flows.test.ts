import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowKind, SleepPlace } from '../../trace/src/vocabulary.ts';
import { TraceWriter } from '../unit/trace/trace-writer.ts';
import { until, untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';

const panels = panelFixture();

/** Process-1 holds a lock until 300 ms, for which Process-2 has waited since 100 ms; both were handed in by main. */
function lockTrace(): Uint8Array {
  const writer = new TraceWriter();
  const work = writer.site('work', 'main.ts:3:1');
  const takes = writer.site('', 'main.ts:9:5');
  const submits = writer.site('', 'main.ts:20:1');
  const lock = writer.object('lock', 'Lock-1');
  const pool = writer.object('pool', 'Pool-1');
  writer.thread(1, 'Process-1', 20).thread(2, 'Process-2', 20);
  writer.instant(0, RowKind.submit, 40, { object: 10, value: 2, site: submits });
  writer.slice(1, RowKind.hold, 80, 300, { object: lock, site: takes });
  writer.slice(2, RowKind.waitLock, 100, 300.02, { object: lock, value: 1, site: takes });
  writer.slice(1, RowKind.task, 50, 400, { object: 10, value: pool, site: work });
  writer.slice(2, RowKind.task, 50, 500, { object: 11, value: pool, site: work });
  writer.samples(1, 20, 400, () => 1, { place: SleepPlace.awake });
  writer.samples(2, 20, 500, (time) => (time > 100 && time <= 300 ? 0 : 1), { place: SleepPlace.awake });
  return writer.exit(1, 400).exit(2, 500).end(520).bytes();
}

const open = (): Promise<PanelPage> => panels.open({ trace: lockTrace(), phase: { type: 'ended', exitCode: 0 } });

test('by keyboard from a wait to the task that released the lock, and on to the wait that it let go on', async () => {
  await using panel = await open();
  const { page } = panel;
  const slice = page.locator('.slice-focus');
  const named = (expected: RegExp): Promise<string | null> =>
    until(
      `${String(expected)} under the focus`,
      () => slice.getAttribute('aria-label'),
      (name) => expected.test(name ?? ''),
    );
  const press = async (key: string): Promise<void> => {
    await page.keyboard.press(key);
    await panel.atRest();
  };
  /** Steps through the page with Tab until what has the focus has that name. */
  const tabTo = async (name: string): Promise<void> => {
    for (let steps = 0; steps < 12; steps++) {
      await press('Tab');
      const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      if (label === name) return;
    }
    assert.fail(`${name} cannot be reached`);
  };
  await page.locator('.plot').focus();
  await press('Tab');
  for (const key of ['ArrowDown', 'ArrowDown']) await press(key);
  await named(/waiting for Lock-1.*Process-2$/);
  await press('Enter');
  const details = page.getByRole('region', { name: 'Selected slice' });
  await untilText(details, /What led here.*released by Process-1 · Lock-1.*at 300.*main\.ts:9/);
  await panel.screenshot('flows');
  await tabTo('Go to work: released by Process-1 · Lock-1, at 300.00\u202fms');
  await press('Enter');
  await named(/^work.*Process-1$/);
  assert.ok(await slice.evaluate((node) => node === document.activeElement), 'the focus has moved along the arrow');
  await untilText(details, /submitted by main.*What it led to.*lets Process-2 go on · Lock-1/);
  await tabTo('Go to waiting for Lock-1: lets Process-2 go on · Lock-1, at 300.02\u202fms');
  await press('Enter');
  await named(/waiting for Lock-1.*Process-2$/);
  // Going along arrows opens no source: only the first Enter did.
  assert.equal((await panel.posted('open-source')).length, 1);
  assert.deepEqual(panel.complaints, []);
});

test('arrows lead from the selected slice to the other ends, and go with the selection', async () => {
  await using panel = await open();
  const wait = await panel.pointOf('Process-2', 200, 1);
  await panel.page.mouse.click(wait.x, wait.y);
  const details = panel.page.getByRole('region', { name: 'Selected slice' });
  await untilCount(details.getByRole('list', { name: 'What led here' }).getByRole('listitem'), 1);
  await panel.page.mouse.move(5, 5);
  const [from, to] = [await panel.pointOf('Process-1', 300, 0), await panel.pointOf('Process-2', 300, 1)];
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const focus = await panel.variable('--panel-focus');
  assert.ok((await panel.coloursAt(middle, 4)).includes(focus), 'an arrow from the release to the wait');
  await details.getByRole('button', { name: 'Close' }).click();
  await details.waitFor({ state: 'hidden' });
  assert.ok(!(await panel.coloursAt(middle, 4)).includes(focus));
});

test('an end outside of all slices brings its moment into view, and its line can be opened', async () => {
  await using panel = await open();
  const task = await panel.pointOf('Process-1', 60, 0);
  await panel.page.mouse.click(task.x, task.y);
  const details = panel.page.getByRole('region', { name: 'Selected slice' });
  await details.getByRole('link', { name: 'main.ts:20' }).click();
  await panel.waitForPosted('open-source', 2);
  assert.equal((await panel.posted('open-source')).at(-1)?.location.line, 20);
  for (let press = 0; press < 6; press++) await panel.page.locator('.plot').press('w');
  await panel.rangeWhere('a chart without 40 ms', ({ startMs }) => startMs > 45);
  await details.getByRole('button', { name: /submitted by main/ }).click();
  await panel.rangeWhere('a chart with 40 ms', ({ startMs, endMs }) => startMs <= 40 && endMs >= 40);
});
