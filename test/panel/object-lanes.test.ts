import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { TraceWriter } from '../unit/trace/trace-writer.ts';
import { untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { PanelPage } from './panel-page.ts';

const panels = panelFixture();

/** A lock that one thread holds while the other waits, and a queue that fills and is emptied. */
function lockAndQueue(): Uint8Array {
  const writer = new TraceWriter();
  const site = writer.site('', 'main.ts:7:3');
  const lock = writer.object('lock', 'Lock-1', site);
  const queue = writer.object('queue', 'Queue-1', site);
  writer.thread(1, 'producer', 0).thread(2, 'consumer', 0);
  writer.samples(1, 0, 500, () => 1).samples(2, 0, 500, () => 0.5);
  writer.slice(1, RowKind.hold, 100, 300, { object: lock, site });
  writer.slice(2, RowKind.waitLock, 150, 300, { object: lock, site });
  for (let message = 1; message <= 3; message++)
    writer
      .instant(1, RowKind.put, 50 * message, { object: queue, value: message })
      .instant(2, RowKind.get, 350, { object: queue, value: message });
  return writer.end(500).bytes();
}

async function tooltipAt(panel: PanelPage, lane: string, timeMs: number, fromTopPx: number): Promise<void> {
  const { x } = await panel.pointOf(lane, timeMs);
  const label = (await panel.page.locator('.lane-label').filter({ hasText: lane }).boundingBox())!;
  await panel.page.mouse.move(x, label.y + fromTopPx);
}

test('a lock shows who holds it and who waits; a click on a hold opens the line that took it', async () => {
  await using panel = await panels.open({ trace: lockAndQueue(), phase: { type: 'ended', exitCode: 0 } });
  const tooltip = panel.page.getByRole('tooltip');
  await tooltipAt(panel, 'Lock-1', 200, 12);
  await untilText(tooltip, /producer holds Lock-1.*200\u202fms.*Open main\.ts:7/);
  await tooltipAt(panel, 'Lock-1', 200, 32);
  await untilText(tooltip, /1 waiting/);
  await untilText(panel.page.locator('.lane-label', { hasText: 'Lock-1' }), /up to 1 waiting/);
  const { x } = await panel.pointOf('Lock-1', 200);
  const label = (await panel.page.locator('.lane-label', { hasText: 'Lock-1' }).boundingBox())!;
  await panel.page.mouse.click(x, label.y + 12);
  await panel.waitForPosted('open-source');
  assert.equal((await panel.posted('open-source'))[0]?.location.line, 7);
});

test('a queue shows how many messages lie in it', async () => {
  await using panel = await panels.open({ trace: lockAndQueue(), phase: { type: 'ended', exitCode: 0 } });
  await untilText(panel.page.locator('.lane-label', { hasText: 'Queue-1' }), /up to 3 in it/);
  const tooltip = panel.page.getByRole('tooltip');
  await tooltipAt(panel, 'Queue-1', 250, 12);
  await untilText(tooltip, /3 in it/);
  await tooltipAt(panel, 'Queue-1', 75, 20);
  await untilText(tooltip, /1 in it/);
  await panel.screenshot('object-lanes');
});
