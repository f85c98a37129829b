import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../extension/src/commands.ts';
import { DEFAULTS } from '../../../extension/src/config.ts';

interface Contributions {
  readonly commands: readonly { readonly command: string }[];
  readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
}

function contributions(): Contributions {
  const extension = vscode.extensions.getExtension('parascope.parascope-vscode');
  assert.ok(extension);
  return (extension.packageJSON as { readonly contributes: Contributions }).contributes;
}

suite('contributions', () => {
  test('the manifest lists the commands of the code and no others', () => {
    const listed = contributions().commands.map(({ command }) => command);
    assert.deepEqual(listed.sort(), Object.keys(COMMANDS).sort());
  });

  test('the manifest lists the settings of the code with the same defaults and no others', () => {
    const listed = Object.entries(contributions().configuration.properties).map(
      ([key, { default: value }]) => [key, value] as const,
    );
    const known = Object.entries(DEFAULTS).map(([key, value]) => [`parascope.${key}`, value] as const);
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(known));
  });
});
