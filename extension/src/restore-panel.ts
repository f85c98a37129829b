/** Gives a panel that the editor has kept over a reload of its window its trace again, also while the run goes on. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { RUN_COMMAND } from '../../protocol/src/language.ts';
import { RUN_FILES } from '../../protocol/src/run.ts';
import { writerOf } from './segment-writer.ts';
import type { ShownTrace } from './shown-traces.ts';
import { stopProcess } from './stop-process.ts';
import { TimelinePanel } from './timeline-panel.ts';
import { TraceFeed } from './trace-feed.ts';

export interface RestoreOptions {
  readonly extensionUri: vscode.Uri;
  /** The `parascope` command's first module. */
  readonly cli: string;
  readonly workerFile: string;
  /** What the panel showed; without it there is nothing to show. */
  readonly trace: ShownTrace | undefined;
}

export function restorePanel(
  panel: vscode.WebviewPanel,
  { extensionUri, cli, workerFile, trace }: RestoreOptions,
): void {
  if (!trace) {
    panel.dispose();
    return;
  }
  const { source, before, script } = trace;
  const feed = new TraceFeed({ workerFile, source, before, title: panel.title, phase: { type: 'running' } });
  new TimelinePanel(panel, extensionUri, {
    feed,
    title: panel.title,
    sourceFolder: path.dirname(script ?? (source.type === 'file' ? source.file : source.folder)),
    onStop: () => void stopWriters(cli, source),
    onRunAgain: () => {
      if (script === undefined) return;
      panel.dispose();
      void vscode.commands.executeCommand(RUN_COMMAND, vscode.Uri.file(script));
    },
  }).onDispose(() => feed.dispose());
}

/** Ends the processes that write a run's segments, which are named after them. */
async function stopWriters(cli: string, source: ShownTrace['source']): Promise<void> {
  if (source.type === 'file') return;
  const writers = readdirSync(source.folder)
    .filter((name) => name.endsWith(RUN_FILES.segmentSuffix))
    .flatMap((name) => writerOf(path.join(source.folder, name)) ?? []);
  await Promise.all(writers.map((pid) => stopProcess(cli, pid)));
}
