import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { rangeFigures } from '../../trace/src/analysis/figures/range-figures.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { TraceWriter } from '../unit/trace/trace-writer.ts';
import { until, untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const open = async (trace = piTrace()): Promise<PanelPage> => {
  const panel = await panels.open({ trace, phase: { type: 'ended', exitCode: 0 } });
  await panel.page.getByText('Tables', { exact: true }).click();
  return panel;
};
const tableOf = (panel: PanelPage, name: string | RegExp): Locator => panel.page.getByRole('table', { name });

/** The first cell of each row. */
async function namesIn(table: Locator): Promise<string[]> {
  return table.locator('tbody th').allTextContents();
}

test('the rows of the tables are those of the model', async () => {
  const trace = piTrace();
  const model = new TraceModel();
  model.append(trace);
  const figures = rangeFigures(model, { startNs: 0, endNs: model.endNs });
  await using panel = await open(trace);
  await tableOf(panel, /^Functions/).waitFor();
  assert.deepEqual(
    await namesIn(tableOf(panel, /^Functions/)),
    figures.functions.map(({ name }) => name),
  );
  assert.deepEqual(
    await namesIn(tableOf(panel, /^Tasks/)),
    figures.tasks.longest.map(({ slice, task }) => `${slice.title} ${task}`),
  );
  await untilText(tableOf(panel, /^Tasks/).locator('thead'), /Arguments$/);
  assert.deepEqual(
    await tableOf(panel, /^Tasks/)
      .locator('tbody td:last-child')
      .allTextContents(),
    figures.tasks.longest.map(({ given }) => given),
  );
  assert.deepEqual(
    await namesIn(tableOf(panel, /^Locks/)),
    figures.objects.map(({ name }) => name),
  );
  assert.deepEqual(
    await namesIn(tableOf(panel, /^Threads/)),
    model
      .lanes()
      .filter(({ kind }) => kind === 'thread')
      .map(({ name }) => name),
  );
  await untilText(
    tableOf(panel, /^Locks/).getByRole('row', { name: /^Lock-1/ }),
    /pi\.ts:14.*3\.04\u202fs.*16.*190\u202fms.*4/,
  );
});

test('the keyboard alone finds the longest wait for a lock, goes to it, and opens its line', async () => {
  await using panel = await open();
  await tableOf(panel, /^Locks/).waitFor();
  await panel.page.locator('.tables > summary').focus();
  const longest = tableOf(panel, /^Locks/).getByRole('button', { name: '190' });
  for (let press = 0; press < 60; press++) {
    await panel.page.keyboard.press('Tab');
    if (await longest.evaluate((node) => node === document.activeElement)) break;
  }
  await panel.page.keyboard.press('Enter');
  const slice = panel.page.locator('.slice-focus');
  await until(
    'the focus on the wait',
    () => slice.evaluate((node) => node === document.activeElement && (node.getAttribute('aria-label') ?? '')),
    (name) => typeof name === 'string' && name.includes('Lock-1, waiting for a lock, 190'),
  );
  await panel.page.keyboard.press('Enter');
  await panel.waitForPosted('open-source');
  assert.equal((await panel.posted('open-source'))[0]?.location.line, 14);
});

test('a slice that is selected in the chart is marked in the tables, and a thread leads to its lane', async () => {
  await using panel = await open();
  const { x, y } = await panel.pointOf('Process-3', 600, 0);
  await panel.page.mouse.click(x, y);
  await untilCount(tableOf(panel, /^Tasks/).locator('[aria-current=true]'), 1);
  await untilText(tableOf(panel, /^Threads/).locator('[aria-current=true]'), /^Process-3/);
  await panel.screenshot('tables-linked');
});

/** So many workers that not all are shown at first; the last one waits the longest. */
function crowd(): Uint8Array {
  const writer = new TraceWriter();
  const object = writer.object('lock', 'Lock-1');
  for (let worker = 1; worker <= 50; worker++) {
    writer.thread(worker, `worker-${worker}`, 0).samples(worker, 0, 100, () => 1, { periodMs: 50 });
    writer.slice(worker, RowKind.waitLock, 0, worker, { object });
  }
  return writer.end(100).bytes();
}

test('of many lanes the first are shown; all are shown when asked for, filtered, sorted and pinned', async () => {
  await using panel = await panels.open({ trace: crowd(), phase: { type: 'ended', exitCode: 0 } });
  const names = (): Promise<string[]> =>
    panel.page.locator('.lane-label[data-kind=thread] .lane-name').allTextContents();
  assert.equal((await names()).length, 40);
  await panel.page.getByRole('button', { name: 'Show 11 more' }).click();
  await untilCount(panel.page.locator('.lane-label[data-kind=thread]'), 51);
  await panel.page.getByText('View', { exact: true }).click();
  await panel.page.getByRole('combobox').selectOption({ label: 'by share of: waiting' });
  await until('the one that waits longest on top', names, ([first]) => first === 'worker-50');
  await panel.screenshot('lanes-menu');
  await panel.page.getByRole('searchbox', { name: 'Show lanes named' }).fill('worker-1');
  await until('eleven lanes', names, (shown) => shown.length === 11 && shown[0] === 'worker-19');
  await panel.page.keyboard.press('Escape');
  await panel.page.getByRole('button', { name: 'Keep worker-1 on top', exact: true }).dispatchEvent('click');
  await until('the pinned lane on top', names, ([first]) => first === 'worker-1');
  await panel.atRest();
  await panel.page.reload();
  await panel.append(crowd());
  await panel.drawn();
  await until(
    'filter, order and pin again',
    names,
    ([first, second]) => first === 'worker-1' && second === 'worker-19',
  );
});
