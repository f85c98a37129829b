/** The client of the language server. Loaded when the first file needs it. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';
import {
  LAST_RUN_NOTIFICATION,
  SCRIPT_LANGUAGES,
  type LastRun,
  type ServerOptions,
} from '../../protocol/src/language.ts';

export interface RunningLanguageClient {
  /** Puts the result of a run on the script's lenses. */
  sendLastRun(run: LastRun): Promise<void>;
  dispose(): void;
}

/** Starts the server. Rejects when its process cannot start. */
export async function startLanguageClient(context: vscode.ExtensionContext): Promise<RunningLanguageClient> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', 'server.cjs').fsPath;
  const words: ServerOptions = {
    runTitle: vscode.l10n.t('▶ Run in Parallel'),
    profileTitle: vscode.l10n.t('Profile'),
    lastRunTitle: vscode.l10n.t('last run at {0}: {1}'),
  };
  const options: LanguageClientOptions = {
    documentSelector: SCRIPT_LANGUAGES.map((language) => ({ scheme: 'file', language })),
    initializationOptions: words,
  };
  const client = new LanguageClient(
    'parascope',
    vscode.l10n.t('Parascope Language Server'),
    { module, transport: TransportKind.ipc },
    options,
  );
  await client.start();
  return {
    sendLastRun: (run) => client.sendNotification(LAST_RUN_NOTIFICATION, run),
    dispose: () => void client.dispose(),
  };
}
