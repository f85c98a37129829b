/** Open Trace…: shows a saved trace. Allowed everywhere: nothing of it runs. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { ShownTraces } from './shown-traces.ts';
import { TraceFeed } from './trace-feed.ts';
import { TimelinePanel } from './timeline-panel.ts';

export interface OpenTraceOptions {
  readonly extensionUri: vscode.Uri;
  readonly workerFile: string;
  readonly shown: ShownTraces;
  /** Without it, the person is asked. */
  readonly file?: vscode.Uri | undefined;
}

/** The feed behind the panel, which ends with it; undefined when the person thought better of it. */
export async function openTrace(options: OpenTraceOptions): Promise<TraceFeed | undefined> {
  const { extensionUri, workerFile, shown, file } = options;
  const uri = file ?? (await pickTrace());
  if (!uri) return undefined;
  const title = path.basename(uri.fsPath);
  const source = { type: 'file', file: uri.fsPath } as const;
  const feed = new TraceFeed({ workerFile, source, title, phase: { type: 'starting' } });
  await shown.keep(title, { source });
  const nothing = (): void => undefined;
  const panel = TimelinePanel.open(extensionUri, {
    feed,
    title,
    sourceFolder: path.dirname(uri.fsPath),
    onStop: nothing,
    onRunAgain: nothing,
  });
  panel.onDispose(() => feed.dispose());
  return feed;
}

async function pickTrace(): Promise<vscode.Uri | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      filters: { [vscode.l10n.t('Parascope traces')]: ['parascope'] },
      openLabel: vscode.l10n.t('Open Trace'),
    })) ?? [];
  return uri;
}
