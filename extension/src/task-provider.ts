/** Our tasks in the editor's own list and in tasks.json: `{ "type": "parascope", "script": "pi.ts", "args": ["8"] }`. */
import path from 'node:path';
import * as vscode from 'vscode';
import { isParallelScript } from './language-activation.ts';
import type { Runs } from './runs.ts';
import { TASK_TYPE } from './run-task.ts';

/** Offers the script of the active editor, and runs what tasks.json names. */
export function registerTaskProvider(runs: () => Promise<Runs>): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(TASK_TYPE, {
    provideTasks: async () => {
      const script = vscode.window.activeTextEditor?.document;
      if (!vscode.workspace.isTrusted || script?.uri.scheme !== 'file' || !isParallelScript(script)) return [];
      const task = await (await runs()).createTask({ script: script.uri, scriptArgs: [], cpuProfile: false });
      return task ? [task] : [];
    },
    resolveTask: async ({ definition, scope }) => {
      const script = scriptOf(definition['script'], scope);
      if (!vscode.workspace.isTrusted || !script) return undefined;
      const scriptArgs = textsOf(definition['args']);
      const cpuProfile = definition['cpuProfile'] === true;
      return await (await runs()).createTask({ script, scriptArgs, cpuProfile, definition });
    },
  });
}

/** The script that a task names: absolute, or relative to the folder of its tasks.json. */
function scriptOf(script: unknown, scope: vscode.Task['scope']): vscode.Uri | undefined {
  if (typeof script !== 'string' || script === '') return undefined;
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const file = script.replaceAll('${workspaceFolder}', folder?.uri.fsPath ?? '').replaceAll('${file}', active ?? '');
  return vscode.Uri.file(path.resolve(folder?.uri.fsPath ?? '', file));
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
