import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const open = (): Promise<PanelPage> => panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });

test('slash finds slices by name: they stand out, Enter goes from one to the next and around', async () => {
  await using panel = await open();
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('/');
  await panel.page.keyboard.type('lock-1');
  const search = panel.page.getByRole('search');
  await untilText(search, /16 found/);
  const colour = await panel.variable('--panel-match');
  const wait = await panel.pointOf('Process-2', 300.5, 1);
  assert.ok((await panel.coloursAt(wait, 12)).includes(colour));
  await panel.screenshot('search');
  await panel.page.keyboard.press('Enter');
  await untilText(search, /1 of 16/);
  const details = panel.page.getByRole('region', { name: 'Selected slice' });
  await untilText(details, /Lock-1.*190\u202fms/);
  await panel.page.keyboard.press('Shift+Enter');
  await untilText(search, /16 of 16/);
  await untilText(details, /1\.5\d*\u202fs/);
  await panel.page.keyboard.press('Escape');
  await untilText(search, /^\D*$/);
  assert.ok(!(await panel.coloursAt(wait, 12)).includes(colour));
});

test('a line finds what runs or waits there, and nothing is said to be found where nothing is', async () => {
  await using panel = await open();
  const field = panel.page.getByRole('searchbox', { name: 'Find slices by name or line' });
  await field.fill('pi.ts:8');
  await untilText(panel.page.getByRole('search'), /16 found/);
  await field.fill('<b>nowhere</b>');
  await untilText(panel.page.getByRole('search'), /no match/);
});

test('the critical path is drawn through the threads on it, and told in a table', async () => {
  await using panel = await open();
  await panel.page.getByText('View', { exact: true }).click();
  await panel.page.getByRole('button', { name: 'Critical path' }).click();
  await panel.page.locator('[aria-pressed=true]', { hasText: 'Critical path' }).waitFor();
  await panel.page.getByText('Tables', { exact: true }).click();
  const table = panel.page.getByRole('table', { name: /^Critical path/ });
  await untilText(table, /Process-1|Process-2|Process-3|Process-4/);
  const name = (await table.getByRole('row').nth(4).getByRole('button').textContent()) ?? '';
  const startMs = parseFloat((await table.getByRole('row').nth(4).getByRole('cell').nth(1).textContent()) ?? '');
  const at = await panel.pointOf(name, startMs + 2);
  assert.ok((await panel.coloursAt({ x: at.x, y: at.y - 5 }, 4)).includes(await panel.variable('--panel-path')));
  await panel.screenshot('critical-path');
  await panel.page.locator('.plot').focus();
  await panel.page.keyboard.press('c');
  await table.waitFor({ state: 'hidden' });
});
