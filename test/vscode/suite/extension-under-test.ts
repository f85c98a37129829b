import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../extension/src/extension-parts.ts';
import type { Runs } from '../../../extension/src/runs.ts';

/** The runs of this window, as the extension itself holds them. */
export async function runsOfWindow(): Promise<Runs> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('parascope.parascope-vscode');
  assert.ok(extension);
  return await (await extension.activate()).runs();
}

/** The labels of open tabs that show a panel of ours. */
export function panelTabs(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('parascope.timeline'))
    .map(({ label }) => label);
}
