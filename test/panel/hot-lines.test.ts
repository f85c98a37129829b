import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import { HOT_LINE, piProfile } from './pi-profile.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const phase = { type: 'ended', exitCode: 0 } as const;

test('a profiled run has a table of its hot lines; a line is a link to its source, for keys too', async () => {
  const trace = new Uint8Array(Buffer.concat([piTrace(), piProfile()]));
  await using panel = await panels.open({ trace, phase });
  await panel.page.getByText('Tables', { exact: true }).click();
  const table = panel.page.getByRole('table', { name: /^Hot lines, in the whole run: CPU time, sampled every 1\.00/ });
  const row = table.getByRole('row', { name: /estimatePi/ });
  await untilText(row, /pi\.ts:11.*300\u202fms.*75\u202f%.*Process-1 75.*Process-2 75/);
  await untilText(table.getByRole('row', { name: /garbage collector/ }), /outside of the script.*100\u202fms.*25/);
  await row.getByRole('link', { name: 'pi.ts:11' }).focus();
  await panel.page.keyboard.press('Enter');
  await panel.atRest();
  assert.deepEqual(await panel.posted('open-source'), [{ type: 'open-source', location: HOT_LINE }]);
  await panel.screenshot('hot-lines');
});

test('a run that was not profiled has no such table', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase });
  await panel.page.getByText('Tables', { exact: true }).click();
  await panel.page.getByRole('table', { name: 'Threads and their states' }).waitFor();
  assert.equal(await panel.page.getByRole('table', { name: /Hot lines/ }).count(), 0);
});
