import path from 'node:path';
import * as vscode from 'vscode';

/** Asks where a picture of the panel is to be kept, by default in `folder`, and writes it. */
export async function savePicture(name: string, bytes: Uint8Array, folder: string): Promise<void> {
  const type = path.extname(name).slice(1);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, path.basename(name))),
    filters: { [type.toUpperCase()]: [type] },
  });
  if (!uri) return;
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await vscode.window.showWarningMessage(vscode.l10n.t('{0} cannot be written: {1}', uri.fsPath, reason));
  }
}
