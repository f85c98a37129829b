/** What a trace may say that no runtime writes: the panel draws what is left, and says what it leaves out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { TraceWriter } from '../unit/trace/trace-writer.ts';
import { untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const phase = { type: 'ended', exitCode: 0 } as const;

/** A run with one good task, and others at times that are none. */
function oddTimes(): Uint8Array {
  const writer = new TraceWriter();
  const site = writer.site('<img src=x onerror=alert(1)>', 'main.ts:3:1');
  writer.thread(1, 'worker', 0).slice(1, RowKind.task, 100, 300, { site });
  const task = { kind: RowKind.task, thread: 1, site } as const;
  for (const time of [NaN, -5e6, -Infinity, Infinity, 1e300]) writer.row({ ...task, time, duration: 1e6 });
  for (const duration of [NaN, -1e9, Infinity]) writer.row({ ...task, time: 350e6, duration });
  return writer.exit(1, 400).end(500).bytes();
}

test('times that are negative or no numbers are left out or drawn as moments, and counted on top in words', async () => {
  await using panel = await panels.open({ trace: oddTimes(), phase });
  await untilText(panel.page.locator('.odd-rows'), /times that make no sense \(negative, or no numbers\): 8\./);
  await untilText(panel.page.locator('.range'), /^0\sm?s – 500/);
  const task = await panel.pointOf('worker', 200, 0);
  await panel.page.mouse.move(task.x, task.y);
  await untilText(panel.page.getByRole('tooltip'), /^<img src=x.*200\sms/);
  await panel.page.getByText('Flame chart', { exact: true }).click();
  await panel.page.getByText('Tables', { exact: true }).click();
  await untilText(panel.page.getByRole('table', { name: /^Tasks/ }), /<img src=x/);
  assert.doesNotMatch((await panel.page.locator('body').innerText()).replaceAll('<img', ''), /NaN|Infinity|undefined/);
  await untilCount(panel.page.locator('img'), 0);
  assert.deepEqual(panel.complaints, []);
});

test('nothing of it is said where all times are good', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase });
  assert.equal(await panel.page.locator('.odd-rows').isVisible(), false);
});
