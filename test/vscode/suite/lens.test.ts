import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { eventually, writeScript } from './workspace-files.ts';

/** Lenses of a document as `line: title`, lines from 1; waits until there are any. */
async function lensesOf(uri: vscode.Uri): Promise<string[]> {
  await vscode.window.showTextDocument(uri);
  const lenses = await eventually(`a lens on ${uri.path}`, async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    const ours = found.filter(({ command }) => command?.command.startsWith('parascope.'));
    return ours.length > 0 ? ours : undefined;
  });
  for (const { command } of lenses) assert.deepEqual(command?.arguments, [uri.toString()]);
  return lenses.map(({ range, command }) => `${range.start.line + 1}: ${command?.title ?? ''}`);
}

const GUARDS: Readonly<Record<string, string>> = {
  'isMain of parascope': `import { isMain, Pool } from 'parascope';\n\nif (isMain) {\n}\n`,
  'a renamed isMain': `import { isMain as started } from 'parascope';\n\nif (started) {\n}\n`,
  'mp.isMain': `import * as mp from 'parascope';\n\nif (mp.isMain) {\n}\n`,
  'import.meta.main': `import { Worker } from 'node:worker_threads';\n\nif (import.meta.main) {\n}\n`,
  'require.main === module': `const { Worker } = require('worker_threads');\n\nif (require.main === module) {\n}\n`,
  isMainThread: `import { isMainThread } from 'node:worker_threads';\n\nif (isMainThread) {\n}\n`,
  'process.argv[1]': `import { fileURLToPath } from 'node:url'; import 'piscina';\n\nif (process.argv[1] === fileURLToPath(import.meta.url)) {\n}\n`,
  'no guard at all': `import { Process } from 'parascope';\nconst run = () => 1;\nnew Process({ target: run }).start();\n`,
};

suite('lens', () => {
  for (const [title, text] of Object.entries(GUARDS)) {
    test(`Run in Parallel and Profile stand over ${title}`, async () => {
      const uri = writeScript(`lens-${title.replaceAll(/\W+/g, '-')}.ts`, text);
      assert.deepEqual(await lensesOf(uri), ['3: ▶ Run in Parallel', '3: Profile']);
    });
  }

  test('the lens follows the text while it is typed', async () => {
    const uri = writeScript('lens-typing.ts', `import { isMain } from 'parascope';\nif (isMain) {}\n`);
    assert.deepEqual(await lensesOf(uri), ['2: ▶ Run in Parallel', '2: Profile']);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), '\n\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await lensesOf(uri), ['4: ▶ Run in Parallel', '4: Profile']);
    await vscode.workspace.save(uri);
  });

  test('the setting turns lenses off, and on for scripts that import nothing parallel', async () => {
    const configuration = vscode.workspace.getConfiguration('parascope');
    const plain = writeScript('lens-plain.ts', `if (import.meta.main) {\n}\n`);
    const parallel = writeScript('lens-off.ts', `import { isMain } from 'parascope';\nif (isMain) {}\n`);
    const titles = async (uri: vscode.Uri) =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100)).flatMap(
        ({ command }) => (command?.command.startsWith('parascope.') ? [command.title] : []),
      );
    await vscode.window.showTextDocument(plain);
    await lensesOf(parallel);
    assert.deepEqual(await titles(plain), []);
    try {
      await configuration.update('codeLens', 'always', vscode.ConfigurationTarget.Workspace);
      await eventually('a lens under "always"', async () => ((await titles(plain)).length > 0 ? true : undefined));
      await configuration.update('codeLens', 'off', vscode.ConfigurationTarget.Workspace);
      await eventually('no lens under "off"', async () => ((await titles(parallel)).length === 0 ? true : undefined));
    } finally {
      await configuration.update('codeLens', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
