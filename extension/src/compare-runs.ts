/** Compare Runs…: two runs in one panel, the earlier one below. Allowed everywhere: nothing of them runs. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { formatDuration } from '../../trace/src/format.ts';
import { recordedRuns, type RecordedRun } from './recorded-runs.ts';
import type { ShownTraces } from './shown-traces.ts';
import { TraceFeed } from './trace-feed.ts';
import type { TraceSource } from './trace-link.ts';
import { TimelinePanel } from './timeline-panel.ts';

export interface CompareRunsOptions {
  readonly extensionUri: vscode.Uri;
  readonly workerFile: string;
  readonly shown: ShownTraces;
  /** Folders of the runs that are kept, the newest first. */
  readonly folders: () => Promise<readonly string[]>;
  /** Two saved traces; otherwise the person is asked which runs. */
  readonly traces: readonly vscode.Uri[];
}

interface ComparedRun {
  readonly source: TraceSource;
  readonly name: string;
  /** Of a run that is kept: its script, to whose folder places in the source are relative. */
  readonly script?: string;
}

interface Pair {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
}

/** The feed behind the panel, which ends with it; undefined when there is nothing to compare, or the person thought better of it. */
export async function compareRuns(options: CompareRunsOptions): Promise<TraceFeed | undefined> {
  const { extensionUri, workerFile, shown, traces } = options;
  const pair = traces.length === 2 ? await pairOfTraces(traces) : await pickPair(await options.folders());
  if (!pair) return undefined;
  const { before, after } = pair;
  const title = vscode.l10n.t('{0} against {1}', after.name, before.name);
  const { source, script } = after;
  const feed = new TraceFeed({ workerFile, source, before: before.source, title, phase: { type: 'starting' } });
  await shown.keep(title, { source, before: before.source, ...(script !== undefined && { script }) });
  const nothing = (): void => undefined;
  const sourceFolder = path.dirname(script ?? (source.type === 'file' ? source.file : source.folder));
  const content = { feed, title, sourceFolder, onStop: nothing, onRunAgain: nothing };
  TimelinePanel.open(extensionUri, content).onDispose(() => feed.dispose());
  return feed;
}

/** The file that was written first is of the run before. */
async function pairOfTraces(traces: readonly vscode.Uri[]): Promise<Pair> {
  const files = await Promise.all(
    traces.map(async ({ fsPath }) => ({ fsPath, writtenMs: (await stat(fsPath)).mtimeMs })),
  );
  const [before, after] = files
    .sort((a, b) => a.writtenMs - b.writtenMs)
    .map(({ fsPath: file }): ComparedRun => {
      return { source: { type: 'file', file }, name: path.basename(file) };
    });
  return { before: before!, after: after! };
}

async function pickPair(folders: readonly string[]): Promise<Pair | undefined> {
  const runs = await recordedRuns(folders);
  if (runs.length < 2) {
    const found = vscode.l10n.t('Two runs are needed to be compared, and {0} is kept. Run a script, change it, run it again.', runs.length); // prettier-ignore
    void vscode.window.showInformationMessage(found);
    return undefined;
  }
  const after = await pick(runs, vscode.l10n.t('The run to look at'));
  if (!after) return undefined;
  const others = runs.filter((run) => run !== after);
  // Of the same script, and earlier ones, first: Enter twice compares the last two runs.
  const isLike = (run: RecordedRun): number =>
    Number(run.script === after.script) * 2 + Number(run.endedAt < after.endedAt);
  const sorted = others.toSorted((a, b) => isLike(b) - isLike(a));
  const before = await pick(sorted, vscode.l10n.t('The run to compare it with'));
  return before && { before: comparedRun(before), after: comparedRun(after) };
}

async function pick(runs: readonly RecordedRun[], title: string): Promise<RecordedRun | undefined> {
  const items = runs.map((run) => ({
    label: path.basename(run.script),
    description: `${formatDuration(run.wallMs * 1e6)} · ${run.endedAt.toLocaleString(vscode.env.language)}`,
    detail: run.headline,
    run,
  }));
  const options = { title, placeHolder: title, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.run;
}

function comparedRun({ folder, script, endedAt }: RecordedRun): ComparedRun {
  const name = `${path.basename(script)} ${endedAt.toLocaleTimeString(vscode.env.language)}`;
  return { source: { type: 'found-run', folder }, name, script };
}
