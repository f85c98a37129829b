/** What the panel lets a person save: a picture, the trace of the run, or a report on it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { ReportWorkerData } from './report-worker.ts';
import type { TraceSource } from './trace-link.ts';
import { joinSegments, traceFiles } from './trace-tail.ts';

/** Asks where a file is to be kept, by default in `folder`, and writes it. `bytes` is asked for once that is known. */
export async function saveFile(name: string, folder: string, bytes: () => Promise<Uint8Array>): Promise<void> {
  const type = path.extname(name).slice(1);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, path.basename(name))),
    filters: { [type.toUpperCase()]: [type] },
  });
  if (!uri) return;
  try {
    await vscode.workspace.fs.writeFile(uri, await bytes());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await vscode.window.showWarningMessage(vscode.l10n.t('{0} cannot be written: {1}', uri.fsPath, reason));
  }
}

/** A trace as one file: the segments of its processes one after the other. */
export async function traceBytes(source: TraceSource): Promise<Uint8Array> {
  return joinSegments(await Promise.all(filesOf(source).map((file) => readFile(file))));
}

/** Where the panel's bundle lies, and that of the thread that builds reports. */
export interface ReportFiles {
  readonly media: string;
  readonly workerFile: string;
}

/** The trace as one page that shows it without the editor and without network; a thread of its own builds it. */
export async function reportBytes(source: TraceSource, title: string, files: ReportFiles): Promise<Uint8Array> {
  const { media, workerFile } = files;
  const workerData: ReportWorkerData = { segments: filesOf(source), media, title, language: vscode.env.language };
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const worker = new Worker(workerFile, { workerData, name: 'parascope report' });
  worker.on('message', resolve);
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`the thread that builds the report ended with exit code ${code}`)));
  return await promise;
}

function filesOf(source: TraceSource): string[] {
  const files = traceFiles(source);
  if (files.length === 0) throw new Error(vscode.l10n.t('The trace of this run has been removed: run it again.'));
  return files;
}
