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

function panels(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('parascope.timeline'));
}

/** The labels of open tabs that show a panel of ours. */
export function panelTabs(): string[] {
  return panels().map(({ label }) => label);
}

/** Closes the panel with that label, as a person would. */
export async function closePanel(label: string): Promise<void> {
  await vscode.window.tabGroups.close(panels().filter((tab) => tab.label === label));
}
