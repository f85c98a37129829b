/** Open Sample…: choose one, choose where, and it opens as a file of one's own. */
import { access, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { copySample, listSamples, type Sample } from './samples.ts';

/** The copy's URI; undefined when the person thought better of it. */
export async function openSample(samplesFolder: string): Promise<vscode.Uri | undefined> {
  const sample = await pickSample(samplesFolder);
  const target = sample && (await pickTarget(sample));
  if (!target) return undefined;
  // The dialog has asked before it gave the name of a file that exists.
  await mkdir(path.dirname(target.fsPath), { recursive: true });
  await copySample(sample.file, target.fsPath, { overwrite: true });
  await vscode.window.showTextDocument(target, { preview: false });
  return target;
}

async function pickSample(folder: string): Promise<Sample | undefined> {
  const items = (await listSamples(folder)).map((sample) => ({
    label: sample.name,
    detail: sample.description,
    sample,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('A sample to copy and open'),
    matchOnDetail: true,
  });
  return picked?.sample;
}

async function pickTarget(sample: Sample): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  return await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(await freeName(folder, path.basename(sample.file))),
    filters: { TypeScript: ['ts', 'mts', 'cts'] },
    saveLabel: vscode.l10n.t('Copy Sample'),
    title: vscode.l10n.t('Copy the sample {0} to', sample.name),
  });
}

/** `pi.ts`, or `pi-2.ts` where that exists. */
async function freeName(folder: string, base: string): Promise<string> {
  const { name, ext } = path.parse(base);
  for (let number = 1; ; number++) {
    const file = path.join(folder, number === 1 ? base : `${name}-${number}${ext}`);
    const isTaken = await access(file).then(
      () => true,
      () => false,
    );
    if (!isTaken) return file;
  }
}
