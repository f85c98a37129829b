/** What the panel lets a person save: a picture, the trace of the run, or a report on it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as vscode from 'vscode';
import { wholeMessages } from '../../trace/src/ipc-reader.ts';
import { buildReportHtmlAside } from '../../trace/src/report-html.ts';
import type { TraceSource } from './trace-link.ts';
import { traceFiles } from './trace-tail.ts';

const compress = promisify(gzip);

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

/**
 * A trace as one file: the segments of its processes one after the other, as far as they are written: what was cut off would have
 * the next segment in its middle.
 */
export async function traceBytes(source: TraceSource): Promise<Uint8Array> {
  const segments = await Promise.all(traceFiles(source).map((file) => readFile(file)));
  if (segments.length === 0) throw new Error(vscode.l10n.t('The trace of this run has been removed: run it again.'));
  return segments.length === 1 ? segments[0]! : Buffer.concat(segments.map(wholeMessages));
}

/** The trace as one page that shows it without the editor and without network. `media` is the folder of the panel's bundle. */
export async function reportBytes(source: TraceSource, title: string, media: string): Promise<Uint8Array> {
  const [trace, panelJs, panelCss] = await Promise.all([
    traceBytes(source),
    readFile(path.join(media, 'panel.js'), 'utf8'),
    readFile(path.join(media, 'panel.css'), 'utf8'),
  ]);
  const html = await buildReportHtmlAside(
    { panelJs, panelCss, traceBytes: trace, title, language: vscode.env.language },
    {
      gzipBase64: async (bytes) => (await compress(bytes)).toString('base64'),
      sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
    },
  );
  return Buffer.from(html);
}
