/** Opens a place in the source, in a column of editors and not over the panel. */
import * as vscode from 'vscode';
import type { SourceLocation } from '../../trace/src/query.ts';

/** `file` is an absolute path or a URL. `panelColumn` is where the panel is: the source opens in another one. */
export async function openSource(
  { file, line, column }: SourceLocation,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const uri = /^[a-z][a-z\d+.-]+:\/\//i.test(file) ? vscode.Uri.parse(file, true) : vscode.Uri.file(file);
  const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  try {
    await vscode.window.showTextDocument(uri, {
      viewColumn: columnOf(uri, panelColumn),
      selection: new vscode.Range(position, position),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await vscode.window.showWarningMessage(vscode.l10n.t('{0} cannot be opened: {1}', uri.fsPath, reason));
  }
}

/** The column where the file is open already, else the first one that is not the panel's. */
function columnOf(uri: vscode.Uri, panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const shows = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  const holder = groups.find(({ tabs }) => tabs.some(shows));
  if (holder) return holder.viewColumn;
  return groups.find(({ viewColumn }) => viewColumn !== panelColumn)?.viewColumn ?? vscode.ViewColumn.Beside;
}
