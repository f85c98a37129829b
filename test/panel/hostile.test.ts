/** A trace is a stranger's: numbers that are none, times before the start, and ends before beginnings are shown or left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBatch, endMarker, schemaMessage } from '../../trace/src/ipc-writer.ts';
import { BatchBuilder, type Row } from '../../trace/src/row-batch.ts';
import { RowKind, ThreadRole } from '../../trace/src/vocabulary.ts';
import { panelFixture } from './fixture.ts';
import { END_MS, piTrace } from './pi-trace.ts';

const panels = panelFixture();
const ODD = [NaN, Infinity, -Infinity, -1, -5e8, 1e300, 2 ** 60];
const KINDS = [
  RowKind.task,
  RowKind.waitLock,
  RowKind.waitGet,
  RowKind.gc,
  RowKind.hold,
  RowKind.processSample,
  RowKind.coreSample,
  RowKind.sample,
  RowKind.submit,
  RowKind.exit,
] as const;

/** Rows of a worker of its own and of one that is there, with every odd number as time, as duration and as value. */
function oddRows(): Row[] {
  const rows: Row[] = [
    { kind: RowKind.thread, thread: 7, time: 1e8, object: 1, value: ThreadRole.worker, text: 'odd one' },
  ];
  for (const thread of [1, 7])
    for (const kind of KINDS)
      for (const odd of ODD)
        rows.push(
          { kind, thread, time: odd, duration: 1e6, object: 1, value: 1 },
          { kind, thread, time: 5e8, duration: odd, object: 1, value: 1 },
          { kind, thread, time: 5e8, duration: 1e6, object: 1, value: odd },
        );
  return rows;
}

function segmentOf(rows: readonly Row[]): Uint8Array {
  const batch = new BatchBuilder(rows.length);
  for (const row of rows) batch.add(row);
  return Buffer.concat([schemaMessage(), encodeBatch(batch, batch.count), endMarker()]);
}

test('NaN, infinite and negative times in a trace harm neither the words nor the chart', async () => {
  await using panel = await panels.open({
    trace: [piTrace(), segmentOf(oddRows())],
    phase: { type: 'ended', exitCode: 0 },
  });
  const { startMs, endMs } = await panel.range();
  assert.ok(Number.isFinite(startMs) && Number.isFinite(endMs), `${startMs} to ${endMs}`);
  assert.ok(startMs >= 0 && startMs < endMs && endMs >= END_MS / 2, `${startMs} to ${endMs}`);
  await panel.page.locator('.lane-label', { hasText: 'odd one' }).waitFor();
  await panel.page.getByText('Tables', { exact: true }).click();
  await panel.page.getByRole('table').first().waitFor();
  const task = await panel.pointOf('Process-2', (startMs + endMs) / 2, 0);
  await panel.page.mouse.move(task.x, task.y);
  await panel.page.mouse.wheel(0, -300);
  await panel.page.keyboard.press('c');
  await panel.atRest();
  assert.doesNotMatch(await panel.page.locator('#panel').innerText(), /NaN|Infinity|undefined|null/);
  assert.deepEqual(panel.complaints, []);
});
