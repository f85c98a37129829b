import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import type { TraceFeed } from '../../../extension/src/trace-feed.ts';
import { encodeBatch, schemaMessage } from '../../../trace/src/ipc-writer.ts';
import { BatchBuilder, type Row } from '../../../trace/src/row-batch.ts';
import { RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { panelTabs } from './extension-under-test.ts';
import { eventually, workspaceFolder } from './workspace-files.ts';

/** A saved run of one task of that length, written at a time, s since 1970. */
function saveRun(name: string, taskMs: number, writtenAt: number): vscode.Uri {
  const endNs = (20 + taskMs) * 1e6;
  const meta = JSON.stringify({ version: 1, script: '/tmp/pi.ts', coresAvailable: 2, startedAtMs: 0 });
  const rows: readonly Row[] = [
    { kind: RowKind.meta, text: meta },
    { kind: RowKind.thread, thread: 0, value: ThreadRole.main, text: 'main' },
    { kind: RowKind.thread, thread: 1, object: 1, value: ThreadRole.worker, text: 'Process-1' },
    { kind: RowKind.task, thread: 1, time: 1e7, duration: taskMs * 1e6, object: 1 },
    { kind: RowKind.exit, thread: 1, time: endNs - 1e6, value: 0 },
    { kind: RowKind.end, time: endNs, duration: endNs, value: 0 },
  ];
  const batch = new BatchBuilder();
  for (const row of rows) batch.add(row);
  const file = path.join(workspaceFolder(), name);
  writeFileSync(file, Buffer.concat([schemaMessage(), encodeBatch(batch, batch.count)]));
  utimesSync(file, writtenAt, writtenAt);
  return vscode.Uri.file(file);
}

suite('compare runs', () => {
  test('two saved traces are shown in one panel, the older one below the other', async () => {
    const traces = [saveRun('fast.parascope', 500, 2000), saveRun('slow.parascope', 2000, 1000)];
    const feed = await vscode.commands.executeCommand<TraceFeed>('parascope.compareRuns', traces[0], traces);
    const title = 'fast.parascope against slow.parascope';
    await eventually('a panel for both', () => (panelTabs().includes(title) ? true : undefined));
    const { lanes, comparison, summary } = await eventually('the end of reading', () =>
      feed.snapshot.phase.type === 'ended' ? feed.snapshot : undefined,
    );
    assert.deepEqual(
      lanes.filter(({ kind }) => kind === 'thread').map(({ name }) => name),
      ['main', 'Process-1', 'main (before)', 'Process-1 (before)'],
    );
    assert.equal(summary?.wallMs, 520);
    assert.match(comparison?.sentence ?? '', /3\.9 times as fast as before: 520 ms instead of 2\.02 s/);
  });

  test('a run before that is no trace is said', async () => {
    const good = saveRun('good.parascope', 100, 4000);
    const broken = vscode.Uri.file(path.join(workspaceFolder(), 'broken-before.parascope'));
    writeFileSync(broken.fsPath, 'this is no trace at all');
    utimesSync(broken.fsPath, 3000, 3000);
    const feed = await vscode.commands.executeCommand<TraceFeed>('parascope.compareRuns', good, [good, broken]);
    const phase = await eventually('the failure', () =>
      feed.snapshot.phase.type === 'failed' ? feed.snapshot.phase : undefined,
    );
    assert.match(phase.message, /trace/);
    assert.match(phase.nextStep, /\S/);
  });
});
