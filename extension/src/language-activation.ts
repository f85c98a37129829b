/** Starts the language server when the first open file needs it, and keeps the context keys of the active script. */
import * as vscode from 'vscode';
import { namesMainGuard, namesParallelModule, type LastRun } from '../../protocol/src/language.ts';
import { setting } from './config.ts';
import type { RunningLanguageClient } from './language-client.ts';
import { isScriptLanguage } from './run-target.ts';

/** Pauses in typing are shorter than this. */
const TYPING_PAUSE_MS = 300;

/** True while the active editor shows a script that may run in parallel; menus and the key use it. */
const ACTIVE_SCRIPT_KEY = 'parascope.activeScript';

export class LanguageActivation implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #listeners: vscode.Disposable;
  #client: Promise<RunningLanguageClient | undefined> | undefined;
  #typing: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#consider(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#afterTyping(document)),
      vscode.workspace.onDidChangeConfiguration(() => this.#considerAll()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#updateKey()),
    );
    this.#considerAll();
    this.#updateKey();
  }

  /** Puts the result of a run on the script's lenses, if there are any. */
  async showLastRun(run: LastRun): Promise<void> {
    // Without the server the script has no lens to put it on.
    const client = await this.#client;
    await client?.sendLastRun(run);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#typing);
    this.#listeners.dispose();
    const client = this.#client;
    if (client) void client.then((running) => running?.dispose());
  }

  #considerAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#consider(document);
  }

  #afterTyping(document: vscode.TextDocument): void {
    if (!isScriptLanguage(document.languageId)) return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.#consider(document);
      this.#updateKey();
    }, TYPING_PAUSE_MS);
  }

  #consider(document: vscode.TextDocument): void {
    if (this.#client || this.#isDisposed || document.uri.scheme !== 'file') return;
    const mode = setting('codeLens', document.uri);
    if (mode === 'off' || !mayHaveLens(document, mode === 'always')) return;
    this.#client = this.#start();
  }

  async #start(): Promise<RunningLanguageClient | undefined> {
    const { startLanguageClient } = await import('./language-client.ts');
    try {
      return await startLanguageClient(this.#context);
    } catch (error) {
      console.error('Parascope: the language server did not start', error);
      return undefined;
    }
  }

  #updateKey(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isScript = document !== undefined && isParallelScript(document);
    void vscode.commands.executeCommand('setContext', ACTIVE_SCRIPT_KEY, isScript);
  }
}

/** Whether a document is a script that may run in parallel, once it is a file: it names a parallel module. */
export function isParallelScript(document: vscode.TextDocument): boolean {
  return mayHaveLens(document, false);
}

/** The cheap test: a false positive costs a server that shows nothing. */
function mayHaveLens(document: vscode.TextDocument, always: boolean): boolean {
  if (!isScriptLanguage(document.languageId)) return false;
  const text = document.getText();
  return namesParallelModule(text) || (always && namesMainGuard(text));
}
