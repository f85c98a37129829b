/** Every command: its id and what it does. The manifest lists the same ids (a test compares them). */
import * as vscode from 'vscode';
import { PROFILE_COMMAND, RUN_COMMAND, SHOW_TIMELINE_COMMAND } from '../../protocol/src/language.ts';
import type { ExtensionParts } from './extension-parts.ts';
import type { CommandTarget } from './run-target.ts';

/** `selected`: all that is selected in the explorer, where the command comes from there. */
type Handler = (target?: CommandTarget, selected?: readonly vscode.Uri[]) => Promise<unknown>;
type CreateHandler = (extension: ExtensionParts) => Handler;

/** Command id -> handler, each loading what it needs at its first call. */
export const COMMANDS: Readonly<Record<string, CreateHandler>> = {
  [RUN_COMMAND]: (extension) => async (target) => await start(extension, target, { cpuProfile: false }),
  [PROFILE_COMMAND]: (extension) => async (target) => await start(extension, target, { cpuProfile: true }),
  'parascope.stop': (extension) => async (target) => {
    const { targetUri } = await import('./run-target.ts');
    // Without an argument: what the editor shows if that runs, else whatever runs.
    const runs = await extension.runs();
    const uri = targetUri(target);
    const isOn = uri && runs.sessionOf(uri)?.isOver === false;
    await runs.stop(isOn ? uri : undefined);
  },
  [SHOW_TIMELINE_COMMAND]: (extension) => async (target) => {
    const { targetUri } = await import('./run-target.ts');
    const uri = targetUri(target);
    if (uri && (await extension.runs()).showTimeline(uri)) return;
    const run = vscode.l10n.t('Run in Parallel');
    const message = vscode.l10n.t('This script has not been run in this window yet.');
    if ((await vscode.window.showInformationMessage(message, run)) === run)
      await vscode.commands.executeCommand(RUN_COMMAND, uri);
  },
  'parascope.openSample': (extension) => async () => {
    const { openSample } = await import('./open-sample.ts');
    return await openSample(extension.path('dist', 'samples'));
  },
  'parascope.openTrace': (extension) => async (target) => {
    const { openTrace } = await import('./open-trace.ts');
    return await openTrace({
      extensionUri: extension.context.extensionUri,
      workerFile: extension.traceWorker,
      shown: extension.shown,
      file: target instanceof vscode.Uri ? target : undefined,
    });
  },
  'parascope.compareRuns': (extension) => async (_target, selected) => {
    const { compareRuns } = await import('./compare-runs.ts');
    return await compareRuns({
      extensionUri: extension.context.extensionUri,
      workerFile: extension.traceWorker,
      shown: extension.shown,
      folders: async () => await (await extension.runs()).folders(),
      traces: selected ?? [],
    });
  },
};

/** Gives the session; undefined when there is nothing that can run, which has been said. */
async function start(
  extension: ExtensionParts,
  target: CommandTarget,
  options: { readonly cpuProfile: boolean },
): Promise<unknown> {
  const { runnableScript } = await import('./run-target.ts');
  const script = await runnableScript(target);
  return script && (await (await extension.runs()).start({ script, scriptArgs: [], ...options }));
}

/** Registers them all. */
export function registerCommands(extension: ExtensionParts): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(COMMANDS).map(([id, create]) => vscode.commands.registerCommand(id, create(extension))),
  );
}
