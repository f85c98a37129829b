/** Entry of the extension: wiring only. Whatever is not needed to start is loaded when it is first used. */
import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { LanguageActivation } from './language-activation.ts';
import type { ExtensionApi, ExtensionParts } from './extension-parts.ts';
import type { Runs } from './runs.ts';
import { registerTaskProvider } from './task-provider.ts';
import { PANEL_TYPE, ShownTraces } from './shown-traces.ts';

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const language = new LanguageActivation(context);
  let runs: Promise<Runs> | undefined;
  const path = (...segments: readonly string[]): string =>
    vscode.Uri.joinPath(context.extensionUri, ...segments).fsPath;
  const extension: ExtensionParts = {
    context,
    path,
    cli: path('dist', 'runtime', 'bin', 'parascope.js'),
    traceWorker: path('dist', 'extension', 'trace-worker.cjs'),
    shown: new ShownTraces(context.workspaceState),
    runs: () => (runs ??= createRuns(extension, language)),
  };
  context.subscriptions.push(
    language,
    registerCommands(extension),
    registerRestore(extension),
    registerTaskProvider(extension.runs),
  );
  return { runs: extension.runs };
}

function registerRestore({ context, cli, traceWorker, shown }: ExtensionParts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
    deserializeWebviewPanel: async (panel) => {
      const { restorePanel } = await import('./restore-panel.ts');
      const trace = shown.of(panel.title);
      restorePanel(panel, { extensionUri: context.extensionUri, cli, workerFile: traceWorker, trace });
    },
  });
}

async function createRuns(extension: ExtensionParts, language: LanguageActivation): Promise<Runs> {
  const { context, cli, traceWorker, shown } = extension;
  const [{ Runs }, { RunStore }] = await Promise.all([import('./runs.ts'), import('./run-store.ts')]);
  const output = vscode.window.createOutputChannel('Parascope');
  const storage = context.storageUri ?? context.globalStorageUri;
  const runs = new Runs({
    extensionUri: context.extensionUri,
    store: new RunStore(vscode.Uri.joinPath(storage, 'runs').fsPath),
    files: { cli, traceWorker },
    output,
    shown,
    onLastRun: (run) => void language.showLastRun(run),
  });
  context.subscriptions.push(output, runs);
  return runs;
}
