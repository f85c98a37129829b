import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import type { TraceFeed } from '../../../extension/src/trace-feed.ts';
import { encodeBatch, schemaMessage } from '../../../trace/src/ipc-writer.ts';
import { BatchBuilder, type Row } from '../../../trace/src/row-batch.ts';
import type { PanelReply } from '../../../trace/src/panel-session.ts';
import { RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { panelTabs } from './extension-under-test.ts';
import { eventually, workspaceFolder } from './workspace-files.ts';

const ROWS: readonly Row[] = [
  { kind: RowKind.meta, text: JSON.stringify({ version: 1, script: '/tmp/pi.ts', coresAvailable: 2, startedAtMs: 0 }) },
  { kind: RowKind.thread, thread: 0, value: ThreadRole.main, text: 'main' },
  { kind: RowKind.thread, thread: 1, time: 1e6, object: 1, value: ThreadRole.worker, text: 'Process-1' },
  { kind: RowKind.task, thread: 1, time: 2e6, duration: 5e6, object: 1 },
  { kind: RowKind.exit, thread: 1, time: 8e6, value: 0 },
  { kind: RowKind.end, time: 9e6, duration: 9e6, value: 0 },
];

function segment(rows: readonly Row[]): Buffer {
  const batch = new BatchBuilder();
  for (const row of rows) batch.add(row);
  return Buffer.concat([schemaMessage(), encodeBatch(batch, batch.count)]);
}

async function open(name: string, bytes: Uint8Array): Promise<TraceFeed> {
  const file = path.join(workspaceFolder(), name);
  writeFileSync(file, bytes);
  const feed = await vscode.commands.executeCommand<TraceFeed>('parascope.openTrace', vscode.Uri.file(file));
  await eventually(`a panel for ${name}`, () => (panelTabs().includes(name) ? true : undefined));
  return feed;
}

const endOf = async (feed: TraceFeed) =>
  await eventually('the end of reading', () => (feed.snapshot.phase.type === 'starting' ? undefined : feed.snapshot));

suite('open trace', () => {
  test('a saved trace is shown with its lanes, its figures and its end', async () => {
    const { lanes, phase, summary, endNs } = await endOf(await open('saved.parascope', segment(ROWS)));
    assert.deepEqual(
      lanes.filter(({ kind }) => kind === 'thread').map(({ name }) => name),
      ['main', 'Process-1'],
    );
    assert.deepEqual(phase, { type: 'ended', exitCode: 0 });
    assert.equal(summary?.wallMs, 9);
    assert.equal(endNs, 9e6);
  });

  test('a trace that was cut off is shown as far as it goes', async () => {
    const bytes = Buffer.concat([segment(ROWS.slice(0, 4)), segment(ROWS.slice(4)).subarray(0, 300)]);
    const { lanes, phase } = await endOf(await open('cut-off.parascope', bytes));
    assert.equal(lanes.filter(({ kind }) => kind === 'thread').length, 2);
    assert.deepEqual(phase, { type: 'stopped' });
  });

  test('a window of it is answered with columns', async () => {
    const feed = await open('window.parascope', segment(ROWS));
    const { lanes } = await endOf(feed);
    const worker = lanes.find(({ name }) => name === 'Process-1');
    assert.ok(worker);
    const replies: PanelReply[] = [];
    feed.onReply((reply) => replies.push(reply));
    const query = { startNs: 0, endNs: 9e6, widthPx: 100, laneIds: [worker.id] };
    feed.ask({ type: 'query-window', id: 7, query });
    const answered = await eventually('an answer', () => replies[0]);
    assert.ok(answered.type === 'window' && answered.id === 7);
    const [columns] = answered.answer.lanes;
    assert.ok(columns && columns.count > 0);
    assert.ok(columns.startNs instanceof Float64Array);
  });

  test('a file that is no trace says so in the panel', async () => {
    const feed = await open('nonsense.parascope', Buffer.from('this is no trace at all'));
    const { phase } = await endOf(feed);
    assert.ok(phase.type === 'failed');
    assert.match(phase.message, /not a trace/);
    assert.match(phase.nextStep, /\S/);
  });

  test('a file that is not there says so in the panel', async () => {
    const file = vscode.Uri.file(path.join(workspaceFolder(), 'missing.parascope'));
    const { phase } = await endOf(await vscode.commands.executeCommand<TraceFeed>('parascope.openTrace', file));
    assert.ok(phase.type === 'failed');
    assert.match(phase.message, /ENOENT/);
  });
});
