/** A script whose project has no `parascope` sees the types that the extension carries, by a plugin of TypeScript's server. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { eventually, workspaceFolder, writeScript } from './workspace-files.ts';

/** Its last line is wrong on purpose: once that is told, everything else has been looked at. */
const SCRIPT = `import { Pool, isMain } from 'parascope';
import { availableParallelism } from 'node:os';
const work = (n: number): number => n * n;
if (isMain) {
  await using pool = new Pool(availableParallelism());
  console.log(await pool.map(work, [1, 2, 3]), process.argv);
}
export const wrong: number = 'a text';
`;
const WRONG = 2322;

/** Writes the script into a folder of its own, with more files where they are given. */
function writeProject(folder: string, files: Readonly<Record<string, string>> = {}): vscode.Uri {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspaceFolder(), folder, name)), { recursive: true });
    writeScript(path.join(folder, name), text);
  }
  mkdirSync(path.join(workspaceFolder(), folder), { recursive: true });
  return writeScript(path.join(folder, 'script.ts'), SCRIPT);
}

/** The errors that the editor shows in the script, by TypeScript's number. */
async function errorsOf(uri: vscode.Uri): Promise<readonly string[]> {
  await vscode.window.showTextDocument(uri);
  const diagnostics = await eventually('TypeScript’s diagnostics', () => {
    const found = vscode.languages.getDiagnostics(uri);
    return found.some(({ code }) => code === WRONG) ? found : undefined;
  });
  return diagnostics
    .filter(({ severity, code }) => severity === vscode.DiagnosticSeverity.Error && code !== WRONG)
    .map(({ code, message }) => `${JSON.stringify(code)} ${message}`);
}

async function definitionOfPool(uri: vscode.Uri): Promise<string> {
  const [place] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    uri,
    new vscode.Position(0, SCRIPT.indexOf('Pool') + 1),
  );
  assert.ok(place, 'Pool has no definition');
  return 'targetUri' in place ? place.targetUri.fsPath : place.uri.fsPath;
}

const TSCONFIG = JSON.stringify({ compilerOptions: { target: 'ES2022', module: 'preserve', strict: true } });

suite('carried types', () => {
  for (const [title, folder, files] of [
    ['without a tsconfig.json', 'bare', {}],
    ['with a tsconfig.json', 'configured', { 'tsconfig.json': TSCONFIG }],
  ] as const) {
    test(`a script in a project ${title} that lacks the package has no red squiggle`, async () => {
      const uri = writeProject(`carried-${folder}`, files);
      assert.deepEqual(await errorsOf(uri), []);
    });
  }

  test('its names are completed, explained, and lead to their declaration', async () => {
    const uri = writeProject('carried-names');
    await errorsOf(uri);
    const inBraces = new vscode.Position(0, SCRIPT.indexOf('{') + 2);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      inBraces,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('Pool') && labels.includes('Queue'), labels.join());
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(0, SCRIPT.indexOf('Pool') + 1),
    );
    const words = hovers.flatMap(({ contents }) =>
      contents.flatMap((part) => (part instanceof vscode.MarkdownString ? [part.value] : [])),
    );
    assert.match(words.join('\n'), /class Pool/);
    const extension = vscode.extensions.getExtension('parascope.parascope-vscode');
    assert.ok((await definitionOfPool(uri)).startsWith(path.join(extension?.extensionPath ?? '', 'dist/runtime')));
  });

  test('the project’s own package wins', async () => {
    const uri = writeProject('carried-own', {
      'tsconfig.json': TSCONFIG,
      'node_modules/parascope/package.json': '{ "name": "parascope", "version": "9.9.9", "types": "own.d.ts" }',
      'node_modules/parascope/own.d.ts': 'export declare const isMain: boolean;\nexport declare class Pool {}\n',
    });
    const errors = await errorsOf(uri);
    assert.ok(
      errors.some((error) => error.includes('Expected 0 arguments')),
      `the errors of the package’s own Pool: ${errors.join()}`,
    );
    assert.equal(path.basename(await definitionOfPool(uri)), 'own.d.ts');
  });
});
