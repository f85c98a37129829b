/** Which script a command is about, and whether it can run. */
import * as vscode from 'vscode';
import { SCRIPT_LANGUAGES } from '../../protocol/src/language.ts';

/** What commands are given: nothing (palette), a URI (menus), a URI's text (lens). */
export type CommandTarget = vscode.Uri | string | undefined;

/** How long another save of the same document may take. */
const OTHER_SAVE_PATIENCE_MS = 5_000;
const SCRIPT_EXTENSION = /\.[cm]?[jt]sx?$/i;

/** The URI that a command is about: its argument, else the active editor's. */
export function targetUri(target: CommandTarget): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  if (typeof target === 'string') return vscode.Uri.parse(target, true);
  return vscode.window.activeTextEditor?.document.uri;
}

/**
 * The saved script that a command shall run; undefined after having told the person why there is none.
 * A script that has unsaved changes is saved.
 */
export async function runnableScript(target: CommandTarget): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) {
    await sayUntrusted();
    return undefined;
  }
  const uri = targetUri(target);
  if (!uri) {
    await say(vscode.l10n.t('Open the script to run in an editor first.'));
    return undefined;
  }
  if (uri.scheme === 'untitled') return await saveUntitled(uri);
  if (uri.scheme !== 'file') {
    await say(vscode.l10n.t('Only files on a disk can run; this one is "{0}".', uri.scheme));
    return undefined;
  }
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  const isScript = SCRIPT_EXTENSION.test(uri.path) || (document && isScriptLanguage(document.languageId));
  if (!isScript) {
    await say(vscode.l10n.t('{0} is no TypeScript or JavaScript file.', vscode.workspace.asRelativePath(uri)));
    return undefined;
  }
  // The editor has said why when it could not save.
  return !document || (await isSaved(document)) ? uri : undefined;
}

/**
 * Saves what is not saved. `save` gives false too when another save, as the automatic one, was quicker, and then the word
 * of it may come a little later.
 */
async function isSaved(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty) return true;
  const other = Promise.withResolvers<boolean>();
  const listener = vscode.workspace.onDidSaveTextDocument((saved) => {
    if (saved === document) other.resolve(true);
  });
  const patience = setTimeout(() => other.resolve(!document.isDirty), OTHER_SAVE_PATIENCE_MS);
  try {
    return (await document.save()) || !document.isDirty || (await other.promise);
  } finally {
    listener.dispose();
    clearTimeout(patience);
  }
}

export function isScriptLanguage(languageId: string): boolean {
  return SCRIPT_LANGUAGES.some((language) => language === languageId);
}

async function saveUntitled(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const save = vscode.l10n.t('Save As…');
  const reason = vscode.l10n.t('A parallel script is a file: each worker loads it again. Save this one first.');
  if ((await vscode.window.showWarningMessage(reason, save)) !== save) return undefined;
  const saved = await vscode.workspace.saveAs(uri);
  return saved?.scheme === 'file' ? saved : undefined;
}

async function sayUntrusted(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const reason = vscode.l10n.t('Nothing runs in a workspace that is not trusted.');
  if ((await vscode.window.showWarningMessage(reason, manage)) === manage)
    await vscode.commands.executeCommand('workbench.trust.manage');
}

async function say(message: string): Promise<void> {
  await vscode.window.showWarningMessage(message);
}
