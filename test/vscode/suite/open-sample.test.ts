import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { openSample } from '../../../extension/src/open-sample.ts';
import { workspaceFolder } from './workspace-files.ts';

const extension = vscode.extensions.getExtension('parascope.parascope-vscode');
assert.ok(extension);
const samples = path.join(extension.extensionPath, 'dist/samples');
const { showQuickPick, showSaveDialog } = vscode.window;

/** Answers the two questions as a person would: which sample, and where (null = thought better of it). */
function answer(name: string, target: (offered: vscode.Uri | undefined) => vscode.Uri | undefined): void {
  const pick = async (items: readonly vscode.QuickPickItem[]) =>
    Promise.resolve(items.find(({ label }) => label === name));
  const save = async (options?: vscode.SaveDialogOptions) => Promise.resolve(target(options?.defaultUri));
  Object.assign(vscode.window, { showQuickPick: pick, showSaveDialog: save });
}

suite('open sample', () => {
  teardown(() => {
    Object.assign(vscode.window, { showQuickPick, showSaveDialog });
  });

  test('the sample is copied to the place that was chosen and opened there', async () => {
    const target = vscode.Uri.file(path.join(workspaceFolder(), 'deep/folder/mine.ts'));
    answer('cpu-count', () => target);
    assert.equal((await openSample(samples))?.toString(), target.toString());
    assert.equal(readFileSync(target.fsPath, 'utf8'), readFileSync(path.join(samples, 'cpu-count.ts'), 'utf8'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), target.toString());
  });

  test('a name that is taken is not offered', async () => {
    const offered: (string | undefined)[] = [];
    for (let copy = 0; copy < 3; copy++) {
      answer('cpu-count', (uri) => {
        offered.push(uri && path.basename(uri.fsPath));
        return uri;
      });
      await openSample(samples);
    }
    assert.deepEqual(offered, ['cpu-count.ts', 'cpu-count-2.ts', 'cpu-count-3.ts']);
  });

  test('thinking better of it changes nothing', async () => {
    answer('no such sample', () => assert.fail('asked where to copy nothing'));
    assert.equal(await openSample(samples), undefined);
    answer('cpu-count', () => undefined);
    assert.equal(await openSample(samples), undefined);
  });
});
