import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

const ID = 'parascope.parascope-vscode';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ID);
  assert.ok(found, `${ID} is not among the extensions of this VS Code`);
  return found;
}

suite('manifest', () => {
  test('the extension activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  test('each command of the manifest is registered, under the category Parascope', async () => {
    await extension().activate();
    const { commands } = (extension().packageJSON as Manifest).contributes;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(commands.length > 0);
    for (const { command, category } of commands) {
      assert.ok(registered.has(command), `${command} is in the manifest and nowhere registered`);
      assert.equal(category, 'Parascope', command);
    }
  });

  test('each setting of the manifest reads as its default', () => {
    const { properties } = (extension().packageJSON as Manifest).contributes.configuration;
    for (const [key, { default: expected }] of Object.entries(properties)) {
      assert.deepEqual(vscode.workspace.getConfiguration().inspect(key)?.defaultValue, expected, key);
    }
  });
});
